"""Promotions as arithmetic: what each kind gives, who comes first, and that nothing is given twice or below nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sales.promotions.applying import Applied, Item, Offer, apply_offers
from core.sales.promotions.kinds import PromotionKind

CUFF, METER, STRIPS = (UUID(int=number) for number in (1, 2, 3))
PRICES = {CUFF: Decimal("26"), METER: Decimal("98"), STRIPS: Decimal("65")}

TEN_OFF = Offer("TEN", "九折", "Ten off", PromotionKind.PERCENT, stackable=False, percent=Decimal(10))
HUNDRED_OFF = Offer(
    "HUNDRED",
    "满千减百",
    "A hundred off",
    PromotionKind.AMOUNT,
    stackable=False,
    amount=Decimal(100),
    amount_min=Decimal(1000),
    currency="CNY",
)
TEN_AND_ONE = Offer(
    "GIFT",
    "十送一",
    "Eleven for ten",
    PromotionKind.BUY_X_GET_Y,
    stackable=False,
    buy_quantity=Decimal(10),
    gift_quantity=Decimal(1),
    product_ids=frozenset({METER}),
)
SET = Offer(
    "SET",
    "套装",
    "Set",
    PromotionKind.BUNDLE,
    stackable=False,
    amount=Decimal(210),
    currency="CNY",
    bundle={METER: Decimal(1), STRIPS: Decimal(2)},
)


def bought(**quantities: int) -> list[Item]:
    """Items of so many cuffs, meters, strips, in this order."""
    ids = {"cuff": CUFF, "meter": METER, "strips": STRIPS}
    return [Item(ids[name], Decimal(one), PRICES[ids[name]] * one) for name, one in quantities.items()]


def applied(items: list[Item], *offers: Offer) -> Applied:
    """What comes of the offers."""
    return apply_offers(items, offers, currency="CNY", gift_prices=PRICES)


def off(result: Applied) -> list[str]:
    """What is taken off each line in all, as text."""
    return [str(sum((amount for _, amount in line), Decimal(0)).normalize()) for line in result.reductions]


@pytest.mark.parametrize(
    ("items", "offer", "taken"),
    [
        (bought(cuff=2, meter=1), TEN_OFF, ["5.2", "9.8"]),
        (bought(cuff=2, meter=1), replace(TEN_OFF, product_ids=frozenset({CUFF})), ["5.2", "0"]),
        (bought(cuff=2, meter=1), replace(TEN_OFF, quantity_min=Decimal(3)), ["5.2", "9.8"]),
        (bought(cuff=2, meter=1), replace(TEN_OFF, quantity_min=Decimal(4)), ["0", "0"]),
        (bought(meter=10), HUNDRED_OFF, ["0"]),  # 980 is not a thousand
        (bought(meter=10, cuff=1), HUNDRED_OFF, ["97.42", "2.58"]),
        (bought(cuff=1), replace(HUNDRED_OFF, amount_min=Decimal(0)), ["26"]),  # no more than it costs
        (bought(meter=11, cuff=1), replace(HUNDRED_OFF, currency="USD"), ["0", "0"]),
        (bought(meter=1, strips=2), SET, ["7.74", "10.26"]),  # 228 for 210
        (bought(meter=3, strips=5), SET, ["15.47", "20.53"]),  # two sets; one meter and one box keep their price
        (bought(meter=1, strips=1), SET, ["0", "0"]),
        (bought(meter=1, strips=2), replace(SET, amount=Decimal(300)), ["0", "0"]),  # a set is never dearer
    ],
)
def test_what_is_taken_off_in_figures(items: list[Item], offer: Offer, taken: list[str]) -> None:
    assert off(applied(items, offer)) == [f"{Decimal(each).normalize()}" for each in taken]


@pytest.mark.parametrize(("quantity", "gifts"), [(9, 0), (10, 1), (19, 1), (35, 3)])
def test_a_gift_comes_with_every_full_ten_over_all_lines(quantity: int, gifts: int) -> None:
    split = [Item(METER, Decimal(4), Decimal(392)), Item(METER, Decimal(quantity - 4), PRICES[METER] * (quantity - 4))]
    given_away = applied(split, TEN_AND_ONE).gifts
    assert sum((gift.quantity for gift in given_away), Decimal(0)) == gifts
    assert {gift.product_id for gift in given_away} <= {METER}


def test_of_exclusive_promotions_a_line_gets_the_best_alone() -> None:
    items = bought(meter=10, cuff=10)
    both = applied(items, TEN_OFF, replace(HUNDRED_OFF, amount=Decimal(130)))
    assert [[offer.code for offer, _ in line] for line in both.reductions] == [["HUNDRED"], ["HUNDRED"]]
    assert [gift.offer.code for gift in applied(items, TEN_AND_ONE, replace(TEN_OFF, percent=Decimal(5))).gifts] == [
        "GIFT"
    ]


def test_a_line_the_best_left_free_takes_the_next() -> None:
    result = applied(bought(meter=10, cuff=10), replace(TEN_OFF, percent=Decimal(5)), TEN_AND_ONE)
    assert [gift.quantity for gift in result.gifts] == [1]
    assert off(result) == ["0", "13"]


def test_a_stackable_one_comes_after_on_what_is_left() -> None:
    five = replace(TEN_OFF, code="FIVE", percent=Decimal(5), stackable=True)
    result = applied(bought(meter=10), five, TEN_OFF)
    assert [[(offer.code, amount) for offer, amount in line] for line in result.reductions] == [
        [("TEN", Decimal(98)), ("FIVE", Decimal("44.1"))]
    ]


def test_the_higher_priority_wins_where_two_are_worth_the_same() -> None:
    again = replace(TEN_OFF, code="AGAIN", priority=1)
    result = applied(bought(meter=1), TEN_OFF, again)
    assert [offer.code for offer, _ in result.reductions[0]] == ["AGAIN"]


figures = st.decimals("0.01", 2_000, places=2)
lines = st.lists(
    st.builds(
        lambda product, quantity, price: Item(product, Decimal(quantity), price * quantity),
        st.sampled_from([CUFF, METER, STRIPS]),
        st.integers(1, 60),
        figures,
    ),
    min_size=1,
    max_size=6,
)
offers = st.lists(
    st.builds(
        lambda base, stackable, number, percent, amount: replace(
            base,
            code=f"{base.code}-{number}",
            stackable=stackable,
            percent=percent if base.percent else Decimal(0),
            amount=amount if base.amount else Decimal(0),
            amount_min=Decimal(0),
        ),
        st.sampled_from([TEN_OFF, HUNDRED_OFF, TEN_AND_ONE, SET]),
        st.booleans(),
        st.integers(0, 9),
        st.decimals("0.1", "99.9", places=1),
        figures,
    ),
    max_size=5,
    unique_by=lambda offer: offer.code,
)


@given(items=lines, running=offers)
def test_no_line_falls_below_nothing_and_takes_one_exclusive_at_most(items: list[Item], running: list[Offer]) -> None:
    result = apply_offers(items, running, currency="CNY", gift_prices=PRICES)
    for item, reductions in zip(items, result.reductions, strict=True):
        assert sum((amount for _, amount in reductions), Decimal(0)) <= item.amount
        assert all(amount > 0 for _, amount in reductions)
        assert sum(not offer.stackable for offer, _ in reductions) <= 1


@given(items=lines, running=offers)
def test_the_order_in_which_promotions_are_read_changes_nothing(items: list[Item], running: list[Offer]) -> None:
    forth = apply_offers(items, running, currency="CNY", gift_prices=PRICES)
    back = apply_offers(items, running[::-1], currency="CNY", gift_prices=PRICES)
    assert forth == back


@given(items=lines, amount=figures)
def test_an_amount_is_given_whole_or_as_much_as_there_is(items: list[Item], amount: Decimal) -> None:
    result = applied(items, replace(HUNDRED_OFF, amount=amount, amount_min=Decimal(0)))
    taken = sum((off for line in result.reductions for _, off in line), Decimal(0))
    assert taken == min(amount, sum(item.amount for item in items))


@given(meters=st.integers(1, 40), boxes=st.integers(2, 80))
def test_whole_sets_cost_the_price_of_a_set(meters: int, boxes: int) -> None:
    items = bought(meter=meters, strips=boxes)
    sets = min(meters, boxes // 2)
    left = sum(item.amount for item in items) - sum(map(Decimal, off(applied(items, SET))))
    over = (meters - sets) * PRICES[METER] + (boxes - 2 * sets) * PRICES[STRIPS]
    assert left == sets * 210 + over
