"""Two change one figure at once: neither change is lost. Reserving, goods that leave, money that settles."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.company import Company
from tests.concurrency import deeds, naive
from tests.concurrency.hands import MOMENT, Hands, Refused
from tests.core.finance.claims import invoice

pytestmark = pytest.mark.slow

WITHIN_ON_HAND = "ck_stock_levels_reserved_within_on_hand"


@pytest.fixture
def claims(hands: Hands) -> tuple[str, str, str]:
    """An invoice of 1000 that is open, and two payments of 800 made in advance."""
    with hands.database.transaction() as session:
        company = Company(session, MOMENT)
        paid = {"customer": "仁和诊所", "amount": "800"}
        one, other = (company.run("accountant", "record_payment", paid).document.number for _ in range(2))
        return invoice(company, "INV-2026-00001", "1000.00").number, one, other


def test_looking_and_then_writing_promises_more_than_there_is(hands: Hands) -> None:
    outcomes = hands.in_step((naive.reserve, "TH-30", 8), (naive.reserve, "TH-30", 8))
    assert outcomes == ["held", "held"]  # of twelve
    assert hands.broken() == ["reserved_is_the_sum_of_reservations"]
    # Where the database does the sum, it also sees that there is not so much.
    outcomes = hands.in_step((naive.reserve_by_adding, "BP-200", 40), (naive.reserve_by_adding, "BP-200", 40))
    assert outcomes == ["held", Refused("CheckViolation", WITHIN_ON_HAND)]


def test_what_is_promised_to_four_at_once_is_what_there_is(hands: Hands) -> None:
    outcomes = hands.at_once(*[(deeds.place, ("TH-30", 1), ("BP-200", 1))] * 16)
    assert Counter(outcomes) == {0: 12, Refused("InsufficientStock"): 4}
    with hands.database.transaction() as session:
        company = Company(session, MOMENT)
        assert (company.on_hand("TH-30"), company.on_hand("BP-200")) == ((12, 12), (70, 12))
    assert hands.broken() == []


def test_goods_that_leave_the_naive_way_leave_twice_and_are_counted_once(hands: Hands) -> None:
    assert hands.in_step((naive.send, "BP-200", 10), (naive.send, "BP-200", 20)) == ["sent", "sent"]
    with hands.database.transaction() as session:
        assert Company(session, MOMENT).on_hand("BP-200") == (50, 0)
    assert "on_hand_is_the_sum_of_moves" in hands.broken()


def test_deliveries_of_four_orders_at_once_are_all_counted(hands: Hands) -> None:
    with hands.database.transaction() as session:
        orders = [Company(session, MOMENT).order(quantity) for quantity in (3, 4, 5, 6)]
    outcomes = hands.at_once(*((deeds.run, "warehouse", "deliver_order", {"order": one}) for one in orders))
    assert not [one for one in outcomes if isinstance(one, Refused)]
    with hands.database.transaction() as session:
        assert Company(session, MOMENT).on_hand("BP-200") == (52, 0)
    assert hands.broken() == []


def test_two_credits_used_the_naive_way_settle_more_than_the_invoice(
    hands: Hands, claims: tuple[str, str, str]
) -> None:
    claim, one, other = claims
    assert hands.in_step((naive.settle, claim, one, 800), (naive.settle, claim, other, 800)) == [800, 800]
    assert "items_are_settled_by_allocations" in hands.broken()


def test_two_credits_used_at_once_settle_the_invoice_and_no_more(hands: Hands, claims: tuple[str, str, str]) -> None:
    claim, *credits = claims
    uses = [(deeds.use_credit, credit, claim) for credit in credits]
    assert hands.one_waits(*uses) == [800, 200]
    assert hands.broken() == []


def test_of_four_payments_at_once_what_is_too_much_stays_an_advance(hands: Hands, claims: tuple[str, str, str]) -> None:
    outcomes = hands.at_once(*[(deeds.pay, "300")] * 4)
    assert Counter(outcomes) == {0: 3, 200: 1}
    assert hands.broken() == []
