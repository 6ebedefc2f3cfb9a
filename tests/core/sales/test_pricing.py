"""A line's amounts: rounded once, never more than the list price, tax and net always adding up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import round_money
from core.sales.pricing import PricedLine, combined_discount, converted, price_line

CENT = Decimal("0.01")
prices = st.decimals(0, 100_000, places=2)
quantities = st.decimals("0.001", 10_000, places=3)
percents = st.decimals(0, "99.9", places=1)
rates = st.sampled_from([Decimal("0"), Decimal("0.06"), Decimal("0.09"), Decimal("0.13")])


def priced(
    quantity: str | Decimal,
    price: str | Decimal,
    discount: str | Decimal = "0",
    rate: str | Decimal = "0.13",
    *,
    included: bool = False,
    currency: str = "CNY",
) -> PricedLine:
    """A line of plain figures."""
    return price_line(
        quantity=Decimal(quantity),
        list_price=Decimal(price),
        discount_percent=Decimal(discount),
        tax_rate=Decimal(rate),
        tax_included=included,
        currency=currency,
    )


@pytest.mark.parametrize(
    ("line", "net", "tax", "unit_price"),
    [
        (priced("20", "189"), "3780.00", "491.40", "189.00"),
        (priced("25", "189", "5"), "4488.75", "583.54", "179.55"),
        (priced("3", "9.99", "10"), "26.97", "3.51", "8.99"),  # the line is rounded, not three rounded units
        (priced("1", "0.005"), "0.01", "0.00", "0.01"),  # half up
        (priced("1", "189", included=True), "167.26", "21.74", "189.00"),
        (priced("1", "0"), "0.00", "0.00", "0.00"),
        (priced("7", "333.3", "0", "0.10", currency="JPY"), "2333", "233", "333"),
    ],
)
def test_amounts_in_figures(line: PricedLine, net: str, tax: str, unit_price: str) -> None:
    assert (line.net, line.tax, line.unit_price) == (Decimal(net), Decimal(tax), Decimal(unit_price))


@given(quantity=quantities, price=prices, discount=percents, rate=rates, included=st.booleans())
def test_amounts_are_whole_cents_that_add_up(
    quantity: Decimal, price: Decimal, discount: Decimal, rate: Decimal, included: bool
) -> None:
    line = priced(quantity, price, discount, rate, included=included)
    assert line.net == line.net.quantize(CENT)
    assert line.tax == line.tax.quantize(CENT)
    assert line.net >= 0
    assert line.tax >= 0
    if included:
        assert abs(line.net + line.tax - quantity * price * (100 - discount) / 100) <= CENT / 2
    else:
        assert abs(line.tax - line.net * rate) <= CENT / 2


@given(quantity=quantities, price=prices, less=percents, more=percents, rate=rates)
def test_a_larger_discount_never_costs_more(
    quantity: Decimal, price: Decimal, less: Decimal, more: Decimal, rate: Decimal
) -> None:
    low, high = sorted((less, more))
    assert priced(quantity, price, high, rate).net <= priced(quantity, price, low, rate).net


@given(line=percents, order=percents)
def test_two_discounts_are_taken_one_after_the_other(line: Decimal, order: Decimal) -> None:
    both = combined_discount(line, order)
    assert max(line, order) <= both < 100
    assert both == combined_discount(order, line)
    assert combined_discount(line, Decimal(0)) == line


def test_ten_and_ten_percent_are_nineteen() -> None:
    assert combined_discount(Decimal(10), Decimal(10)) == Decimal(19)


@given(quantity=quantities, price=prices, discount=percents, rate=rates, included=st.booleans())
def test_a_gift_comes_to_nothing(
    quantity: Decimal, price: Decimal, discount: Decimal, rate: Decimal, included: bool
) -> None:
    line = price_line(
        quantity=quantity,
        list_price=price,
        discount_percent=discount,
        tax_rate=rate,
        tax_included=included,
        currency="CNY",
        promotion_off=price * quantity,
    )
    assert (line.net, line.tax, line.unit_price, line.list_price) == (Decimal(0), Decimal(0), Decimal(0), price)


@pytest.mark.parametrize(
    ("promotion", "discount", "net", "unit_price"),
    [("18.90", "0", "359.10", "179.55"), ("18.90", "10", "323.19", "161.60"), ("0.005", "0", "378.00", "189.00")],
)
def test_a_discount_is_given_on_what_promotions_leave(promotion: str, discount: str, net: str, unit_price: str) -> None:
    line = price_line(
        quantity=Decimal(2),
        list_price=Decimal(189),
        discount_percent=Decimal(discount),
        tax_rate=Decimal("0.13"),
        tax_included=False,
        currency="CNY",
        promotion_off=Decimal(promotion),
    )
    assert (line.net, line.unit_price, line.discount_percent) == (Decimal(net), Decimal(unit_price), Decimal(discount))


@given(
    amounts=st.lists(st.decimals(0, 100_000, places=2), min_size=1, max_size=8),
    rate=st.decimals("0.0001", 30, places=4),
)
def test_converted_lines_add_up_to_the_converted_whole(amounts: list[Decimal], rate: Decimal) -> None:
    lines = converted(amounts, rate, "CNY")
    assert sum(lines) == round_money(sum(amounts, Decimal(0)) * rate, "CNY")
    assert all(line == line.quantize(CENT) for line in lines)


def test_a_document_in_the_company_s_currency_stays_as_it_is() -> None:
    assert converted([Decimal("1.10"), Decimal("2.20")], Decimal(1), "CNY") == (Decimal("1.10"), Decimal("2.20"))
