"""Reading a stored purchase order as a value, for queries and for what commands answer with."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.identity import User
from core.inventory.models import Warehouse
from core.purchasing.access import sees_prices
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderLine
from core.purchasing.orders.views import Progress, PurchaseLineShown, PurchaseOrderShown, progress_of
from core.purchasing.reordering.models import Requisition
from core.purchasing.suppliers.models import Supplier


def shown(
    session: Session, order_id: UUID, *, actor: Actor, notes: dict[int, tuple[str, ...]] | None = None
) -> PurchaseOrderShown:
    """The order as it stands; `notes` are remarks on its lines by position."""
    row, supplier, buyer = session.execute(
        select(PurchaseOrder, Supplier, User.login)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(User, User.id == PurchaseOrder.buyer_id, isouter=True)
        .where(PurchaseOrder.id == order_id)
    ).one()
    found = session.execute(
        select(PurchaseOrderLine, Product, Warehouse, Requisition.number)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .join(Warehouse, Warehouse.id == PurchaseOrderLine.warehouse_id)
        .join(Requisition, Requisition.id == PurchaseOrderLine.requisition_id, isouter=True)
        .where(PurchaseOrderLine.order_id == order_id)
        .order_by(PurchaseOrderLine.position)
    ).all()
    lines = [one[0] for one in found]
    priced = sees_prices(actor)
    return PurchaseOrderShown(
        number=row.number,
        state=row.state,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        currency=row.currency,
        net=row.net if priced else None,
        tax=row.tax if priced else None,
        gross=row.gross if priced else None,
        payment_terms_days=row.payment_terms_days,
        received=_together([progress_of(line.quantity_received, _kept(line)) for line in lines]),
        billed=_together([progress_of(line.quantity_billed, _kept(line)) for line in lines]),
        lines=tuple(_line(*one, priced=priced, notes=notes or {}) for one in found),
        note=row.note,
        buyer=buyer or "",
        created_at=row.created_at,
        sent_at=row.sent_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )


def _line(
    line: PurchaseOrderLine,
    product: Product,
    house: Warehouse,
    requisition: str | None,
    *,
    priced: bool,
    notes: dict[int, tuple[str, ...]],
) -> PurchaseLineShown:
    return PurchaseLineShown(
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        quantity=line.quantity,
        unit=line.unit,
        stock_quantity=line.stock_quantity,
        stock_unit=product.unit_code,
        price=line.price if priced else None,
        net=line.net if priced else None,
        tax_rate=line.tax_rate,
        tax=line.tax if priced else None,
        due_on=line.due_on,
        received=line.quantity_received,
        billed=line.quantity_billed,
        returned=line.quantity_returned,
        requisition=requisition,
        notes=notes.get(line.position, ()),
    )


def _kept(line: PurchaseOrderLine) -> Decimal:
    """What was ordered of a line less what went back for good."""
    return line.stock_quantity - line.quantity_returned


def _together(parts: list[Progress]) -> Progress:
    """All lines' progress as the order's."""
    if set(parts) == {Progress.FULLY}:
        return Progress.FULLY
    return Progress.NONE if set(parts) <= {Progress.NONE} else Progress.PARTLY
