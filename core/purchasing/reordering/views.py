"""Reorder rules, shortages and requisitions as values. Quantities are in stock units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.operations import NOT_AGREED, CommandResult
from core.purchasing.reordering.models import RequisitionState


@dataclass(frozen=True, slots=True)
class ReorderRuleShown:
    """When a product is bought again for a warehouse, and up to how much."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    minimum: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class ReorderRulePage:
    """The rules that fit, and how many there are in all."""

    rules: tuple[ReorderRuleShown, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ShortageShown:
    """A product below its reorder point; `requisition` is the open one, if there is one."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    minimum: Decimal
    projected: Decimal
    quantity: Decimal
    supplier: str | None
    supplier_zh: str
    supplier_en: str
    requisition: str | None


@dataclass(frozen=True, slots=True)
class ShortageList:
    """Everything that is below its reorder point."""

    shortages: tuple[ShortageShown, ...]


@dataclass(frozen=True, slots=True)
class RequisitionShown:
    """A request to buy; the supplier is the preferred one of now."""

    number: str
    state: RequisitionState
    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    quantity: Decimal
    projected: Decimal
    supplier: str | None
    supplier_zh: str
    supplier_en: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RequisitionPage:
    """The newest requisitions that fit, and how many there are in all."""

    requisitions: tuple[RequisitionShown, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderRuleSet(CommandResult):
    """A rule as it will stand; `before` is its minimum and maximum until now, `raised` what it requests at once."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    minimum: Decimal
    maximum: Decimal
    before: tuple[Decimal, Decimal] | None
    raised: Decimal | None = field(default=None, metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequisitionCancelled(CommandResult):
    """A request to buy that is, or will be, dropped."""

    number: str
    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    quantity: Decimal
    reason: str
