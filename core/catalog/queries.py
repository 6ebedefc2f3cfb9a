"""Operations that read the catalog."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import names
from core.actor import EVERYONE, Actor
from core.catalog.facts import facts_of
from core.catalog.listing import default_list, list_prices
from core.catalog.models import Category, Product
from core.catalog.references import CategoryRef
from core.catalog.views import ProductPage, ProductShown
from core.names import NameRow
from core.operations import query

_PAGE = 20


@query(roles=EVERYONE)
def find_products(
    session: Session, *, actor: Actor, now: datetime, text: str | None = None, category: CategoryRef | None = None
) -> ProductPage:
    """Products by part of a name or code, or all of a kind, with list prices."""
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
    prices = list_prices(session, product_ids, on, price_list_id=standard.id)
    shown = tuple(
        ProductShown(
            code=facts[product_id].code,
            name_zh=facts[product_id].name_zh,
            name_en=facts[product_id].name_en,
            category_zh=category_zh or "",
            category_en=category_en or "",
            unit=facts[product_id].unit,
            price=prices[product_id].amount if product_id in prices else None,
            currency=standard.currency,
            tax_included=standard.tax_included,
        )
        for product_id, category_zh, category_en in rows
        if product_id in facts
    )
    return ProductPage(products=shown, count=count)
