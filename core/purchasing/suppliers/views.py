"""Suppliers, and what they sell, as values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.operations import CommandResult


@dataclass(frozen=True, slots=True)
class SupplierShown:
    """A supplier; `lead_time_days` are calendar days from order to receipt."""

    code: str
    name_zh: str
    name_en: str
    lead_time_days: int


@dataclass(frozen=True, slots=True)
class SupplierPage:
    """The first suppliers that fit, and how many there are in all."""

    suppliers: tuple[SupplierShown, ...]
    count: int


@dataclass(frozen=True, slots=True)
class SupplierProductShown:
    """A product as one supplier sells it, in stock units; the price is None for those who may not know it."""

    supplier: str
    supplier_zh: str
    supplier_en: str
    product: str
    name_zh: str
    name_en: str
    unit: str
    price: Decimal | None
    currency: str
    minimum: Decimal
    multiple: Decimal
    lead_time_days: int
    preferred: bool


@dataclass(frozen=True, slots=True)
class SupplierProductPage:
    """What suppliers sell, and how many offers there are in all."""

    offers: tuple[SupplierProductShown, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierCreated(CommandResult):
    """A new supplier."""

    name_zh: str
    name_en: str
    lead_time_days: int
    payment_terms_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierProductSet(CommandResult):
    """The terms a supplier sells a product at, in stock units; `before` is its price until now."""

    supplier: str
    supplier_zh: str
    supplier_en: str
    product: str
    name_zh: str
    name_en: str
    unit: str
    price: Decimal
    before: Decimal | None
    currency: str
    minimum: Decimal
    multiple: Decimal
    lead_time_days: int
    preferred: bool
