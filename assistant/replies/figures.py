"""Writing figures: numbers, money, percentages and quantities with their units, as each language writes them.

Decimals come in and text goes out; nothing is ever rounded here but percentages of a change. Days are in `days`.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from assistant.replies.entries import find_entry

# The frequent ones are here so that writing a price does not load the tables of all currencies.
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
_PLACES = {"CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0}
_MINUS = "−"


def money(amount: Decimal, currency: str) -> str:
    """¥3,780.00 for yuan, $12.50 for dollars, CHF 12.50 for currencies without a sign of their own here."""
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    text = plain_amount(amount.copy_abs(), currency)
    return f"{_MINUS}{symbol}{text}" if amount < 0 else f"{symbol}{text}"


def plain_amount(amount: Decimal, currency: str) -> str:
    """3,780.00: at least the currency's minor places, more where a price has them, no currency."""
    least = places_of(currency)
    exact = amount.normalize()
    shown = max(least, -int(exact.as_tuple().exponent))
    return f"{amount:,.{shown}f}".replace("-", _MINUS)


def places_of(currency: str) -> int:
    """The decimal places money of this currency is written with."""
    if currency in _PLACES:
        return _PLACES[currency]
    from core.money import UnknownCurrency, minor_unit

    try:
        return minor_unit(currency)
    except UnknownCurrency:
        return 2


def number(value: Decimal | int) -> str:
    """1,250 or 2.5: thousands separated, no zeros at the end."""
    if isinstance(value, int):
        return f"{value:,}".replace("-", _MINUS)
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{places}f}".replace("-", _MINUS)


def signed(value: Decimal) -> str:
    """A difference with its sign: +3, −2, 0."""
    return f"+{number(value)}" if value > 0 else number(value)


def percent(value: Decimal) -> str:
    """13% for 13; up to two places."""
    return f"{number(value.quantize(Decimal('0.01'), ROUND_HALF_UP))}%"


def rate(fraction: Decimal) -> str:
    """13% for 0.13."""
    return percent(fraction * 100)


def change(now: Decimal, before: Decimal) -> str:
    """How much `now` is more than `before`: +8.4%, −3.0%; an empty text where nothing can be compared."""
    if before <= 0:
        return ""
    value = ((now - before) / before * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{'+' if value > 0 else ''}{value:,.1f}%".replace("-", _MINUS)


def quantity(value: Decimal | int, unit: str, language: str) -> str:
    """20 台, 1 unit, 20 units; a unit we have no word for is written as its code."""
    return f"{number(value)} {unit_words(value, unit, language)}".rstrip()


def unit_words(value: Decimal | int, unit: str, language: str) -> str:
    """The word for `value` of a unit: 台, unit, units."""
    form = "one" if value == 1 else "many"
    return find_entry(f"unit.{unit}.{form}", language) or unit
