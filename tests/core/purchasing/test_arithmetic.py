"""How much to buy, which lines goods go to, what parts are worth, and when a bill agrees: pure arithmetic."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import round_money
from core.purchasing.billing.matching import Match, shares
from core.purchasing.orders.pricing import line_amounts, worth
from core.purchasing.receiving.sorting import Ordered, sort_out
from core.purchasing.reordering.rounding import in_packs, to_buy

D = Decimal
WHOLE = st.integers(1, 5_000).map(Decimal)


@pytest.mark.parametrize(
    ("projected", "least", "multiple", "bought"),
    [
        ("50", "0", "1", "0"),
        ("49", "0", "1", "71"),
        ("49", "0", "24", "72"),
        ("49", "96", "24", "96"),
        ("-30", "0", "10", "150"),
    ],
)
def test_a_shortage_is_filled_up_to_the_maximum_in_packs(
    projected: str, least: str, multiple: str, bought: str
) -> None:
    found = to_buy(projected=D(projected), minimum=D(50), maximum=D(120), least=D(least), multiple=D(multiple))
    assert found == D(bought)


@given(quantity=WHOLE, multiple=st.integers(1, 240).map(Decimal))
def test_packs_are_whole_and_no_more_than_needed(quantity: Decimal, multiple: Decimal) -> None:
    rounded = in_packs(quantity, multiple)
    assert rounded % multiple == 0
    assert 0 <= rounded - quantity < multiple


@given(st.lists(st.tuples(WHOLE, st.integers(0, 100)), min_size=1, max_size=4), st.integers(1, 6_000))
def test_goods_go_to_lines_within_what_each_may_have(lines: list[tuple[Decimal, int]], came: int) -> None:
    ordered = [
        Ordered(UUID(int=at), quantity, (quantity * percent / 100).to_integral_value())
        for at, (quantity, percent) in enumerate(lines)
    ]
    found = sort_out(ordered, Decimal(came))
    most = sum((line.most for line in ordered), Decimal(0))
    if found is None:
        assert came > most
        return
    by_id = {line.line_id: line for line in ordered}
    assert sum(part for _, part in found) == came
    assert all(0 < part <= by_id[line_id].most for line_id, part in found)
    assert all(by_id[line_id].received + part <= by_id[line_id].quantity * D("1.05") for line_id, part in found)


def test_a_twentieth_more_is_taken_in_whole_units() -> None:
    assert Ordered(UUID(int=1), D(30), D(0)).most == 31
    assert Ordered(UUID(int=1), D(19), D(19)).most == 0


@given(
    net=st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100),
    ordered=st.integers(1, 1_000),
    cuts=st.lists(st.integers(0, 1_000), max_size=6),
)
def test_parts_of_a_line_s_worth_add_up_to_it(net: Decimal, ordered: int, cuts: list[int]) -> None:
    steps = [0, *sorted(min(cut, ordered) for cut in cuts), ordered]
    at = [worth(net=net, ordered=D(ordered), quantity=D(step), rate=D(1), currency="CNY") for step in steps]
    assert at[0] == 0
    assert sum((later - earlier for earlier, later in pairwise(at)), D(0)) == net
    assert at == sorted(at)


def test_a_line_is_rounded_once_and_taxed_on_that() -> None:
    amounts = line_amounts(quantity=D(7), price=D("3.335"), tax_rate=D("0.13"), currency="CNY")
    assert (amounts.net, amounts.tax) == (D("23.35"), D("3.04"))


@pytest.mark.parametrize(
    ("billed", "received", "net", "reasons"),
    [
        ("100", "100", "11200", ()),
        ("101", "100", "11312", ()),
        ("102", "100", "11424", ("more_than_received",)),
        ("100", "100", "11312", ()),
        ("100", "100", "11313", ("other_price",)),
        ("100", "100", "11087", ("other_price",)),
        ("100", "0", "9000", ("more_than_received", "other_price")),
    ],
)
def test_a_bill_may_be_off_by_a_hundredth(billed: str, received: str, net: str, reasons: tuple[str, ...]) -> None:
    match = Match(D(billed), D(0), D(received), D(net), D(billed) * 112)
    assert match.reasons == reasons


@given(st.integers(1, 10**8), st.lists(st.integers(0, 10**6).map(Decimal), min_size=1, max_size=6))
def test_a_bill_s_total_is_spread_without_loss(cents: int, expected: list[Decimal]) -> None:
    total = Decimal(cents) / 100
    parts = shares(total, expected, "CNY")
    assert sum(parts, D(0)) == total
    assert all(part == round_money(part, "CNY") for part in parts)
