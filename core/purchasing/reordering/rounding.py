"""How much to buy when a product runs short: pure arithmetic in stock units."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal


def to_buy(*, projected: Decimal, minimum: Decimal, maximum: Decimal, least: Decimal, multiple: Decimal) -> Decimal:
    """What brings a product that fell below `minimum` up to `maximum`; 0 where it has not.

    At least the supplier's `least`, rounded up to its `multiple`: that may go over the maximum by less than one pack.
    """
    if projected >= minimum:
        return Decimal(0)
    return in_packs(max(maximum - projected, least), multiple)


def in_packs(quantity: Decimal, multiple: Decimal) -> Decimal:
    """A quantity rounded up to whole multiples."""
    packs = (quantity / multiple).to_integral_value(rounding=ROUND_CEILING)
    return packs * multiple
