"""Operations that read purchase orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.operations import query
from core.purchasing.access import MAY_READ, sees_prices
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderLine, PurchaseOrderState
from core.purchasing.orders.reading import shown
from core.purchasing.orders.references import PurchaseOrderRef, visible_purchase_orders
from core.purchasing.orders.views import PurchaseOrderPage, PurchaseOrderRow, PurchaseOrderShown, progress_of
from core.purchasing.suppliers.models import Supplier
from core.purchasing.suppliers.references import SupplierRef

_PAGE = 20


@query(roles=MAY_READ)
def get_purchase_order(session: Session, *, actor: Actor, purchase_order: PurchaseOrderRef) -> PurchaseOrderShown:
    """A purchase order with its lines, what has come of them and what was billed."""
    return shown(session, purchase_order.id, actor=actor)


@query(roles=MAY_READ)
def find_purchase_orders(
    session: Session,
    *,
    actor: Actor,
    supplier: SupplierRef | None = None,
    product: ProductRef | None = None,
    state: PurchaseOrderState | None = None,
) -> PurchaseOrderPage:
    """Purchase orders, newest first, by supplier, product or state; what has come and what was billed of each."""
    conditions: list[ColumnElement[bool]] = [visible_purchase_orders(actor)]
    if supplier is not None:
        conditions.append(PurchaseOrder.supplier_id == supplier.id)
    if product is not None:
        own = select(PurchaseOrderLine.order_id).where(PurchaseOrderLine.product_id == product.id)
        conditions.append(PurchaseOrder.id.in_(own))
    if state is not None:
        conditions.append(PurchaseOrder.state == state)
    newest = (
        select(PurchaseOrder.id)
        .where(*conditions)
        .order_by(PurchaseOrder.created_at.desc(), PurchaseOrder.id.desc())
        .limit(_PAGE)
        .subquery()
    )
    line = PurchaseOrderLine
    kept = line.stock_quantity - line.quantity_returned
    rows = session.execute(
        select(
            PurchaseOrder,
            Supplier,
            func.array_agg(Product.code.distinct()),
            func.min(line.due_on).filter(line.quantity_received < kept),
            func.sum(kept),
            func.sum(func.least(line.quantity_received, kept)),
            func.sum(func.least(line.quantity_billed, kept)),
        )
        .join(newest, newest.c.id == PurchaseOrder.id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(line, line.order_id == PurchaseOrder.id)
        .join(Product, Product.id == line.product_id)
        .group_by(PurchaseOrder.id, Supplier.id)
        .order_by(PurchaseOrder.created_at.desc(), PurchaseOrder.id.desc())
    )
    count = session.scalar(select(func.count()).select_from(PurchaseOrder).where(*conditions)) or 0
    return PurchaseOrderPage(tuple(_row(*row, actor=actor) for row in rows), count)


def _row(
    order: PurchaseOrder,
    supplier: Supplier,
    products: list[str],
    due_on: date | None,
    ordered: Decimal,
    received: Decimal,
    billed: Decimal,
    *,
    actor: Actor,
) -> PurchaseOrderRow:
    return PurchaseOrderRow(
        number=order.number,
        state=order.state,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        ordered_on=order.created_at.astimezone(actor.zone).date(),
        due_on=due_on,
        gross=order.gross if sees_prices(actor) else None,
        currency=order.currency,
        received=progress_of(received, ordered),
        billed=progress_of(billed, ordered),
        products=tuple(products),
    )
