"""Operations that write the catalog."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from sqlalchemy import any_, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor, Role
from core.catalog.facts import facts_of, standard_tax_code
from core.catalog.models import Price, PriceList, Product, TaxCode, Unit
from core.catalog.references import FINEST, ProductRef, decimal_in
from core.catalog.views import PriceSet, ProductCreated
from core.database import new_id
from core.errors import Conflict, Invalid, NotFound
from core.operations import Day, Document, command

MAY_WRITE = frozenset({Role.MANAGER, Role.ADMIN})
PRICE_MAX = Decimal(100_000_000)
USUAL_UNIT = "个"
"""What a product is counted in when nobody says."""


class ProductExists(Conflict):
    """Another product has that code. Facts: product."""


class CodeUnfit(Invalid):
    """A code is 2–24 letters, digits and dashes. Facts: code."""


class PriceUnfit(Invalid):
    """A price is zero or more, below `PRICE_MAX`, and has no part smaller than `FINEST`. Facts: price."""


class NoSuchUnit(NotFound):
    """The company counts nothing in that unit. Facts: unit."""


class NoSuchTaxCode(NotFound):
    """No tax code is called so. Facts: tax_code."""


def _price(value: object) -> Decimal:
    price = decimal_in(value)
    if price is None or not 0 <= price < PRICE_MAX or price != price.quantize(FINEST):
        raise PriceUnfit(price=str(value)[:40])
    return price


UnitPrice = Annotated[
    Decimal, BeforeValidator(_price), WithJsonSchema({"type": "string", "description": "a price, as digits"})
]


@command(roles=MAY_WRITE)
def create_product(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    code: str,
    name: str,
    price: UnitPrice,
    unit: str = USUAL_UNIT,
    name_en: str | None = None,
    tax_code: str | None = None,
    lot_tracked: bool = False,
) -> ProductCreated:
    """Adds a product with its list price per unit. Leave tax_code empty for the company's standard rate."""
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{1,23}", code):
        raise CodeUnfit(code=code[:40])
    name_zh, name_en = names.both_names(name, name_en, length_max=120)
    if session.scalar(select(Product.id).where(Product.code == code)) is not None:
        raise ProductExists(product=code)
    unit = _unit(session, unit)
    tax_code = tax_code or standard_tax_code(session, actor.today(now))
    if session.get(TaxCode, tax_code) is None:
        raise NoSuchTaxCode(tax_code=tax_code[:20])
    prices = session.scalars(select(PriceList).where(PriceList.is_default)).one()
    row = Product(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        unit_code=unit,
        tax_code=tax_code,
        lot_tracked=lot_tracked,
    )
    session.add(row)
    session.flush()
    session.add(Price(price_list_id=prices.id, product_id=row.id, amount=price, valid_from=actor.today(now)))
    session.flush()
    names.put(session, "product", row.id, code, [(row.name_zh, "zh"), (row.name_en, "en")])
    return ProductCreated(
        document=Document("product", row.id, code),
        code=code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit=unit,
        price=price,
        currency=prices.currency,
        tax_code=tax_code,
        lot_tracked=lot_tracked,
    )


def _unit(session: Session, said: str) -> str:
    """The unit the word means; of several the one that is called so: a box is 盒, though cartons are boxes too."""
    word = said.strip().lower()
    named = (Unit.name_zh == word, func.lower(Unit.name_en) == word, func.lower(Unit.plural_en) == word)
    called_so = case((Unit.code == said.strip(), 0), (or_(*named), 1), (Unit.code == USUAL_UNIT, 2), else_=3)
    means = or_(Unit.code == said.strip(), literal(word) == any_(Unit.words))
    found = session.scalars(select(Unit.code).where(means).order_by(called_so, Unit.code).limit(1)).one_or_none()
    if found is None:
        raise NoSuchUnit(unit=said[:20])
    return found


@command(roles=MAY_WRITE)
def set_price(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    price: UnitPrice,
    valid_from: Day | None = None,
) -> PriceSet:
    """Sets the list price of one unit of a product, from today or from a later day on."""
    from_day = max(valid_from or actor.today(now), actor.today(now))
    found = facts_of(session, [product.id], from_day)[product.id]
    prices = session.scalars(select(PriceList).where(PriceList.is_default)).one()
    values = {"price_list_id": prices.id, "product_id": product.id, "amount": price, "valid_from": from_day}
    session.execute(
        insert(Price)
        .values(id=new_id(), **values)
        .on_conflict_do_update(index_elements=["price_list_id", "product_id", "valid_from"], set_={"amount": price})
    )
    return PriceSet(
        document=Document("product", product.id, product.code),
        product=found.code,
        name_zh=found.name_zh,
        name_en=found.name_en,
        unit=found.unit,
        before=found.price,
        price=price,
        currency=prices.currency,
        valid_from=from_day,
    )
