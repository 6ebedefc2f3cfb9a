"""Receipts as values. Quantities are in stock units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.operations import NOT_AGREED, CommandResult
from core.purchasing.orders.models import PurchaseOrderState
from core.purchasing.orders.views import Progress


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """So much of a product that came; `over` is what of it is more than was ordered, `left` what is still to come."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    lot: str | None
    expires_on: date | None
    quantity: Decimal
    ordered: Decimal
    over: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseReceived(CommandResult):
    """Goods that came on a purchase order: into stock, or `held` for a check of their quality.

    `served` is how much of them customers' orders were waiting for and have now.
    """

    number: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    held: bool
    lines: tuple[ReceivedLine, ...]
    served: Decimal = field(default=Decimal(0), metadata=dict(NOT_AGREED))
    received: Progress = field(default=Progress.NONE, metadata=dict(NOT_AGREED))
    state: PurchaseOrderState = field(default=PurchaseOrderState.SENT, metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True)
class ReleasedLine:
    """So much of a product that leaves quarantine."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    lot: str | None
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(CommandResult):
    """Goods that were on hold: passed into stock, or rejected and sent back to the supplier."""

    number: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    passed: bool
    lines: tuple[ReleasedLine, ...]
    served: Decimal = field(default=Decimal(0), metadata=dict(NOT_AGREED))
