"""Stock that grows old, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SlowProduct:
    """A product of which nothing left for a customer since `idle_since`; `value` for those who may know costs."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    on_hand: Decimal
    idle_since: date
    idle_days: int
    ever_sold: bool
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class SlowStock:
    """Products in stock that have not sold for `idle_days`: the costliest first, and how many there are in all."""

    idle_days: int
    products: tuple[SlowProduct, ...]
    count: int
    value: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class ExpiringLot:
    """A lot in a warehouse, in stock units; `days_left` is below zero where it has expired."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    lot: str
    expires_on: date
    days_left: int
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    on_hand: Decimal
    reserved: Decimal
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class ExpiringLots:
    """Lots in stock that expire within `within_days` or have expired, the first to expire first."""

    within_days: int
    lots: tuple[ExpiringLot, ...]
    count: int
    value: Decimal | None
    currency: str
