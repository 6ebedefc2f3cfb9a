"""What the way from an order to its money costs: ordered, shipped, received, invoiced, paid.

The limit is plain SQL writing the same rows: the statements that write are recorded on the way and run again, with
their values, by psycopg alone. Both are rolled back, so neither pays for the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.benchmarks.measuring import Row, cpu_of, fresh_database
from tests.benchmarks.orders import stocked
from tests.company import Company

ROUNDS = 5
EACH = 20
_LINES = [{"product": code, "quantity": "2"} for code in ("BP-200", "TH-30", "GM-10")]
_WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")

Written = list[tuple[str, Any, bool]]
"""Statements that write, their values, and whether they are run once for each of many."""


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    with fresh_database() as database:
        company = stocked(database)
        with database.transaction() as session:
            own = Company(session, company.now)
            with _recorded(session) as (written, all_statements):
                _taken_back(session, own)
            pid = session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
            ours, limits = [], []
            for _ in range(ROUNDS):
                ours.append(cpu_of(lambda: _taken_back(session, own), EACH, lambda: [pid]).each_ms)
                limits.append(_raw(database.conninfo, written))
        limit = median(limits)
        ratio = median(a / b for a, b in zip(ours, limits, strict=True))
        yield Row("order to cash, 3 lines", median(ours), "ms CPU", limit, ratio, "<= 5 x", ratio <= 5)
        yield Row("order to cash, statements", float(len(all_statements)), "", float(len(written)))


def way(company: Company) -> None:
    """An order of three lines, shipped, received, invoiced and paid in full."""
    placed = company.run("sales", "place_order", {"customer": "C-0001", "lines": _LINES, "warehouse": "SH"})
    order = placed.document.number
    delivery = company.run("warehouse", "deliver_order", {"order": order}).document.number
    company.run("warehouse", "confirm_delivery_received", {"delivery": delivery})
    invoice = company.run("accountant", "invoice_order", {"order": order}).document.number
    paid = {"customer": "C-0001", "amount": str(placed.head.gross), "invoices": [invoice]}
    company.run("accountant", "record_payment", paid)


def _taken_back(session: Session, company: Company) -> None:
    savepoint = session.begin_nested()
    way(company)
    session.flush()
    savepoint.rollback()


def _raw(conninfo: str, written: Written) -> float:
    with psycopg.connect(conninfo) as connection, connection.cursor() as cursor:

        def replay() -> None:
            for statement, values, many in written:
                if many:
                    cursor.executemany(statement, values)
                else:
                    cursor.execute(statement, values)
            connection.rollback()

        spent = cpu_of(replay, EACH, lambda: [connection.info.backend_pid])
    return spent.each_ms


@contextmanager
def _recorded(session: Session) -> Iterator[tuple[Written, list[str]]]:
    """What is written meanwhile, and every statement there is."""
    written: Written = []
    everything: list[str] = []

    def note(_: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:  # noqa: ANN401
        everything.append(statement)
        if statement.lstrip().startswith(_WRITES):
            written.append((statement, values, many))

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield written, everything
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
