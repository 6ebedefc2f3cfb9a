"""Prices and price lists as values: what queries and commands answer with, and which rule gave a price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.operations import CommandResult


@dataclass(frozen=True, slots=True)
class PromotionUsed:
    """A promotion that took `off` a whole line, as the price list writes amounts: with tax or without."""

    code: str
    name_zh: str
    name_en: str
    off: Decimal


@dataclass(frozen=True, slots=True)
class PriceRule:
    """What gave a line its price: the list and its tier (from `quantity_min` stock units; 0 for any), promotions.

    A `gift` is on the document because of its promotion, at its price discounted to zero.
    """

    price_list: str
    list_zh: str
    list_en: str
    quantity_min: Decimal = Decimal(0)
    promotions: tuple[PromotionUsed, ...] = ()
    gift: bool = False


@dataclass(frozen=True, slots=True)
class GiftShown:
    """So many of a product's own unit that come for nothing, and the promotion that gives them."""

    product: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str
    promotion: str
    promotion_zh: str
    promotion_en: str


@dataclass(frozen=True, slots=True)
class PriceShown:
    """What `quantity` of a product cost on a day, and why. Prices are for one `unit`, after promotions.

    `customer` is empty where the price is that of somebody nobody has named: list price, promotions for everybody.
    """

    product: str
    name_zh: str
    name_en: str
    unit: str
    stock_unit: str
    quantity: Decimal
    list_price: Decimal
    unit_price: Decimal
    net: Decimal
    tax_code: str
    tax_rate: Decimal
    tax: Decimal
    gross: Decimal
    currency: str
    tax_included: bool
    price_list: str
    rule: PriceRule
    on: date
    gifts: tuple[GiftShown, ...] = ()
    customer: str = ""
    customer_zh: str = ""
    customer_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSet(CommandResult):
    """A new price of one `unit` from a day on, from `quantity_min` of them. `before` is what it was."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    before: Decimal | None
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None = None
    quantity_min: Decimal = Decimal(0)
    price_list: str = ""
    list_zh: str = ""
    list_en: str = ""
    is_default: bool = True
    tax_included: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListCreated(CommandResult):
    """A new price list, for one customer or one segment; it has no prices yet."""

    code: str
    name_zh: str
    name_en: str
    currency: str
    tax_included: bool
    customer: str
    customer_zh: str
    customer_en: str
    segment: str
    segment_zh: str
    segment_en: str
    priority: int
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """A price of one `unit` in a list, from `quantity_min` on, in force on the day asked about or from a later one."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity_min: Decimal
    price: Decimal
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PriceListShown:
    """A price list: for whom, when, in which currency; how many `prices` of it are in force today.

    `prices_shown` are the first of them, where one list was asked for.
    """

    code: str
    name_zh: str
    name_en: str
    currency: str
    tax_included: bool
    is_default: bool
    customer: str
    customer_zh: str
    customer_en: str
    segment: str
    segment_zh: str
    segment_en: str
    priority: int
    valid_from: date
    valid_until: date | None
    prices: int
    prices_shown: tuple[ListedPrice, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceListPage:
    """The lists that fit, in the order in which they count for a customer, and how many there are in all."""

    lists: tuple[PriceListShown, ...]
    count: int
