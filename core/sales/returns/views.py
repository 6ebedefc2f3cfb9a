"""Returns as values: what queries and commands answer with, and what of it a person agrees to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from core.operations import NOT_AGREED, CommandResult
from core.sales.deliveries.views import DeliveryPart
from core.sales.returns.models import ReturnState
from core.sales.views import GoodsShown


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChanged(CommandResult):
    """A return that is asked for, approved, refused, or received; `number` is empty where it is only proposed."""

    number: str
    order: str
    customer: str
    customer_zh: str
    customer_en: str
    state: ReturnState
    lines: tuple[GoodsShown, ...]
    reason: str
    warehouse_zh: str = ""
    warehouse_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnExchanged(CommandResult):
    """A return whose goods are delivered again: what leaves which warehouse, and by when all of it has."""

    number: str
    order: str
    customer: str
    customer_zh: str
    customer_en: str
    ship_to: str
    parts: tuple[DeliveryPart, ...]
    ship_on: date = field(metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True)
class ReturnShown:
    """A return as it stands; `credit_notes` are the numbers of what was credited for it, `deliveries` of what was
    delivered in exchange."""

    number: str
    order: str
    state: ReturnState
    customer: str
    customer_zh: str
    customer_en: str
    lines: tuple[GoodsShown, ...]
    reason: str
    refusal: str | None
    created_at: datetime
    received_at: datetime | None
    credit_notes: tuple[str, ...]
    deliveries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return in a list."""

    number: str
    order: str
    state: ReturnState
    customer: str
    customer_zh: str
    customer_en: str
    created_at: datetime
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """The newest returns that fit, and how many there are in all."""

    returns: tuple[ReturnRow, ...]
    count: int
