"""Amounts of a purchase order, and the part of a line's amount that a part of its quantity stands for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.money import Money, round_money, tax_of


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What a line comes to, in the order's currency."""

    net: Decimal
    tax: Decimal


def line_amounts(*, quantity: Decimal, price: Decimal, tax_rate: Decimal, currency: str) -> LineAmounts:
    """Price without tax times quantity, rounded once, and the tax on it."""
    net = round_money(quantity * price, currency)
    return LineAmounts(net, tax_of(Money(net, currency), tax_rate).amount)


def worth(*, net: Decimal, ordered: Decimal, quantity: Decimal, rate: Decimal, currency: str) -> Decimal:
    """What `quantity` of a line that comes to `net` for `ordered` is worth in the books, in the company's `currency`.

    Always asked for the whole of what came (or was billed) so far: parts are differences, so they add up.
    """
    return round_money(net * rate * quantity / ordered, currency)
