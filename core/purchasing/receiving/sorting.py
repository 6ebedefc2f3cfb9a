"""Which lines of an order goods that came belong to, and how much more than was ordered is taken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

OVER = Decimal("0.05")
"""The part of a line that may come beyond what was ordered."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line of the order: what was ordered and what has come, in stock units."""

    line_id: UUID
    quantity: Decimal
    received: Decimal

    @property
    def left(self) -> Decimal:
        """What is still to come."""
        return max(self.quantity - self.received, Decimal(0))

    @property
    def most(self) -> Decimal:
        """What may come at most from now on, in whole units."""
        return max((self.quantity * (1 + OVER)).to_integral_value(rounding=ROUND_FLOOR) - self.received, Decimal(0))


def sort_out(lines: Sequence[Ordered], quantity: Decimal) -> list[tuple[UUID, Decimal]] | None:
    """The lines a quantity goes to: what is still to come of each in order, then what each may have over.

    None where it is more than is taken.
    """
    parts: dict[UUID, Decimal] = {}
    rest = quantity
    for line in lines:
        part = min(rest, line.left)
        parts[line.line_id] = part
        rest -= part
    for line in reversed(lines):
        part = min(rest, line.most - parts[line.line_id])
        parts[line.line_id] += part
        rest -= part
    return None if rest > 0 else [(line_id, part) for line_id, part in parts.items() if part > 0]
