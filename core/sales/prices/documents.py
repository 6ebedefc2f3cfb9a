"""Pricing what a customer wants: facts, prices and promotions read in two statements, lines and gifts worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.catalog.facts import ProductFacts, facts_of, unit_of
from core.catalog.listing import ListPrice
from core.customers.models import Customer
from core.errors import Conflict
from core.money import round_money
from core.sales.prices.choosing import choose_prices, main_list
from core.sales.prices.reading import read_prices
from core.sales.prices.views import PriceRule, PromotionUsed
from core.sales.pricing import PricedLine, combined_discount, price_line
from core.sales.promotions.applying import Gift, Item, Offer, apply_offers
from core.sales.references import OrderLine

_NOTHING = Decimal(0)


class NoPrice(Conflict):
    """No list that is for the customer has a price for it on that day. Facts: product, currency (of the document)."""


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """What a document says of its prices: the best list among those that gave one, its currency, tax included or not.

    `exchange_rate` is units of the company's currency for one of `currency`, on the document's day.
    """

    price_list: str
    list_zh: str
    list_en: str
    currency: str
    tax_included: bool
    exchange_rate: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class PricedProduct:
    """A line with its price, and the rule that gave it. `stock_quantity` is in the product's own unit."""

    product: ProductFacts
    quantity: Decimal
    unit: str
    stock_quantity: Decimal
    tax_included: bool
    priced: PricedLine
    rule: PriceRule


@dataclass(frozen=True, slots=True)
class PricedDocument:
    """Lines as they were wanted, then what promotions give with them."""

    terms: PriceTerms
    lines: tuple[PricedProduct, ...]


def price_document(
    session: Session, customer: Customer | None, wanted: Sequence[OrderLine], *, on: date, discount_percent: Decimal
) -> PricedDocument:
    """What the customer (None for somebody nobody has named) pays on a day for what is wanted.

    `discount_percent` is given on every line, after promotions and the line's own. Refuses `NoPrice`, `NotWhole` and
    `UnitUnknown`.
    """
    read = read_prices(session, customer, {line.product.id for line in wanted}, on)
    facts = facts_of(session, {line.product.id for line in wanted} | read.gift_ids, on)
    counted = [_count(session, facts[line.product.id], line) for line in wanted]
    bought: dict[UUID, Decimal] = defaultdict(Decimal)
    for product, _, stock_quantity in counted:
        bought[product.id] += stock_quantity
    prices = choose_prices(read.listed, bought)
    best = main_list(read.listed, prices)
    for product, _, _ in counted:
        if best is None or product.id not in prices:
            raise NoPrice(product=product.code, currency=best.currency if best else None)
    assert best is not None
    terms = PriceTerms(best.price_list, best.list_zh, best.list_en, best.currency, best.tax_included)
    given = choose_prices(read.listed, {each: Decimal(1) for each in read.gift_ids}, currency=terms.currency) | prices
    items = [Item(product.id, quantity, prices[product.id].amount * quantity) for product, _, quantity in counted]
    applied = apply_offers(
        items,
        read.offers,
        currency=terms.currency,
        gift_prices={product_id: price.amount for product_id, price in given.items()},
    )
    lines = [
        _priced(product, line, unit, stock_quantity, prices[product.id], reductions, discount_percent=discount_percent)
        for line, (product, unit, stock_quantity), reductions in zip(wanted, counted, applied.reductions, strict=True)
    ]
    lines += [_given(gift, facts[gift.product_id], given.get(gift.product_id), terms) for gift in applied.gifts]
    return PricedDocument(terms, tuple(lines))


def _count(session: Session, product: ProductFacts, line: OrderLine) -> tuple[ProductFacts, str, Decimal]:
    unit = unit_of(session, product, line.unit)
    return product, unit, product.in_stock_units(line.quantity, unit)


def _priced(
    product: ProductFacts,
    line: OrderLine,
    unit: str,
    stock_quantity: Decimal,
    price: ListPrice,
    reductions: Sequence[tuple[Offer, Decimal]],
    *,
    discount_percent: Decimal,
) -> PricedProduct:
    priced = price_line(
        quantity=line.quantity,
        list_price=price.amount * product.factor_of(unit),
        discount_percent=combined_discount(line.discount_percent, discount_percent),
        tax_rate=product.tax_rate,
        tax_included=price.tax_included,
        currency=price.currency,
        promotion_off=sum((off for _, off in reductions), _NOTHING),
    )
    rule = PriceRule(
        price_list=price.price_list,
        list_zh=price.list_zh,
        list_en=price.list_en,
        quantity_min=price.quantity_min,
        promotions=tuple(_used(offer, off, price.currency) for offer, off in reductions),
    )
    return PricedProduct(product, line.quantity, unit, stock_quantity, price.tax_included, priced, rule)


def _given(gift: Gift, product: ProductFacts, price: ListPrice | None, terms: PriceTerms) -> PricedProduct:
    """A gift stands on the document at its price, all of it taken off again by its promotion."""
    amount = price.amount if price else _NOTHING
    priced = price_line(
        quantity=gift.quantity,
        list_price=amount,
        discount_percent=_NOTHING,
        tax_rate=product.tax_rate,
        tax_included=terms.tax_included,
        currency=terms.currency,
        promotion_off=amount * gift.quantity,
    )
    rule = PriceRule(
        price_list=price.price_list if price else terms.price_list,
        list_zh=price.list_zh if price else terms.list_zh,
        list_en=price.list_en if price else terms.list_en,
        promotions=(_used(gift.offer, amount * gift.quantity, terms.currency),),
        gift=True,
    )
    return PricedProduct(product, gift.quantity, product.unit, gift.quantity, terms.tax_included, priced, rule)


def _used(offer: Offer, off: Decimal, currency: str) -> PromotionUsed:
    return PromotionUsed(offer.code, offer.name_zh, offer.name_en, round_money(off, currency))
