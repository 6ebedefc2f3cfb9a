"""Stock as values: what queries and commands answer with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.operations import NOT_AGREED, CommandResult


class StockSignal(StrEnum):
    """Availability as outsiders may know it."""

    IN_STOCK = "in_stock"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Goods that are confirmed to come."""

    quantity: Decimal
    due_on: date


@dataclass(frozen=True, slots=True)
class PromisedPart:
    """So much of a line, in stock units, from one warehouse: when it leaves, arrives, and what it waits for."""

    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    quantity: Decimal
    ships_on: date
    promised_on: date
    waits_for: tuple[Incoming, ...] = ()


@dataclass(frozen=True, slots=True)
class StockRow:
    """One product in one warehouse, in stock units. `available` can be promised on the spot."""

    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    on_hand: Decimal
    reserved: Decimal
    expired: Decimal
    available: Decimal
    incoming: tuple[Incoming, ...]


@dataclass(frozen=True, slots=True)
class StockShown:
    """Where a product is. For outsiders `rows` is empty and only the signal is told.

    `promisable_by` is what can leave by `needed_by`, with what is confirmed to come until then.
    """

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str | None
    rows: tuple[StockRow, ...]
    on_hand: Decimal | None
    reserved: Decimal | None
    available: Decimal | None
    signal: StockSignal
    needed_by: date | None = None
    promisable_by: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AvailabilityLine:
    """When one wanted line could ship and arrive. Without `promised_on` no known supply covers it.

    `days_late` counts from the requested day to the arrival; without a customer, to the shipment.
    `available` is in stock units, over the warehouses that were asked about. Where several warehouses deliver it,
    `parts` are what each of them does, and `warehouse` is the nearest.
    """

    product: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str
    stock_unit: str
    available: Decimal
    warehouse: str | None
    warehouse_zh: str
    warehouse_en: str
    ships_on: date | None
    promised_on: date | None
    days_late: int
    waits_for: tuple[Incoming, ...]
    parts: tuple[PromisedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class AvailabilityShown:
    """Whether and when all wanted lines can arrive; `in_time` compares with the requested day, if one was said."""

    customer: str | None
    customer_zh: str
    customer_en: str
    region_zh: str
    region_en: str
    requested_on: date | None
    promised_on: date | None
    in_time: bool | None
    lines: tuple[AvailabilityLine, ...]


@dataclass(frozen=True, slots=True)
class WarehouseShown:
    """A warehouse."""

    code: str
    name_zh: str
    name_en: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseCreated(CommandResult):
    """A new warehouse."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class LotQuantity:
    """So much of a lot, in stock units."""

    lot: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCounted(CommandResult):
    """A count and the difference it books. `difference` is counted minus booked, in stock units.

    `value` is what the difference is worth, below zero where goods are missing, for those who may know costs.
    """

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    lot: str | None
    booked: Decimal
    counted: Decimal
    difference: Decimal
    value: Decimal | None = field(default=None, metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptExpected(CommandResult):
    """Goods that are now counted on from a day on."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    quantity: Decimal
    due_on: date
