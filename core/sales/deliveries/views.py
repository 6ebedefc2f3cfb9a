"""Deliveries as values: what queries and commands answer with, and what of it a person agrees to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.operations import CommandResult
from core.sales.deliveries.models import DeliveryState
from core.sales.views import GoodsShown


@dataclass(frozen=True, slots=True)
class DeliveryPart:
    """What leaves one warehouse together. `number` is empty while it is only proposed."""

    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    lines: tuple[GoodsShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesMade(CommandResult):
    """Deliveries of an order that are planned, or leave at once, one from each warehouse; `left` stays to be done."""

    order: str
    customer: str
    customer_zh: str
    customer_en: str
    ship_to: str
    state: DeliveryState
    parts: tuple[DeliveryPart, ...]
    left: tuple[GoodsShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMoved(CommandResult):
    """A delivery that takes its next step. Goods that come back are held for the order unless that is closed."""

    number: str
    order: str
    customer: str
    customer_zh: str
    customer_en: str
    state: DeliveryState
    part: DeliveryPart
    reason: str
    order_closed: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """A delivery as it stands."""

    number: str
    order: str
    state: DeliveryState
    customer: str
    customer_zh: str
    customer_en: str
    ship_to: str
    ship_on: date
    created_at: datetime
    shipped_at: datetime | None
    received_at: datetime | None
    reason: str | None
    part: DeliveryPart


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery in a list."""

    number: str
    order: str
    state: DeliveryState
    customer: str
    customer_zh: str
    customer_en: str
    warehouse_zh: str
    warehouse_en: str
    ship_on: date
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """The newest deliveries that fit, and how many there are in all."""

    deliveries: tuple[DeliveryRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class DueRow:
    """Goods that are ready in a warehouse and due to leave; `delivery` where one is planned for them."""

    order: str
    delivery: str | None
    customer: str
    customer_zh: str
    customer_en: str
    product: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str
    warehouse_zh: str
    warehouse_en: str
    ships_on: date
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class DueShipments:
    """What is due to leave until a day, the longest overdue first, and how many lines that is in all."""

    until: date
    rows: tuple[DueRow, ...]
    count: int
