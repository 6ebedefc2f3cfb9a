"""List prices: what one stock unit of a product costs in a price list on a day, whoever buys it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Numeric, Select, Uuid, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.catalog.models import Price, PriceList


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A price of one stock unit, with tax or without, that counts from `quantity_min` stock units on."""

    price_list: str
    list_zh: str
    list_en: str
    currency: str
    tax_included: bool
    quantity_min: Decimal
    amount: Decimal


def default_list(session: Session) -> PriceList:
    """The list that counts for everybody who has no other."""
    return session.scalars(select(PriceList).where(PriceList.is_default)).one()


def list_prices(
    session: Session, product_ids: Collection[UUID], on: date, *, price_list_id: UUID, quantity: Decimal = Decimal(1)
) -> dict[UUID, ListPrice]:
    """What the products cost in one list on a day when `quantity` are bought, by id; those without a price are left
    out.
    """
    values = {"product_ids": sorted(product_ids), "on": on, "list_id": price_list_id, "quantity": quantity}
    return {row[0]: ListPrice(*row[1:]) for row in session.connection().execute(_LISTED, values)}


def _statement() -> Select[*tuple[Any, ...]]:
    """Of each product the highest tier that is reached; of that tier the price that began last."""
    day = bindparam("on", type_=Date())
    return (
        select(
            Price.product_id,
            PriceList.code,
            PriceList.name_zh,
            PriceList.name_en,
            PriceList.currency,
            PriceList.tax_included,
            Price.quantity_min,
            Price.amount,
        )
        .join(PriceList, PriceList.id == Price.price_list_id)
        .where(
            Price.price_list_id == bindparam("list_id", type_=Uuid()),
            Price.product_id == any_(bindparam("product_ids", type_=ARRAY(Uuid()))),
            Price.quantity_min <= bindparam("quantity", type_=Numeric()),
            Price.valid_from <= day,
            or_(Price.valid_until.is_(None), Price.valid_until >= day),
        )
        .order_by(Price.product_id, Price.quantity_min.desc(), Price.valid_from.desc())
        .ext(distinct_on(Price.product_id))
    )


_LISTED = _statement()
