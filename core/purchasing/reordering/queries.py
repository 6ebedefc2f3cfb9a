"""Operations that read reorder rules, shortages and requisitions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.inventory.models import Warehouse
from core.inventory.references import WarehouseRef
from core.operations import query
from core.purchasing.access import MAY_READ
from core.purchasing.reordering.models import ReorderRule, Requisition, RequisitionState
from core.purchasing.reordering.shortages import Shortage, find_short
from core.purchasing.reordering.views import (
    ReorderRulePage,
    ReorderRuleShown,
    RequisitionPage,
    RequisitionShown,
    ShortageList,
    ShortageShown,
)
from core.purchasing.suppliers.models import Supplier, SupplierProduct
from core.purchasing.suppliers.references import SupplierRef

_PAGE = 50


@query(roles=MAY_READ)
def find_reorder_rules(
    session: Session, *, product: ProductRef | None = None, warehouse: WarehouseRef | None = None
) -> ReorderRulePage:
    """The minimum and maximum stock of products by warehouse: when they are bought again and up to how much."""
    conditions: list[ColumnElement[bool]] = []
    if product is not None:
        conditions.append(ReorderRule.product_id == product.id)
    if warehouse is not None:
        conditions.append(ReorderRule.warehouse_id == warehouse.id)
    rows = session.execute(
        select(ReorderRule, Product, Warehouse)
        .join(Product, Product.id == ReorderRule.product_id)
        .join(Warehouse, Warehouse.id == ReorderRule.warehouse_id)
        .where(*conditions)
        .order_by(Product.code, Warehouse.code)
        .limit(_PAGE)
    )
    count = session.scalar(select(func.count()).select_from(ReorderRule).where(*conditions)) or 0
    return ReorderRulePage(
        tuple(
            ReorderRuleShown(
                product=item.code,
                name_zh=item.name_zh,
                name_en=item.name_en,
                unit=item.unit_code,
                warehouse=house.code,
                warehouse_zh=house.name_zh,
                warehouse_en=house.name_en,
                minimum=rule.minimum,
                maximum=rule.maximum,
            )
            for rule, item, house in rows
        ),
        count,
    )


@query(roles=MAY_READ)
def find_shortages(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    warehouse: WarehouseRef | None = None,
    supplier: SupplierRef | None = None,
) -> ShortageList:
    """What must be bought again: products below their reorder point, how much to buy and from whom."""
    found = [
        short
        for short in find_short(session, None, actor.today(now))
        if (warehouse is None or short.warehouse_id == warehouse.id)
        and (supplier is None or short.supplier_id == supplier.id)
    ]
    return ShortageList(tuple(_short(short) for short in found))


@query(roles=MAY_READ)
def find_requisitions(
    session: Session,
    *,
    product: ProductRef | None = None,
    supplier: SupplierRef | None = None,
    state: RequisitionState = RequisitionState.OPEN,
) -> RequisitionPage:
    """Requests to buy, newest first: the open ones, or those ordered or cancelled."""
    conditions: list[ColumnElement[bool]] = [Requisition.state == state]
    if product is not None:
        conditions.append(Requisition.product_id == product.id)
    if supplier is not None:
        conditions.append(SupplierProduct.supplier_id == supplier.id)
    found = (
        select(Requisition, Product, Warehouse, Supplier)
        .join(Product, Product.id == Requisition.product_id)
        .join(Warehouse, Warehouse.id == Requisition.warehouse_id)
        .join(
            SupplierProduct,
            (SupplierProduct.product_id == Requisition.product_id) & SupplierProduct.preferred,
            isouter=True,
        )
        .join(Supplier, Supplier.id == SupplierProduct.supplier_id, isouter=True)
        .where(*conditions)
    )
    count = session.scalar(select(func.count()).select_from(found.with_only_columns(Requisition.id).subquery())) or 0
    rows = session.execute(found.order_by(Requisition.created_at.desc(), Requisition.id.desc()).limit(_PAGE))
    return RequisitionPage(tuple(_requisition(*row) for row in rows), count)


def _requisition(row: Requisition, item: Product, house: Warehouse, supplier: Supplier | None) -> RequisitionShown:
    return RequisitionShown(
        number=row.number,
        state=row.state,
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        quantity=row.quantity,
        projected=row.projected,
        supplier=supplier.code if supplier else None,
        supplier_zh=supplier.name_zh if supplier else "",
        supplier_en=supplier.name_en if supplier else "",
        created_at=row.created_at,
    )


def _short(short: Shortage) -> ShortageShown:
    return ShortageShown(**{name: getattr(short, name) for name in ShortageShown.__slots__})
