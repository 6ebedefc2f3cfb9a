"""Goods leave at the average of the moment, the last of them with all that is left: no cent appears or goes missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inventory.models import PlaceKind, StockRevaluation
from core.inventory.valuing import Worth, part_of, revalue
from tests.company import Company
from tests.core.inventory.trading import deliver, give_back, send, take_in, worth

CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)


@given(value=CENTS, parts=st.lists(st.integers(1, 500), min_size=1, max_size=12))
def test_whatever_is_taken_in_whatever_parts_is_worth_what_all_of_it_was(value: Decimal, parts: list[int]) -> None:
    held = Worth(Decimal(sum(parts)), value)
    shares = []
    for part in parts:
        share = held.share(Decimal(part), "CNY")
        assert 0 <= share <= held.value
        assert share == share.quantize(Decimal("0.01"))
        held -= Worth(Decimal(part), share)
        shares.append(share)
    assert held == Worth(Decimal(0), Decimal(0))
    assert sum(shares) == value


@pytest.mark.parametrize(
    ("value", "whole", "part", "share"),
    [("10.00", 3, 1, "3.33"), ("10.00", 3, 2, "6.67"), ("10.00", 3, 3, "10.00"), ("0.01", 2, 1, "0.01")],
)
def test_a_share_is_rounded_half_up_and_never_more_than_there_is(value: str, whole: int, part: int, share: str) -> None:
    assert part_of(Decimal(value), Decimal(whole), Decimal(part), "CNY") == Decimal(share)


def test_a_receipt_at_another_cost_moves_the_average(company: Company) -> None:
    assert worth(company, "TH-30") == (12, "855.60")  # 12 × 71.30
    take_in(company, "TH-30", 8, unit_cost="80.01")
    assert worth(company, "TH-30") == (20, "1495.68")
    (shipped,) = send(company, company.order(7, "TH-30"), 7)
    assert shipped.goods.value == Decimal("523.49")  # 7 × 74.784, rounded half up
    assert worth(company, "TH-30") == (13, "972.19")


def test_the_issue_that_empties_the_shelves_takes_all_the_value(company: Company) -> None:
    take_in(company, "CPAP-7", 3, unit_cost="3333.333333")
    assert worth(company, "CPAP-7") == (3, "10000.00")
    parts = [send(company, company.order(1, "CPAP-7"), 1)[0].goods.value for _ in range(3)]
    assert parts == [Decimal("3333.33"), Decimal("3333.34"), Decimal("3333.33")]
    assert worth(company, "CPAP-7") == (0, "0.00")


def test_what_comes_back_is_worth_what_it_was_delivered_at(company: Company) -> None:
    (shipped,) = send(company, company.order(12, "TH-30"), 12)
    take_in(company, "TH-30", 5, unit_cost="99")
    deliver(company, [shipped.goods])
    give_back(company, [shipped.goods], target=PlaceKind.STOCK)
    assert worth(company, "TH-30") == (17, "1350.60")  # 855.60 + 495


@pytest.mark.parametrize(
    ("amount", "of", "inventory", "sold"),
    [("120.00", 12, "120.00", "0.00"), ("120.00", 48, "30.00", "90.00"), ("-4000.00", 12, "-855.60", "-3144.40")],
)
def test_a_bill_that_differs_changes_the_worth_of_what_is_still_held(
    company: Company, amount: str, of: int, inventory: str, sold: str
) -> None:
    found = revalue(
        company.session,
        product_id=company.product_id("TH-30"),
        quantity=Decimal(of),
        amount=Decimal(amount),
        origin_kind="test",
        origin_id=None,
        actor=company.actor("buyer"),
        now=company.now,
    )
    assert found == (Decimal(inventory), Decimal(sold))
    quantity, value = worth(company, "TH-30")
    assert (quantity, Decimal(value)) == (12, Decimal("855.60") + found[0])
    assert [row.amount for row in company.session.query(StockRevaluation)] == [found[0]]
