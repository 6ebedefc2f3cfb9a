"""Holding a bill's line against what was ordered and what came (three-way match). Pure, in the order's currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import Money, spread

TOLERANCE = Decimal("0.01")
"""The part of a quantity or price that a bill may be off by without anybody's approval."""


@dataclass(frozen=True, slots=True)
class Match:
    """A line of a bill: `quantity` billed now, `billed` before, `received` so far; amounts without tax."""

    quantity: Decimal
    billed: Decimal
    received: Decimal
    net: Decimal
    expected: Decimal

    @property
    def over_quantity(self) -> bool:
        """Whether more is billed than came, beyond the tolerance."""
        return self.billed + self.quantity > self.received * (1 + TOLERANCE)

    @property
    def off_price(self) -> bool:
        """Whether the amount is not what was ordered, beyond the tolerance."""
        return abs(self.net - self.expected) > self.expected * TOLERANCE

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the line does not match: more_than_received, other_price."""
        found = (("more_than_received", self.over_quantity), ("other_price", self.off_price))
        return tuple(reason for reason, applies in found if applies)


def shares(gross: Decimal, expected: Sequence[Decimal], currency: str) -> tuple[Decimal, ...]:
    """A bill's total over its lines, in proportion to what they should come to with tax."""
    return tuple(part.amount for part in spread(Money(gross, currency), list(expected)))
