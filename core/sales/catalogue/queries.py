"""Operations that read the catalogue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import names
from core.actor import EVERYONE, Actor
from core.catalog.facts import facts_of
from core.catalog.listing import ListPrice, default_list
from core.catalog.models import Category, Product
from core.catalog.references import CategoryRef
from core.catalog.views import ProductPage, ProductShown
from core.customers.models import Customer
from core.names import NameRow
from core.operations import query
from core.sales.prices.choosing import choose_prices
from core.sales.prices.reading import read_prices

_PAGE = 20


@query(roles=EVERYONE)
def find_products(
    session: Session, *, actor: Actor, now: datetime, text: str | None = None, category: CategoryRef | None = None
) -> ProductPage:
    """Products by part of a name or code, or all of a kind, with list prices; a customer sees its own."""
    conditions: list[ColumnElement[bool]] = [Product.active.is_(True)]
    if category is not None:
        conditions.append(Product.category_id == category.id)
    if text:
        key = names.key_of(text)
        singular = key.removesuffix("s") if key.isascii() and len(key) > 3 else key  # "glucose meters"
        named = select(NameRow.ref_id).where(NameRow.kind == "product", NameRow.key.contains(singular, autoescape=True))
        conditions.append(Product.id.in_(named))
    rows = session.execute(
        select(Product.id, Category.name_zh, Category.name_en)
        .join(Category, Category.id == Product.category_id, isouter=True)
        .where(*conditions)
        .order_by(Product.code)
        .limit(_PAGE)
    ).all()
    count = session.scalar(select(func.count()).select_from(Product).where(*conditions)) or 0
    product_ids, on = [row[0] for row in rows], actor.today(now)
    facts = facts_of(session, product_ids, on)
    standard = default_list(session)
    prices = _prices(session, product_ids, actor, on)
    shown = tuple(
        ProductShown(
            code=facts[product_id].code,
            name_zh=facts[product_id].name_zh,
            name_en=facts[product_id].name_en,
            category_zh=category_zh or "",
            category_en=category_en or "",
            unit=facts[product_id].unit,
            price=price.amount if price else None,
            currency=price.currency if price else standard.currency,
            tax_included=price.tax_included if price else standard.tax_included,
        )
        for product_id, category_zh, category_en in rows
        for price in (prices.get(product_id),)
    )
    return ProductPage(products=shown, count=count)


def _prices(session: Session, product_ids: Collection[UUID], actor: Actor, on: date) -> dict[UUID, ListPrice]:
    """What one of each costs whoever looks, from the best list that has a price for it."""
    buyer = session.get(Customer, actor.customer_id) if actor.customer_id else None
    listed = read_prices(session, buyer, product_ids, on).listed
    chosen: dict[UUID, ListPrice] = {}
    for product_id in product_ids:
        # Each by itself: a catalogue is no document, whose lines have one currency.
        chosen |= choose_prices(listed, {product_id: Decimal(1)})
    return chosen
