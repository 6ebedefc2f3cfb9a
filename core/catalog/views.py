"""Products as values: what queries and commands answer with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class PriceShown:
    """The list price of one `unit` of a product on a day, and what `quantity` of them come to."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    tax_code: str
    tax_rate: Decimal
    tax: Decimal
    gross: Decimal
    currency: str
    tax_included: bool
    price_list: str
    on: date


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSet(CommandResult):
    """A new list price from a day on. `before` is the price it takes over from."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    before: Decimal | None
    price: Decimal
    currency: str
    valid_from: date
