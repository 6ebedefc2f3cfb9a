"""Two at once: orders that both fall short, receipts of one line, bills of one number, one shortage ordered twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.calendar import FixedClock
from core.database import Database
from core.errors import Refusal
from core.purchasing.billing.commands import BillRecorded
from core.purchasing.receiving.commands import MoreThanOrdered
from tests.company import Company, found
from tests.core.purchasing.buying import billed, bought, broken, came, requested, rule, with_suppliers
from tests.races import wait_for_a_waiter

Deed = Callable[[Company], Any]


@pytest.fixture
def shop(database: Database, clock: FixedClock) -> Database:
    """A database with the small company and its suppliers, committed."""
    with database.transaction() as session:
        with_suppliers(found(session, now=clock.now()))
    return database


def outcome(database: Database, clock: FixedClock, deed: Deed) -> str:
    """What comes of a deed in a transaction of its own: "done", or the refusal's name."""
    try:
        with database.transaction() as session:
            deed(Company(session, clock.now()))
    except Refusal as refusal:
        return refusal.code
    return "done"


def at_once(database: Database, clock: FixedClock, first: Deed, second: Deed) -> str:
    """Does `second` while `first` is done and not committed; what comes of `second`."""
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            first(Company(session, clock.now()))
            other = pool.submit(outcome, database, clock, second)
            wait_for_a_waiter(database)
        return other.result()


def prepared(database: Database, clock: FixedClock, deed: Deed) -> Any:  # noqa: ANN401
    with database.transaction() as session:
        return deed(Company(session, clock.now()))


def test_two_orders_that_both_fall_below_the_point_raise_one_requisition(shop: Database, clock: FixedClock) -> None:
    prepared(shop, clock, lambda company: rule(company, 50, 150))
    assert at_once(shop, clock, lambda one: one.order(30), lambda one: one.order(10)) == "done"
    with shop.transaction() as session:
        company = Company(session, clock.now())
        assert requested(company) == [("BP-200", "SH", 120)]
        assert broken(company) == []


def test_a_requisition_that_is_ordered_meanwhile_is_not_raised_for_the_same_goods(
    shop: Database, clock: FixedClock
) -> None:
    prepared(shop, clock, lambda company: (rule(company, 50, 150), company.order(30)))
    order_it: Deed = lambda company: company.run("buyer", "order_requisitions", {})  # noqa: E731
    assert at_once(shop, clock, order_it, lambda company: company.order(1)) == "done"
    with shop.transaction() as session:
        company = Company(session, clock.now())
        assert requested(company) == []
        assert broken(company) == []


def test_two_receipts_of_one_line_stay_within_its_tolerance(shop: Database, clock: FixedClock) -> None:
    number = prepared(shop, clock, bought)
    second = at_once(shop, clock, lambda company: came(company, number, 60), lambda company: came(company, number, 60))
    assert second == MoreThanOrdered.__name__
    with shop.transaction() as session:
        company = Company(session, clock.now())
        assert company.on_hand("BP-200") == (130, 0)
        assert broken(company) == []


def test_one_bill_recorded_by_two_is_booked_once(shop: Database, clock: FixedClock) -> None:
    number, other = prepared(shop, clock, lambda company: (bought(company), bought(company)))
    prepared(shop, clock, lambda company: (came(company, number), came(company, other)))
    second = at_once(shop, clock, lambda company: billed(company, number), lambda company: billed(company, other))
    assert second == BillRecorded.__name__
    with shop.transaction() as session:
        assert broken(Company(session, clock.now())) == []


def test_requisitions_are_ordered_once(shop: Database, clock: FixedClock) -> None:
    prepared(shop, clock, lambda company: rule(company, 80, 160))
    order_it: Deed = lambda company: company.run("buyer", "order_requisitions", {})  # noqa: E731
    assert at_once(shop, clock, order_it, order_it) == "NothingToOrder"
