"""What a line comes to: list price, discounts, rounding and tax, as pure arithmetic.

Amounts are rounded half up once per line and then added (DOMAIN: Money).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.money import Money, net_and_tax, round_money

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line's price for one unit after discounts, and its amounts."""

    list_price: Decimal
    discount_percent: Decimal
    unit_price: Decimal
    net: Decimal
    tax: Decimal


def combined_discount(line_percent: Decimal, order_percent: Decimal) -> Decimal:
    """Line and order discount taken one after the other, in percent of the list price."""
    kept = (_HUNDRED - line_percent) * (_HUNDRED - order_percent) / _HUNDRED
    return _HUNDRED - kept


def price_line(
    *,
    quantity: Decimal,
    list_price: Decimal,
    discount_percent: Decimal,
    tax_rate: Decimal,
    tax_included: bool,
    currency: str,
) -> PricedLine:
    """The line's amounts; `list_price` is for one unit, with tax or without as `tax_included` says."""
    full = list_price * quantity
    amount = Money(round_money(full * (_HUNDRED - discount_percent) / _HUNDRED, currency), currency)
    net, tax = net_and_tax(amount, tax_rate, tax_included=tax_included)
    unit_price = round_money(list_price * (_HUNDRED - discount_percent) / _HUNDRED, currency)
    return PricedLine(list_price, discount_percent, unit_price, net.amount, tax.amount)
