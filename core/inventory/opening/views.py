"""The cost of goods that was never said, as values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.operations import CommandResult


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCostSet(CommandResult):
    """What goods of unknown cost are worth from now on: `quantity` of them at `unit_cost`, `value` together.

    `average` is what a stock unit of the product costs then, of all that is held.
    """

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    unit_cost: Decimal
    value: Decimal
    average: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class UncostedProduct:
    """A product of which goods are held whose cost was never said."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    on_hand: Decimal


@dataclass(frozen=True, slots=True)
class UncostedStock:
    """Goods whose cost is not known."""

    products: tuple[UncostedProduct, ...]
