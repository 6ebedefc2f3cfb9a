"""A transfer as a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.inventory.views import LotQuantity
from core.operations import CommandResult


@dataclass(frozen=True, slots=True, kw_only=True)
class StockTransferred(CommandResult):
    """Goods that go from one warehouse to another, in stock units; `lots` where the product is kept by lot."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    source: str
    source_zh: str
    source_en: str
    target: str
    target_zh: str
    target_en: str
    lots: tuple[LotQuantity, ...]
