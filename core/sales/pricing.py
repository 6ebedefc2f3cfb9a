"""What a line comes to: list price, promotions, discounts, rounding and tax, as pure arithmetic.

Amounts are rounded half up once per line and then added (DOMAIN: Money).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import Money, net_and_tax, round_money, settle_residue

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line's price for one unit after everything, and its amounts.

    `discount_percent` is what a person gave, on what promotions left.
    """

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
    promotion_off: Decimal = Decimal(0),
) -> PricedLine:
    """The line's amounts; `list_price` is for one unit, with tax or without as `tax_included` says.

    `promotion_off` is what promotions take off the whole line, in the same terms, before the discount.
    """
    kept = (_HUNDRED - discount_percent) / _HUNDRED
    exact = (list_price * quantity - promotion_off) * kept
    amount = Money(round_money(exact, currency), currency)
    net, tax = net_and_tax(amount, tax_rate, tax_included=tax_included)
    unit_exact = exact / quantity if promotion_off else list_price * kept
    return PricedLine(list_price, discount_percent, round_money(unit_exact, currency), net.amount, tax.amount)


def converted(amounts: Sequence[Decimal], rate: Decimal, currency: str) -> tuple[Decimal, ...]:
    """Amounts of a document's lines in the company's `currency`, at so many units of it for one of the document's.

    They add up to the rounded whole: what rounding each leaves over goes to the largest.
    """
    if rate == 1:
        return tuple(amounts)
    whole = Money(sum(amounts, Decimal(0)) * rate, currency).rounded()
    lines = settle_residue([Money(amount * rate, currency).rounded() for amount in amounts], whole)
    return tuple(line.amount for line in lines)
