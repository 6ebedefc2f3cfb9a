"""Suppliers as values."""

from __future__ import annotations

from dataclasses import dataclass


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
