"""Operations that read suppliers and what they sell."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.names import NameRow
from core.operations import query
from core.purchasing.access import MAY_READ, sees_prices
from core.purchasing.suppliers.models import Supplier, SupplierProduct
from core.purchasing.suppliers.references import SupplierRef
from core.purchasing.suppliers.views import SupplierPage, SupplierProductPage, SupplierProductShown, SupplierShown

_PAGE = 50


@query(roles=MAY_READ)
def find_suppliers(session: Session, *, text: str | None = None) -> SupplierPage:
    """Suppliers by part of a name or code, or all of them, with their lead times."""
    conditions: list[ColumnElement[bool]] = []
    if text:
        key = names.key_of(text)
        named = select(NameRow.ref_id).where(NameRow.kind == "supplier", NameRow.key.contains(key, autoescape=True))
        conditions.append(Supplier.id.in_(named))
    rows = session.scalars(select(Supplier).where(*conditions).order_by(Supplier.code).limit(_PAGE)).all()
    count = session.scalar(select(func.count()).select_from(Supplier).where(*conditions)) or 0
    return SupplierPage(
        tuple(SupplierShown(row.code, row.name_zh, row.name_en, row.lead_time_days) for row in rows), count
    )


@query(roles=MAY_READ)
def find_supplier_products(
    session: Session, *, actor: Actor, product: ProductRef | None = None, supplier: SupplierRef | None = None
) -> SupplierProductPage:
    """What suppliers sell us, the preferred one first: price, minimum, pack and lead time, by product or supplier."""
    conditions: list[ColumnElement[bool]] = []
    if product is not None:
        conditions.append(SupplierProduct.product_id == product.id)
    if supplier is not None:
        conditions.append(SupplierProduct.supplier_id == supplier.id)
    rows = session.execute(
        select(SupplierProduct, Supplier, Product)
        .join(Supplier, Supplier.id == SupplierProduct.supplier_id)
        .join(Product, Product.id == SupplierProduct.product_id)
        .where(*conditions)
        .order_by(Product.code, SupplierProduct.preferred.desc(), SupplierProduct.price, Supplier.code)
        .limit(_PAGE)
    )
    count = session.scalar(select(func.count()).select_from(SupplierProduct).where(*conditions)) or 0
    return SupplierProductPage(tuple(_offer(offer, own, item, actor) for offer, own, item in rows), count)


def _offer(offer: SupplierProduct, supplier: Supplier, product: Product, actor: Actor) -> SupplierProductShown:
    return SupplierProductShown(
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        unit=product.unit_code,
        price=offer.price if sees_prices(actor) else None,
        currency=offer.currency,
        minimum=offer.minimum,
        multiple=offer.multiple,
        lead_time_days=supplier.lead_time_days if offer.lead_time_days is None else offer.lead_time_days,
        preferred=offer.preferred,
    )
