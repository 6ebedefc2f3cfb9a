"""Invoices posted at once are numbered without a gap, also where some of them are rolled back in between."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.company import Company
from tests.concurrency import deeds, naive
from tests.concurrency.hands import MOMENT, Hands, Refused

pytestmark = pytest.mark.slow


@pytest.fixture
def orders(hands: Hands) -> list[str]:
    """Twelve confirmed orders."""
    with hands.database.transaction() as session:
        return [Company(session, MOMENT).order(1) for _ in range(12)]


def serials(hands: Hands) -> list[int]:
    """The invoices' numbers."""
    with hands.database.transaction() as session:
        return list(session.scalars(text("SELECT serial FROM invoices ORDER BY serial")))


def test_the_number_after_the_highest_is_given_twice_and_refused_by_the_database(
    hands: Hands, orders: list[str]
) -> None:
    outcomes = hands.in_step((naive.number_an_invoice, orders[0]), (naive.number_an_invoice, orders[1]))
    assert outcomes == [1, Refused("UniqueViolation", "uq_invoices_number")]


def test_a_number_from_a_sequence_does_not_come_back(hands: Hands, orders: list[str]) -> None:
    one, failing, other = ((naive.number_from_a_sequence, order) for order in orders[:3])
    assert hands.in_step(one, (*failing, "fails"), other) == [1, "undone", 3]
    assert serials(hands) == [1, 3]
    assert "invoices_have_no_gaps" in hands.broken()


def test_four_who_invoice_at_once_leave_no_gap_where_a_third_of_them_fails(hands: Hands, orders: list[str]) -> None:
    ways = [deeds.undone if place % 3 == 1 else deeds.run for place in range(len(orders))]
    outcomes = hands.at_once(
        *((way, "accountant", "invoice_ahead", {"order": order}) for way, order in zip(ways, orders, strict=True))
    )
    posted = [str(one) for one in outcomes if one != "undone"]
    assert sorted(posted) == [f"INV-2026-{serial:05d}" for serial in range(1, 9)]
    assert serials(hands) == list(range(1, 9))
    assert hands.broken() == []


def test_who_waits_for_the_number_of_one_that_fails_gets_that_number(hands: Hands, orders: list[str]) -> None:
    failing, other = (("accountant", "invoice_ahead", {"order": order}) for order in orders[:2])
    assert hands.one_waits((deeds.undone, *failing), (deeds.run, *other)) == ["undone", "INV-2026-00001"]
