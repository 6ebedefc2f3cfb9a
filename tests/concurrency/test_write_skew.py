"""Two look at the same thing and write different ones: what each might do alone, both together may not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.customers.models import Customer
from core.sales.credit import exposure_of
from tests.company import Company
from tests.concurrency import deeds, naive
from tests.concurrency.hands import MOMENT, Hands, Refused

pytestmark = pytest.mark.slow

LIMIT = 2000


@pytest.fixture
def order(hands: Hands) -> str:
    """A confirmed order of ten."""
    with hands.database.transaction() as session:
        return Company(session, MOMENT).order(10)


@pytest.fixture
def limited(hands: Hands) -> Hands:
    """The clinic may owe 2000; five monitors or ten thermometers are within, both together over it."""
    with hands.database.transaction() as session:
        limit = {"customer": "仁和诊所", "limit": str(LIMIT)}
        Company(session, MOMENT).run("manager", "set_credit_limit", limit)
    return hands


def exposure(hands: Hands) -> int:
    """What the clinic owes and has on order."""
    with hands.database.transaction() as session:
        buyer = session.scalars(select(Customer.id).where(Customer.code == "C-0001")).one()
        return int(exposure_of(session, buyer))


def delivering(order: str) -> tuple[Any, ...]:
    """All of an order leaves."""
    return (deeds.run, "warehouse", "deliver_order", {"order": order})


def cancelling(order: str) -> tuple[Any, ...]:
    """An order is cancelled."""
    return (deeds.run, "sales", "cancel_order", {"order": order})


def test_two_orders_checked_without_locking_the_customer_pass_the_limit_together(limited: Hands) -> None:
    outcomes = limited.in_step((naive.order_within_the_limit, "BP-200", 6), (naive.order_within_the_limit, "TH-30", 9))
    assert outcomes == ["placed", "placed"]
    assert exposure(limited) > LIMIT


def test_of_two_orders_that_each_are_within_the_limit_the_second_needs_the_manager(limited: Hands) -> None:
    outcomes = limited.one_waits((deeds.place, ("BP-200", 6)), (deeds.place, ("TH-30", 9)))
    assert outcomes == [0, 1]


def test_an_order_cancelled_the_naive_way_is_cancelled_and_delivered(hands: Hands, order: str) -> None:
    outcomes = hands.in_step(delivering(order), (naive.cancel, order))
    assert outcomes[1] == "cancelled"
    assert "nothing_is_delivered_invoiced_or_returned_beyond" in hands.broken()


def test_of_a_delivery_and_a_cancellation_the_first_wins_and_the_other_is_told_why(hands: Hands, order: str) -> None:
    with hands.database.transaction() as session:
        other = Company(session, MOMENT).order(5)
    _, refused = hands.one_waits(delivering(order), cancelling(order))
    assert isinstance(refused, Refused)
    assert (refused.by, refused.facts["number"]) == ("OrderBegun", order)
    _, refused = hands.one_waits(cancelling(other), delivering(other))
    assert isinstance(refused, Refused)
    assert (refused.by, refused.facts["state"]) == ("InvalidTransition", "cancelled")
    assert hands.broken() == []
