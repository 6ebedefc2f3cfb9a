"""The way of a lot as values. Quantities are in stock units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Came(StrEnum):
    """How goods of a lot came in, or went back where they came from."""

    RECEIPT = "receipt"
    OPENING = "opening"
    SENT_BACK = "sent_back"


class Went(StrEnum):
    """How goods of a lot went to a customer, or came back from one."""

    DELIVERY = "delivery"
    REFUSED = "refused"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class LotSource:
    """Goods that came, or were sent back. The supplier is there for those who may see suppliers."""

    kind: Came
    on: date
    quantity: Decimal
    document: str
    purchase_order: str
    supplier: str | None
    supplier_zh: str
    supplier_en: str


@dataclass(frozen=True, slots=True)
class LotTaker:
    """Goods that went to a customer, or came back. `in_transit` until they arrived."""

    kind: Went
    on: date
    quantity: Decimal
    document: str
    order: str
    customer: str
    customer_zh: str
    customer_en: str
    in_transit: bool


@dataclass(frozen=True, slots=True)
class LotPlace:
    """What of a lot is in a warehouse now; `held` where it waits for a check."""

    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    held: bool
    on_hand: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class LotTrace:
    """One lot both ways. `with_others` is what customers of colleagues have of it, who are not named.

    `scrapped` was thrown away, `counted` is what counts found more, below zero for less.
    """

    product: str
    name_zh: str
    name_en: str
    unit: str
    lot: str
    expires_on: date | None
    came: tuple[LotSource, ...]
    went: tuple[LotTaker, ...]
    on_hand: tuple[LotPlace, ...]
    with_others: Decimal
    scrapped: Decimal
    counted: Decimal


@dataclass(frozen=True, slots=True)
class LotTraces:
    """Every lot of that number: different products may have one of the same."""

    lot: str
    traces: tuple[LotTrace, ...]
