"""Operations that write suppliers and the terms they sell at."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import company, names
from core.actor import Actor
from core.catalog.models import Product
from core.catalog.references import ProductRef, Quantity, UnitPrice
from core.database import new_id
from core.errors import Conflict
from core.money import minor_unit
from core.operations import Document, command
from core.purchasing.access import MAY_BUY
from core.purchasing.suppliers.models import SUPPLIER_NUMBERS, Supplier, SupplierProduct
from core.purchasing.suppliers.references import SupplierRef
from core.purchasing.suppliers.views import SupplierCreated, SupplierProductSet

LeadTime = Annotated[int, Field(ge=0, le=730)]
"""Calendar days from our order to goods in the warehouse."""
Terms = Annotated[int, Field(ge=0, le=365)]
"""Days from a bill to its due day."""


class SupplierExists(Conflict):
    """Another supplier has that name. Facts: name."""


class Preference(StrEnum):
    """Whether a product is usually bought from this supplier."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"


@command(roles=MAY_BUY)
def create_supplier(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    lead_time_days: LeadTime,
    name_en: str | None = None,
    payment_terms_days: Terms = 30,
) -> SupplierCreated:
    """Adds a supplier with the calendar days it takes to deliver."""
    name_zh, name_en = names.both_names(name, name_en, length_max=120)
    if session.scalar(select(Supplier.id).where(Supplier.name_zh == name_zh)) is not None:
        raise SupplierExists(name=name_zh)
    code = SUPPLIER_NUMBERS.take(session, actor.today(now))
    row = Supplier(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        lead_time_days=lead_time_days,
        payment_terms_days=payment_terms_days,
    )
    session.add(row)
    session.flush()
    names.put(session, "supplier", row.id, code, [(name_zh, "zh"), (name_en, "en")])
    return SupplierCreated(
        document=Document("supplier", row.id, code),
        name_zh=name_zh,
        name_en=name_en,
        lead_time_days=lead_time_days,
        payment_terms_days=payment_terms_days,
    )


@command(roles=MAY_BUY)
def set_supplier_product(
    session: Session,
    *,
    supplier: SupplierRef,
    product: ProductRef,
    price: UnitPrice,
    minimum: Quantity | None = None,
    multiple: Quantity | None = None,
    lead_time_days: LeadTime | None = None,
    preference: Preference | None = None,
    currency: str | None = None,
) -> SupplierProductSet:
    """Sets what a supplier charges for one unit of a product, without tax, and the terms it delivers at.

    minimum and multiple are in the product's own unit. The first supplier of a product is the preferred one until
    another is made it. What is not said stays as it was.
    """
    own, item = session.get_one(Supplier, supplier.id), session.get_one(Product, product.id)
    # The product's row keeps two changes of its preferred supplier apart.
    session.execute(select(Product.id).where(Product.id == item.id).with_for_update())
    known = {row.supplier_id: row for row in _offers(session, item)}
    before = known.get(own.id)
    preferred = _preferred(preference, before, alone=not any(row.preferred for row in known.values()))
    if preferred:
        session.execute(
            update(SupplierProduct)
            .where(SupplierProduct.product_id == item.id, SupplierProduct.supplier_id != own.id)
            .values(preferred=False)
        )
    values = {
        "price": price,
        "currency": _currency(session, currency, before),
        "minimum": minimum if minimum is not None else before.minimum if before else Decimal(0),
        "multiple": multiple if multiple is not None else before.multiple if before else Decimal(1),
        "lead_time_days": lead_time_days if lead_time_days is not None else before.lead_time_days if before else None,
        "preferred": preferred,
    }
    was = before.price if before else None
    row = _write(session, own, item, values)
    return _set(row, own, item, was)


def _write(session: Session, own: Supplier, item: Product, values: dict[str, Any]) -> SupplierProduct:
    row_id = session.scalars(
        insert(SupplierProduct)
        .values(id=new_id(), supplier_id=own.id, product_id=item.id, **values)
        .on_conflict_do_update(index_elements=["supplier_id", "product_id"], set_=values)
        .returning(SupplierProduct.id)
    ).one()
    return session.get_one(SupplierProduct, row_id, populate_existing=True)


def _set(row: SupplierProduct, own: Supplier, item: Product, before: Decimal | None) -> SupplierProductSet:
    return SupplierProductSet(
        document=Document("supplier_product", row.id, f"{item.code}@{own.code}"),
        supplier=own.code,
        supplier_zh=own.name_zh,
        supplier_en=own.name_en,
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        price=row.price,
        before=before,
        currency=row.currency,
        minimum=row.minimum,
        multiple=row.multiple,
        lead_time_days=own.lead_time_days if row.lead_time_days is None else row.lead_time_days,
        preferred=row.preferred,
    )


def _offers(session: Session, product: Product) -> list[SupplierProduct]:
    return list(session.scalars(select(SupplierProduct).where(SupplierProduct.product_id == product.id)))


def _preferred(preference: Preference | None, before: SupplierProduct | None, *, alone: bool) -> bool:
    if preference is not None:
        return preference is Preference.PREFERRED
    return alone or (before is not None and before.preferred)


def _currency(session: Session, asked: str | None, before: SupplierProduct | None) -> str:
    currency = (asked or "").strip().upper()[:3] or (before.currency if before else company.current(session).currency)
    minor_unit(currency)
    return currency
