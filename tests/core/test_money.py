"""Money: exact, of one currency, rounded half-up, split so that nothing is lost."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal, getcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import (
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    minor_unit,
    round_money,
    settle_residue,
    split_gross,
    spread,
    tax_of,
    total,
)

unhurried = settings(deadline=None)
currencies = st.sampled_from(["CNY", "JPY", "KWD"])
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=6)
rates = st.sampled_from([Decimal(rate) for rate in ("0", "0.01", "0.03", "0.06", "0.13", "0.195")])
weights = st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=12)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


@pytest.mark.parametrize(("currency", "digits"), [("CNY", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("TND", 3)])
def test_minor_units_follow_iso_4217(currency: str, digits: int) -> None:
    assert minor_unit(currency) == digits


@pytest.mark.parametrize("currency", ["", "cny", "RMB", "XQX", "CNYY", "元"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(UnknownCurrency) as refusal:
        minor_unit(currency)

    assert refusal.value.facts == {"currency": currency}


@pytest.mark.parametrize("currency", ["", "cny", "CN", "¥", "ＣＮＹ"])
def test_money_is_not_made_without_a_currency_code(currency: str) -> None:
    with pytest.raises(UnknownCurrency):
        Money(Decimal(1), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "CNY", "0.01"),
        ("2.675", "CNY", "2.68"),
        ("-0.005", "CNY", "-0.01"),
        ("-0.004", "CNY", "0.00"),
        ("1234.4999", "CNY", "1234.50"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
    ],
)
def test_rounding_is_half_up_to_the_minor_unit(amount: str, currency: str, rounded: str) -> None:
    assert str(round_money(Decimal(amount), currency)) == rounded


def test_amounts_of_one_currency_add_subtract_and_compare() -> None:
    assert cny("10.50") + cny("0.25") == cny("10.75")
    assert cny("10.50") - cny("0.25") == cny("10.25")
    assert cny("10.50") * 3 == 3 * cny("10.50") == cny("31.50")
    assert cny("10.50") * Decimal("0.9") == cny("9.450")
    assert -cny("1") == cny("-1")
    assert abs(cny("-1")) == cny("1")
    assert cny("1") < cny("2") <= cny("2.00")
    assert cny("2") > cny("1") >= cny("1.0")
    assert bool(cny("0.01"))
    assert not cny("0.00")
    assert str(cny("1E+3")) == "1000 CNY"
    assert total([cny("1"), cny("2.5")], "CNY") == cny("3.5")
    assert total([], "CNY") == Money.zero("CNY")


def test_different_currencies_are_refused_with_both_named() -> None:
    usd = Money(Decimal(1), "USD")

    for meet in (
        lambda: cny("1") + usd,
        lambda: cny("1") - usd,
        lambda: cny("1") < usd,
        lambda: cny("1") >= usd,
        lambda: total([usd], "CNY"),
        lambda: settle_residue([usd], cny("1")),
    ):
        with pytest.raises(CurrencyMismatch) as refusal:
            meet()
        assert refusal.value.facts == {"left": "CNY", "right": "USD"}
    assert cny("1") != usd


@pytest.mark.parametrize("amount", [1.5, 1, "1", Decimal("NaN"), Decimal("Infinity"), None])
def test_only_a_finite_decimal_becomes_money(amount: Decimal) -> None:
    with pytest.raises(TypeError, match="finite Decimal"):
        Money(amount, "CNY")


@pytest.mark.parametrize("factor", [1.5, True, "2"])
def test_money_is_not_multiplied_by_floats(factor: Decimal) -> None:
    with pytest.raises(TypeError, match="multiplied"):
        cny("1") * factor


def test_floats_are_refused_in_every_rule() -> None:
    half: Decimal = 0.5  # type: ignore[assignment]
    for rule in (lambda: tax_of(cny("1"), half), lambda: split_gross(cny("1"), half), lambda: spread(cny("1"), [half])):
        with pytest.raises(TypeError, match="finite Decimal"):
            rule()


def test_money_cannot_be_changed() -> None:
    money = cny("1")

    with pytest.raises(FrozenInstanceError):
        money.amount = Decimal(2)  # type: ignore[misc]


def test_sums_beyond_the_default_precision_stay_exact() -> None:
    large = cny("9999999999999999999999999999.99")

    assert getcontext().prec == 28
    assert (large + cny("0.01")).amount == Decimal("1E+28")
    assert large - large == cny("0")


def test_tax_is_added_to_a_net_price_and_taken_out_of_a_gross_one() -> None:
    assert tax_of(cny("100"), Decimal("0.13")) == cny("13.00")
    assert tax_of(cny("0.35"), Decimal("0.13")) == cny("0.05")
    assert split_gross(cny("113"), Decimal("0.13")) == (cny("100.00"), cny("13.00"))
    assert split_gross(cny("100"), Decimal("0.13")) == (cny("88.50"), cny("11.50"))
    assert split_gross(cny("-100"), Decimal("0.13")) == (cny("-88.50"), cny("-11.50"))


@pytest.mark.parametrize("rate", [Decimal("-0.13"), Decimal("13")])
def test_a_rate_that_is_no_fraction_is_a_mistake(rate: Decimal) -> None:
    with pytest.raises(ValueError, match="fraction"):
        tax_of(cny("1"), rate)


def test_shares_are_in_whole_minor_units_and_the_largest_remainder_comes_first() -> None:
    assert spread(cny("10"), [Decimal(1)] * 3) == (cny("3.34"), cny("3.33"), cny("3.33"))
    assert spread(cny("0.05"), [Decimal(1)] * 10) == (*[cny("0.01")] * 5, *[cny("0.00")] * 5)
    assert spread(cny("100"), [Decimal(1), Decimal(2), Decimal(4)]) == (cny("14.29"), cny("28.57"), cny("57.14"))
    assert spread(cny("-0.01"), [Decimal(1), Decimal(2)]) == (cny("0"), cny("-0.01"))
    assert spread(cny("0.03"), [Decimal(0), Decimal(0)]) == (cny("0.02"), cny("0.01"))


@pytest.mark.parametrize(
    ("amount", "shares"),
    [("1", []), ("1", [Decimal(-1)]), ("0.001", [Decimal(1)])],
    ids=["none", "negative", "unrounded"],
)
def test_what_cannot_be_spread_is_a_mistake(amount: str, shares: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="spread"):
        spread(cny(amount), shares)


def test_the_residue_of_a_converted_document_goes_to_its_largest_line() -> None:
    lines = [cny("33.33"), cny("-80.00"), cny("33.33")]

    assert settle_residue(lines, cny("-13.33")) == (cny("33.33"), cny("-79.99"), cny("33.33"))
    assert settle_residue([cny("5"), cny("5")], cny("10.01")) == (cny("5.01"), cny("5"))
    with pytest.raises(ValueError, match="line"):
        settle_residue([], cny("0.01"))


@unhurried
@given(amount=amounts, currency=currencies)
def test_a_rounded_amount_is_within_half_a_unit_and_stays(amount: Decimal, currency: str) -> None:
    rounded = Money(amount, currency).rounded()

    assert abs(rounded.amount - amount) * 2 <= Decimal(1).scaleb(-minor_unit(currency))
    assert rounded.rounded() == rounded
    assert (-Money(amount, currency)).rounded() == -rounded


@unhurried
@given(amount=amounts, currency=currencies, rate=rates)
def test_net_and_tax_add_up_to_the_gross_exactly(amount: Decimal, currency: str, rate: Decimal) -> None:
    gross = Money(amount, currency).rounded()
    net, tax = split_gross(gross, rate)

    assert net + tax == gross
    assert (net, tax) == (net.rounded(), tax.rounded())
    assert abs((tax_of(net, rate) - tax).amount) <= Decimal(1).scaleb(-minor_unit(currency))


@unhurried
@given(amount=amounts, currency=currencies, shares_of=weights)
def test_shares_add_up_and_stay_within_a_unit_of_their_proportion(
    amount: Decimal, currency: str, shares_of: list[Decimal]
) -> None:
    whole = Money(amount, currency).rounded()
    shares = spread(whole, shares_of)
    unit = Decimal(1).scaleb(-minor_unit(currency))

    assert total(shares, currency) == whole
    for share, weight in zip(shares, shares_of, strict=True):
        assert share == share.rounded()
        assert share.amount * whole.amount >= 0
        if any(shares_of):
            assert abs(share.amount - whole.amount * weight / sum(shares_of)) <= unit


@unhurried
@given(lines=st.lists(amounts, min_size=1, max_size=8), expected=amounts)
def test_settled_lines_add_up_to_the_document(lines: list[Decimal], expected: Decimal) -> None:
    settled = settle_residue([Money(line, "CNY") for line in lines], Money(expected, "CNY"))

    assert total(settled, "CNY") == Money(expected, "CNY")
    assert sum(new.amount != old for new, old in zip(settled, lines, strict=True)) <= 1
