"""Reading, in one statement, what a document needs to know of its products: unit, packs, tax rate, list price."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Select, Text, Uuid, any_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from core.catalog.models import Price, PriceList, Product, ProductPack, TaxRate
from core.catalog.units import choose_unit, units_of
from core.errors import Conflict, Invalid


class NoPrice(Conflict):
    """The product has no list price on that day. Facts: product."""


class NoTaxRate(Conflict):
    """The product's tax code has no rate on that day. Facts: product, tax_code."""


class NotWhole(Invalid):
    """Goods are counted in whole units. Facts: product, quantity (in its own unit), unit."""


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as documents see it on a day. `packs` are stock units per pack; `price` is for one stock unit.

    `rate` and `price` are None where none is in force: `tax_rate` and `list_price` refuse then.
    """

    id: UUID
    code: str
    name_zh: str
    name_en: str
    unit: str
    lot_tracked: bool
    packs: dict[str, Decimal]
    tax_code: str
    rate: Decimal | None
    price: Decimal | None
    currency: str
    tax_included: bool
    price_list: str

    def factor_of(self, unit: str) -> Decimal:
        """Stock units in one `unit`, which must be the product's own or one of its packs."""
        return Decimal(1) if unit == self.unit else self.packs[unit]

    def in_stock_units(self, quantity: Decimal, unit: str) -> Decimal:
        """So many of one of its units as stock units, which are whole; refuses `NotWhole` (half a carton may be)."""
        needed = quantity * self.factor_of(unit)
        if needed != needed.to_integral_value():
            raise NotWhole(product=self.code, quantity=needed, unit=self.unit)
        return needed

    @property
    def tax_rate(self) -> Decimal:
        """The rate of its tax code, as a fraction; refuses `NoTaxRate`: an unknown tax is not none."""
        if self.rate is None:
            raise NoTaxRate(product=self.code, tax_code=self.tax_code)
        return self.rate

    def list_price(self) -> Decimal:
        """The price of one stock unit; refuses `NoPrice`."""
        if self.price is None:
            raise NoPrice(product=self.code)
        return self.price


@dataclass(frozen=True, slots=True)
class ProductName:
    """What a product is called, and the unit its stock is counted in."""

    code: str
    name_zh: str
    name_en: str
    unit: str


def name_of(session: Session, product_id: UUID) -> ProductName:
    """What a product is called; cheaper than its facts where no price is wanted."""
    return ProductName(*session.connection().execute(_NAME, {"product_id": product_id}).one())


def facts_of(session: Session, product_ids: Collection[UUID], on: date) -> dict[UUID, ProductFacts]:
    """The facts of the products on a day, by id, from the default price list."""
    rows = session.connection().execute(_FACTS, {"product_ids": sorted(product_ids), "on": on})
    return {row[0]: _facts(tuple(row)) for row in rows}


def unit_of(session: Session, product: ProductFacts, word: str | None) -> str:
    """The product's unit that a person's `word` means, its own when nothing was said; refuses `UnitUnknown`."""
    if word is None or word == product.unit or word in product.packs:
        return word or product.unit
    return choose_unit(word, product=product.code, own=product.unit, packs=product.packs, units=units_of(session))


def standard_tax_code(session: Session, on: date) -> str:
    """The tax code of the highest rate in force on a day: what goods bear unless a law says less."""
    later = aliased(TaxRate)
    replaced = exists().where(
        later.tax_code == TaxRate.tax_code, later.valid_from > TaxRate.valid_from, later.valid_from <= on
    )
    return session.scalars(
        select(TaxRate.tax_code)
        .where(TaxRate.valid_from <= on, ~replaced)
        .order_by(TaxRate.rate.desc(), TaxRate.tax_code)
        .limit(1)
    ).one()


def _facts(row: tuple[Any, ...]) -> ProductFacts:
    return ProductFacts(
        id=row[0],
        code=row[1],
        name_zh=row[2],
        name_en=row[3],
        unit=row[4],
        lot_tracked=row[5],
        packs={unit: Decimal(factor) for unit, factor in (row[6] or {}).items()},
        tax_code=row[7],
        rate=row[8],
        price=row[9],
        currency=row[10],
        tax_included=row[11],
        price_list=row[12],
    )


def _facts_statement() -> Select[*tuple[Any, ...]]:
    """Built once: it runs for every document, and building it costs more than sending it."""
    product, prices = Product.__table__, PriceList.__table__
    day = bindparam("on", type_=Date())
    packs = (
        select(func.jsonb_object_agg(ProductPack.unit_code, ProductPack.factor.cast(Text)))
        .where(ProductPack.product_id == product.c.id)
        .scalar_subquery()
    )
    rate = (
        select(TaxRate.rate)
        .where(TaxRate.tax_code == product.c.tax_code, TaxRate.valid_from <= day)
        .order_by(TaxRate.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    price = (
        select(Price.amount)
        .where(Price.product_id == product.c.id, Price.price_list_id == prices.c.id, Price.valid_from <= day)
        .order_by(Price.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    of_product = (product.c[name] for name in ("id", "code", "name_zh", "name_en", "unit_code", "lot_tracked"))
    of_list = (prices.c[name] for name in ("currency", "tax_included", "code"))
    return (
        select(*of_product, packs, product.c.tax_code, rate, price, *of_list)
        .select_from(product.join(prices, prices.c.is_default))
        .where(product.c.id == any_(bindparam("product_ids", type_=ARRAY(Uuid()))))
    )


_FACTS = _facts_statement()
_products = Product.__table__
_NAME = select(_products.c.code, _products.c.name_zh, _products.c.name_en, _products.c.unit_code).where(
    _products.c.id == bindparam("product_id", type_=Uuid())
)
