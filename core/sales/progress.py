"""How far an order is: derived from its lines' counters, its documents and what is open of its invoices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from core.finance.models import OpenItem
from core.sales.deliveries.models import Delivery, DeliveryState
from core.sales.invoicing.models import Invoice
from core.sales.models import SalesOrderLine
from core.sales.views import OrderProgress, Progress


def progress_of(session: Session, order_id: UUID) -> OrderProgress:
    """How far an order is delivered, invoiced and paid. What was given up or returned counts as done."""
    lines = session.scalars(select(SalesOrderLine).where(SalesOrderLine.order_id == order_id)).all()
    deliveries = session.scalars(
        select(Delivery.number)
        .where(Delivery.order_id == order_id, Delivery.state != DeliveryState.CANCELLED)
        .order_by(Delivery.id)
    ).all()
    invoices = session.scalars(
        select(Invoice.number).where(Invoice.order_id == order_id).order_by(Invoice.serial)
    ).all()
    claimed, settled = session.execute(
        select(func.coalesce(func.sum(OpenItem.amount), 0), func.coalesce(func.sum(OpenItem.settled), 0))
        .select_from(Invoice)
        .join(OpenItem, and_(OpenItem.document_kind == "invoice", OpenItem.document_id == Invoice.id))
        .where(Invoice.order_id == order_id)
    ).one()
    wanted = [line.stock_quantity - line.quantity_closed for line in lines]
    invoiced = _progress(
        [line.quantity_invoiced - line.quantity_credited for line in lines],
        [quantity - line.quantity_returned for quantity, line in zip(wanted, lines, strict=True)],
    )
    paid = Progress.NONE
    if settled:
        paid = Progress.FULLY if settled >= claimed and invoiced is Progress.FULLY else Progress.PARTLY
    return OrderProgress(
        shipped=_progress([line.quantity_shipped for line in lines], wanted),
        delivered=_progress([line.quantity_delivered for line in lines], wanted),
        invoiced=invoiced,
        paid=paid,
        deliveries=tuple(deliveries),
        invoices=tuple(invoices),
    )


def _progress(done: Sequence[Decimal], wanted: Sequence[Decimal]) -> Progress:
    if not any(quantity > 0 for quantity in done):
        return Progress.NONE
    whole = all(one >= all_of_it for one, all_of_it in zip(done, wanted, strict=True))
    return Progress.FULLY if whole else Progress.PARTLY
