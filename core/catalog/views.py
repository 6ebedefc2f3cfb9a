"""Products as values: what queries and commands answer with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.operations import CommandResult


@dataclass(frozen=True, slots=True)
class ProductShown:
    """A product in a list; `price` is for one `unit`, without tax unless `tax_included`."""

    code: str
    name_zh: str
    name_en: str
    category_zh: str
    category_en: str
    unit: str
    price: Decimal | None
    currency: str
    tax_included: bool


@dataclass(frozen=True, slots=True)
class ProductPage:
    """The first products that fit, and how many there are in all."""

    products: tuple[ProductShown, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(CommandResult):
    """A new product with its first list price."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    price: Decimal
    currency: str
    tax_code: str
    lot_tracked: bool
