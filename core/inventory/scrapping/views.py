"""Goods thrown away, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from core.operations import NOT_AGREED, CommandResult


@dataclass(frozen=True, slots=True, kw_only=True)
class StockScrapped(CommandResult):
    """Goods thrown away, in stock units. `value` is what they cost, for those who may know it."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    lot: str | None
    reason: str
    value: Decimal | None = field(default=None, metadata=dict(NOT_AGREED))
