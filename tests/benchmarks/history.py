"""What a long history costs: everyday operations at a million moves, against the same at ten thousand.

Both databases have the same goods, customers and present business (700 open orders); only the past is longer. They are
asked in turns, so that a busy machine is busy for both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

import core
from core import operations, proposals
from core.database import Database
from core.doctor import Finding, examine
from core.inventory.supply import read_supply
from core.proposals import Outcome, Step
from tests.benchmarks.measuring import Row, cpu_of, fresh_database
from tests.benchmarks.past.loading import load
from tests.benchmarks.past.shop import SHELF, customer, good
from tests.benchmarks.resident import resident_rows
from tests.company import Company

SHORT, LONG = 2_500, 300_000
"""Orders of the two pasts: with what was bought for them, ten thousand moves and 1.2 million."""
ROUNDS = 11
_FLAT = 1.3
_TWENTY = [good(number) for number in range(0, 60, 3)]


@dataclass(frozen=True, slots=True)
class Asked:
    """An everyday question, who asks it and how often a round; `flat` where a long history must not be felt.

    It is felt where the answer says how many there are in all, or sums what the longer past has more of.
    """

    name: str
    login: str
    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    times: int = 40
    flat: bool = True


_BUYER = {"customer": customer(0)}
QUESTIONS = (
    Asked("stock look-up", "sales", "get_stock", {"product": good(0)}, times=100),
    Asked("stock look-up, kept by lot", "sales", "get_stock", {"product": good(SHELF - 1)}, times=100),
    Asked(
        "availability, 20 lines",
        "manager",
        "check_availability",
        {**_BUYER, "lines": [{"product": code, "quantity": "2"} for code in _TWENTY]},
    ),
    Asked("ageing of one customer", "accountant", "get_receivables", _BUYER, times=100),
    Asked("ageing of the company", "accountant", "get_receivables"),
    Asked("last order of one customer", "manager", "get_last_order", _BUYER),
    Asked("due shipments", "warehouse", "find_due_shipments", times=10),
    Asked("orders of one customer", "manager", "find_orders", _BUYER, flat=False),
    Asked("payments of one customer", "accountant", "find_payments", _BUYER, flat=False),
    Asked("stock history of a product", "warehouse", "get_stock_history", {"product": good(0)}, flat=False),
    Asked("newest orders", "manager", "find_orders", times=10, flat=False),
    Asked("newest orders, of own customers", "sales", "find_orders", times=10, flat=False),
    Asked("newest invoices", "accountant", "find_invoices", times=10, flat=False),
    Asked("newest deliveries", "warehouse", "find_deliveries", times=10, flat=False),
    Asked("newest payments", "accountant", "find_payments", times=10, flat=False),
    Asked("sales of one month", "manager", "report_sales", {"period": "上个月"}, times=5, flat=False),
)


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    now = datetime.now(UTC)
    with fresh_database() as short, fresh_database() as long:
        operations.load(core)
        load(short, SHORT, now=now)
        began = time.perf_counter()
        load(long, LONG, now=now)
        yield Row(f"history of {_moves(long)} moves loaded", time.perf_counter() - began, "s")
        yield from compared(short, long, now=now)
        yield from examined(long, now=now)
        yield from resident_rows(long)


def compared(short: Database, long: Database, *, now: datetime) -> Iterator[Row]:
    """Every question, and an order, with both pasts: milliseconds with the long one, and how much more that is."""
    yield from (_asked(short, long, one, now) for one in QUESTIONS)
    yield _supply(long)
    yield _order(short, long, now)


def examined(database: Database, *, now: datetime) -> Iterator[Row]:
    """How long the doctor takes, who has to find nothing."""
    found: list[Finding] = []
    began = time.perf_counter()
    with database.transaction() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        pid = _backend(session)
        spent = cpu_of(lambda: found.extend(examine(session, now=now)), 1, lambda: [pid])
    took = time.perf_counter() - began
    failed = [finding.title for finding in found if finding.fails]
    yield Row("doctor, things wrong in it", len(failed), "", None, None, "none", not failed)
    yield Row("doctor", took, "s", spent.each_ms / 1000, None, "< 60 s", took < 60)


def _asked(short: Database, long: Database, asked: Asked, now: datetime) -> Row:
    def once(session: Session) -> Callable[[], object]:
        company = Company(session, now)
        actor = company.actor(asked.login)
        return lambda: operations.run_query(session, asked.operation, asked.arguments, actor=actor, now=now)

    return _against(asked.name, [_spent(short, long, once, asked.times) for _ in range(ROUNDS)], flat=asked.flat)


def _spent(
    short: Database, long: Database, once: Callable[[Session], Callable[[], object]], times: int
) -> tuple[float, float]:
    """Milliseconds of one repetition with the short past and with the long one."""
    spent = []
    for database in (short, long):
        with database.transaction() as session:
            work = once(session)
            work()
            pid = _backend(session)
            spent.append(cpu_of(work, times, lambda pid=pid: [pid]).each_ms)  # type: ignore[misc]
    return spent[0], spent[1]


def _against(name: str, pairs: list[tuple[float, float]], *, flat: bool = True) -> Row:
    ratio = median(long / short for short, long in pairs)
    goal = f"<= {_FLAT} x" if flat else ""
    long, short = median(long for _, long in pairs), median(short for short, _ in pairs)
    return Row(f"{name}, long history", long, "ms CPU", short, ratio, goal, ratio <= _FLAT if flat else None)


def _supply(long: Database) -> Row:
    """What reading all that twenty lines are promised from costs."""
    with long.transaction() as session:
        pid = _backend(session)
        ids = session.scalars(sa.text("SELECT id FROM products WHERE code = ANY(:codes)"), {"codes": _TWENTY}).all()
        spent = cpu_of(lambda: read_supply(session, ids, None, lock=False), 200, lambda: [pid])
    value = spent.each_ms
    return Row("supply of 20 lines, one query", value, "ms CPU", None, None, "<= 2 ms", value <= 2)


def _order(short: Database, long: Database, now: datetime) -> Row:
    """An order of three lines, previewed and confirmed."""
    buyers = count(1)

    def spent(database: Database) -> float:
        with database.transaction() as session:
            actor = Company(session, now).actor("manager")

        def place() -> None:
            lines = [{"product": good(number), "quantity": "1"} for number in (13, 14, 15)]
            step = Step("place_order", {"customer": customer(next(buyers) * 4), "lines": lines, "warehouse": "SH"})
            with database.transaction() as session:
                made = proposals.propose(session, [step], actor=actor, now=now, conversation_id=None)
            with database.transaction() as session:
                assert proposals.confirm(session, made.id, actor=actor, now=now).outcome is Outcome.EXECUTED

        place()
        return cpu_of(place, 15, lambda: _backends(database)).each_ms

    return _against("order of 3 lines, confirmed", [(spent(short), spent(long)) for _ in range(ROUNDS)])


def _backend(session: Session) -> int:
    return int(session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


def _backends(database: Database) -> list[int]:
    with database.transaction() as session:
        pids = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        return list(session.scalars(sa.text(pids)))


def _moves(database: Database) -> int:
    with database.transaction() as session:
        return int(session.execute(sa.text("SELECT count(*) FROM stock_moves")).scalar_one())
