"""The stock ledger of a product as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.inventory.models import PlaceKind


@dataclass(frozen=True, slots=True)
class StockChange:
    """One move of goods, in stock units: `quantity` is below zero where they left the warehouses asked about.

    `source` and `target` are kinds of places; the warehouse's code stands beside where it is one. Of a transfer inside
    what was asked about the quantity is what was moved. `value` is its cost, for those who may know it.
    """

    at: datetime
    quantity: Decimal
    source: PlaceKind
    source_warehouse: str | None
    target: PlaceKind
    target_warehouse: str | None
    lot: str | None
    origin: str
    user: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class StockHistory:
    """The newest changes of a product's stock, and how many there are in all; with costs in `currency` if any."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str | None
    changes: tuple[StockChange, ...]
    count: int
