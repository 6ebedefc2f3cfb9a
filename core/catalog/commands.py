"""Operations that write the catalog."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import any_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor, Role
from core.catalog.facts import standard_tax_code
from core.catalog.listing import default_list
from core.catalog.models import Price, Product, TaxCode, Unit
from core.catalog.references import UnitPrice, code_of
from core.catalog.views import ProductCreated
from core.errors import Conflict, NotFound
from core.operations import Document, command

MAY_WRITE = frozenset({Role.MANAGER, Role.ADMIN})
USUAL_UNIT = "个"
"""What a product is counted in when nobody says."""


class ProductExists(Conflict):
    """Another product has that code. Facts: product."""


class NoSuchUnit(NotFound):
    """The company counts nothing in that unit. Facts: unit."""


class NoSuchTaxCode(NotFound):
    """No tax code is called so. Facts: tax_code."""


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
    code = code_of(code)
    name_zh, name_en = names.both_names(name, name_en, length_max=120)
    if session.scalar(select(Product.id).where(Product.code == code)) is not None:
        raise ProductExists(product=code)
    unit = _unit(session, unit)
    tax_code = tax_code or standard_tax_code(session, actor.today(now))
    if session.get(TaxCode, tax_code) is None:
        raise NoSuchTaxCode(tax_code=tax_code[:20])
    prices = default_list(session)
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
