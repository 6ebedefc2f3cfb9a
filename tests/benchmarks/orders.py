"""What an order costs: look-up, preview and confirm, against plain SQL that writes the same rows."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa

import core
from core import operations, proposals
from core.actor import Actor
from core.database import Database, DatabaseConfig
from core.inventory.models import StockLevel
from core.proposals import Step
from tests.benchmarks.measuring import Row, cpu_of, fresh_database
from tests.benchmarks.raw_order import RawOrder
from tests.company import Company, found

ROUNDS = 5
EACH = 40
PROCESSES = 4
_PRODUCTS = ("BP-200", "TH-30", "GM-10")


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    with fresh_database() as database:
        company = stocked(database)
        yield _look_up(database, company)
        previews, confirms, limits = [], [], []
        for _ in range(ROUNDS):
            preview, confirm = _ours(database, company)
            previews.append(preview)
            confirms.append(confirm)
            limits.append(_raw(database, company))
        limit = median(limits)
        yield Row("order preview, 3 lines", median(previews), "ms CPU", limit, median(previews) / limit)
        ratio = median(a / b for a, b in zip(confirms, limits, strict=True))
        yield Row("order confirm, 3 lines", median(confirms), "ms CPU", limit, ratio, "<= 5 x", ratio <= 5)
        ours, raw = _throughput(database, company, _confirm_many), _throughput(database, company, _raw_many)
        share = ours / raw
        yield Row(f"order confirm, {PROCESSES} processes", ours, "orders/s", raw, share, ">= 0.22 x", share >= 0.22)


def stocked(database: Database) -> Company:
    operations.load(core)
    with database.transaction() as session:
        company = found(session, now=datetime.now(UTC))
        admin = company.actor("admin")
        for code, name in (("GM-10", "血糖仪"),):
            arguments = {"code": code, "name": name, "price": "98", "unit": "台"}
            understood = operations.understand(session, "create_product", arguments, actor=admin, now=company.now)
            operations.run_command(session, "create_product", understood, actor=admin, now=company.now)
        for code in _PRODUCTS:
            company.receive(code, "SH", 500_000)
    return company


def _look_up(database: Database, company: Company) -> Row:
    with database.transaction() as session:
        actor = company.__class__(session, company.now).actor("sales")
        pid = _backend(session)

        def look() -> None:
            operations.run_query(session, "get_stock", {"product": "BP-200"}, actor=actor, now=company.now)

        look()
        spent = cpu_of(look, 200, lambda: [pid])
        raw = session.connection().connection.driver_connection
        level = session.scalars(sa.select(StockLevel.id)).first()

        def plain() -> None:
            assert raw is not None
            raw.execute("SELECT on_hand, reserved FROM stock_levels WHERE id = %s", (level,)).fetchone()

        limit = cpu_of(plain, 200, lambda: [pid])
    value = spent.each_ms
    return Row("stock look-up", value, "ms CPU", limit.each_ms, value / limit.each_ms, "<= 1.5 ms", value <= 1.5)


def _steps() -> list[Step]:
    lines = [{"product": code, "quantity": "1"} for code in _PRODUCTS]
    return [Step("place_order", {"customer": "C-0001", "lines": lines, "warehouse": "SH"})]


def _ours(database: Database, company: Company) -> tuple[float, float]:
    """CPU of a preview and of a confirmation, in milliseconds."""
    actor = _actor(database, company)
    made: list[UUID] = []

    def preview() -> None:
        with database.transaction() as session:
            made.append(proposals.propose(session, _steps(), actor=actor, now=company.now, conversation_id=None).id)

    def confirm() -> None:
        with database.transaction() as session:
            proposals.confirm(session, made.pop(), actor=actor, now=company.now)

    pids = lambda: _backends(database)  # noqa: E731 - a name for it would say no more
    first = cpu_of(preview, EACH, pids)
    second = cpu_of(confirm, EACH, pids)
    return first.each_ms, second.each_ms


def _raw(database: Database, company: Company) -> float:
    orders = _raw_orders(database, company, EACH)
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        spent = cpu_of(lambda: orders.pop().confirm(connection), EACH, lambda: [connection.info.backend_pid])
    return spent.each_ms


def _raw_orders(database: Database, company: Company, count: int) -> list[RawOrder]:
    actor = _actor(database, company)
    with database.transaction() as session:
        made = [
            proposals.propose(session, _steps(), actor=actor, now=company.now, conversation_id=None)
            for _ in range(count)
        ]
        products = session.execute(
            sa.text(
                "SELECT p.code, p.id, l.warehouse_id, l.id FROM products p JOIN stock_levels l ON l.product_id = p.id"
                " JOIN warehouses w ON w.id = l.warehouse_id WHERE w.code = 'SH' AND l.lot_id IS NULL"
            )
        ).all()
        customer, region = session.execute(sa.text("SELECT id, region_id FROM customers WHERE code = 'C-0001'")).one()
        results = session.execute(sa.text("SELECT results::text FROM proposals LIMIT 1")).scalar_one()
    by_code = {code: (product, warehouse, level) for code, product, warehouse, level in products}
    assert actor.user_id is not None
    return [
        RawOrder(
            proposal_id=one.id,
            customer_id=customer,
            region_id=region,
            user_id=actor.user_id,
            lines=[by_code[code] for code in _PRODUCTS],
            now=company.now,
            today=actor.today(company.now),
            results=results,
        )
        for one in made
    ]


def _throughput(database: Database, company: Company, work: Any) -> float:  # noqa: ANN401 - a worker for processes
    """Orders per second that several processes confirm at once."""
    context = multiprocessing.get_context("spawn")
    gate, done = context.Barrier(PROCESSES + 1), context.Queue()
    admin = database.admin_engine.url.render_as_string(hide_password=False)
    workers = [
        context.Process(target=work, args=(database.conninfo, admin, company.now, gate, done)) for _ in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    gate.wait()
    began = time.perf_counter()
    for _ in workers:
        done.get()
    took = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return PROCESSES * EACH / took


def _confirm_many(conninfo: str, admin: str, now: datetime, gate: Any, done: Any) -> None:  # noqa: ANN401
    operations.load(core)
    database = Database.open(DatabaseConfig(home=_nowhere(), url=conninfo, admin_url=conninfo))
    actor = _actor_at(database, now)
    with database.transaction() as session:
        made = [
            proposals.propose(session, _steps(), actor=actor, now=now, conversation_id=None).id for _ in range(EACH)
        ]
    gate.wait()
    for proposal_id in made:
        with database.transaction() as session:
            proposals.confirm(session, proposal_id, actor=actor, now=now)
    done.put(os.getpid())
    database.close()


def _raw_many(conninfo: str, admin: str, now: datetime, gate: Any, done: Any) -> None:  # noqa: ANN401
    operations.load(core)
    database = Database.open(DatabaseConfig(home=_nowhere(), url=conninfo, admin_url=conninfo))
    with database.transaction() as session:
        company = Company(session, now)
    orders = _raw_orders(database, company, EACH)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        gate.wait()
        for order in orders:
            order.confirm(connection)
    done.put(os.getpid())
    database.close()


def _actor(database: Database, company: Company) -> Actor:
    return _actor_at(database, company.now)


def _actor_at(database: Database, now: datetime) -> Actor:
    with database.transaction() as session:
        return Company(session, now).actor("sales")


def _backends(database: Database) -> list[int]:
    with database.transaction() as session:
        return list(_pids(session))


def _pids(session: sa.orm.Session) -> Sequence[int]:
    return session.scalars(
        sa.text(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
    ).all()


def _backend(session: sa.orm.Session) -> int:
    return int(session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


def _nowhere() -> Any:  # noqa: ANN401
    from pathlib import Path

    return Path("/nonexistent")


FREE = Decimal(500_000)
