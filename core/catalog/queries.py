"""Operations that read the catalog."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import names
from core.actor import EVERYONE, Actor
from core.catalog.facts import facts_of, unit_of
from core.catalog.models import Category, Product
from core.catalog.references import CategoryRef, ProductRef, Quantity
from core.catalog.views import PriceShown, ProductPage, ProductShown
from core.money import Money, net_and_tax
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
    facts = facts_of(session, [row[0] for row in rows], actor.today(now))
    shown = tuple(
        ProductShown(
            code=facts[product_id].code,
            name_zh=facts[product_id].name_zh,
            name_en=facts[product_id].name_en,
            category_zh=category_zh or "",
            category_en=category_en or "",
            unit=facts[product_id].unit,
            price=facts[product_id].price,
            currency=facts[product_id].currency,
            tax_included=facts[product_id].tax_included,
        )
        for product_id, category_zh, category_en in rows
        if product_id in facts
    )
    return ProductPage(products=shown, count=count)


@query(roles=EVERYONE)
def get_price(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    quantity: Quantity = Decimal(1),
    unit: str | None = None,
) -> PriceShown:
    """The list price of a product, with tax, for a quantity (one if none is said)."""
    on = actor.today(now)
    found = facts_of(session, [product.id], on)[product.id]
    unit = unit_of(session, found, unit)
    unit_price = found.list_price() * found.factor_of(unit)
    amount = Money(unit_price * quantity, found.currency).rounded()
    net, tax = net_and_tax(amount, found.tax_rate, tax_included=found.tax_included)
    return PriceShown(
        product=found.code,
        name_zh=found.name_zh,
        name_en=found.name_en,
        unit=unit,
        quantity=quantity,
        unit_price=unit_price,
        net=net.amount,
        tax_code=found.tax_code,
        tax_rate=found.tax_rate,
        tax=tax.amount,
        gross=(net + tax).amount,
        currency=found.currency,
        tax_included=found.tax_included,
        price_list=found.price_list,
        on=on,
    )
