"""Two at once on the books: money settles an invoice once, and a month closes behind whoever is still posting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from core.calendar import FixedClock
from core.database import Database, new_id
from core.doctor import examine
from core.finance.ledger import PeriodClosed, Source, post
from core.finance.posting import stock_opened
from tests.company import Company, found
from tests.core.finance.claims import invoice
from tests.races import wait_for_a_waiter

PAID = {"customer": "仁和诊所", "amount": "800"}


def pay(database: Database, clock: FixedClock) -> Decimal:
    """A payment in a transaction of its own; what of it is an advance."""
    with database.transaction() as session:
        advance: Decimal = Company(session, clock.now()).run("accountant", "record_payment", PAID).advance
    return advance


def book(session_of: Database, clock: FixedClock, on: date) -> None:
    """An entry in a transaction of its own."""
    with session_of.transaction() as session:
        company = Company(session, clock.now())
        actor = company.actor("accountant")
        source = Source("opening", new_id(), "opened")
        post(session, source, stock_opened(Decimal(7)), booked_on=on, actor=actor, now=company.now)


def test_two_payments_at_once_settle_an_invoice_once(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        invoice(found(session, now=clock.now()), "INV-2026-00001", "1000.00")
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            Company(session, clock.now()).run("accountant", "record_payment", PAID)
            other = pool.submit(pay, database, clock)
            wait_for_a_waiter(database)
        assert other.result() == Decimal(600)
    with database.transaction() as session:
        assert not [finding for finding in examine(session, now=clock.now()) if finding.fails]


def test_a_month_closes_when_those_who_post_are_through(database: Database, clock: FixedClock) -> None:
    october = date(2026, 10, 31)
    with database.transaction() as session:
        found(session, now=clock.now())

    def close() -> int:
        with database.transaction() as session:
            result = Company(session, clock.now()).run("accountant", "close_period", {"period": "2026-10"})
            return int(result.entries)

    with ThreadPoolExecutor(2) as pool:
        with database.transaction() as session:
            company = Company(session, clock.now())
            actor = company.actor("accountant")
            source = Source("opening", new_id(), "opened")
            post(session, source, stock_opened(Decimal(5)), booked_on=october, actor=actor, now=company.now)
            closing = pool.submit(close)
            wait_for_a_waiter(database)
        assert closing.result() == 1
    with pytest.raises(PeriodClosed):
        book(database, clock, october)


def test_whoever_posts_while_a_month_is_being_closed_is_refused(database: Database, clock: FixedClock) -> None:
    october = date(2026, 10, 31)
    with database.transaction() as session:
        found(session, now=clock.now())
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            Company(session, clock.now()).run("accountant", "close_period", {"period": "2026-10"})
            late = pool.submit(book, database, clock, october)
            wait_for_a_waiter(database)
        with pytest.raises(PeriodClosed):
            late.result()
