"""Operations on purchase orders that were drafted: approve, send, move to another day, cancel, close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.database import locked
from core.errors import Conflict
from core.inventory.arriving import expect, reschedule, withdraw
from core.inventory.commands import DayPassed
from core.inventory.models import ExpectedMove, Warehouse
from core.operations import ApprovalNeeded, Day, Document, command
from core.purchasing.access import MAY_BUY
from core.purchasing.orders.ending import expected_of, only_sent
from core.purchasing.orders.models import MACHINE, PurchaseOrder, PurchaseOrderLine, PurchaseOrderState
from core.purchasing.orders.reading import shown
from core.purchasing.orders.references import PurchaseOrderRef
from core.purchasing.orders.views import MovedLine, PurchaseOrderChanged, PurchaseRescheduled
from core.purchasing.orders.writing import approvals_for
from core.purchasing.receiving.models import on_hold
from core.purchasing.reordering.shortages import raise_requisitions
from core.purchasing.suppliers.models import Supplier


class AlreadyReceived(Conflict):
    """Goods have come or were billed: what is still to come can be closed, not the order cancelled. Facts: number."""


class GoodsOnHold(Conflict):
    """Goods of the order wait for a check of their quality: that comes first. Facts: number."""


class NothingExpected(Conflict):
    """Nothing is still to come on the order, or not of that product. Facts: number."""


@command(roles=MAY_BUY)
def approve_purchase_order(
    session: Session, *, actor: Actor, now: datetime, purchase_order: PurchaseOrderRef
) -> PurchaseOrderChanged:
    """Approves a drafted purchase order, so that it can be sent. Over the buyer's limit a manager has to agree."""
    row = locked(session, PurchaseOrder, purchase_order.id)
    approvals = approvals_for(row, actor)
    MACHINE.advance(session, row, PurchaseOrderState.APPROVED, actor=actor, now=now)
    session.flush()
    return _changed(session, row, "approved", actor=actor, now=now, approvals=approvals)


@command(roles=MAY_BUY)
def send_purchase_order(
    session: Session, *, actor: Actor, now: datetime, purchase_order: PurchaseOrderRef, due_on: Day | None = None
) -> PurchaseOrderChanged:
    """Sends a purchase order to its supplier: from now on its goods are expected and can be promised to customers.

    due_on is the day the supplier confirmed, if it is another one. A draft is approved on the way; over the buyer's
    limit a manager has to agree.
    """
    _not_past(due_on, actor, now)
    row = locked(session, PurchaseOrder, purchase_order.id)
    approvals: tuple[ApprovalNeeded, ...] = ()
    if row.state is PurchaseOrderState.DRAFT:
        approvals = approvals_for(row, actor)
        MACHINE.advance(session, row, PurchaseOrderState.APPROVED, actor=actor, now=now)
    MACHINE.advance(session, row, PurchaseOrderState.SENT, actor=actor, now=now)
    row.sent_at = now
    today = actor.today(now)
    for line in sorted(_lines(session, row), key=lambda line: (line.product_id, line.position)):
        # The supplier's clock starts now: a draft that lay about does not come in the past.
        line.due_on = due_on or max(line.due_on, today)
        expect(
            session,
            product_id=line.product_id,
            warehouse_id=line.warehouse_id,
            quantity=line.stock_quantity,
            due_on=line.due_on,
            document_kind="purchase_order",
            document_id=row.id,
            line_id=line.id,
        )
    session.flush()
    return _changed(session, row, "sent", actor=actor, now=now, approvals=approvals)


@command(roles=MAY_BUY)
def reschedule_purchase_order(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    purchase_order: PurchaseOrderRef,
    due_on: Day,
    product: ProductRef | None = None,
) -> PurchaseRescheduled:
    """Records a supplier's new day for what is still to come of a purchase order, or of one product of it.

    Promises to customers that rest on these goods move with them, and their salespeople are told.
    """
    _not_past(due_on, actor, now)
    row = locked(session, PurchaseOrder, purchase_order.id)
    only_sent(row)
    expected = expected_of(session, row.id)
    moved, promises = [], 0
    for line in _lines(session, row):
        move = expected.get(line.id)
        if move is None or (product is not None and line.product_id != product.id):
            continue
        moved.append(_moved(session, line, move, due_on))
        line.due_on = due_on
        session.flush()
        promises += len(reschedule(session, move.id, due_on, actor=actor, now=now))
    if not moved:
        raise NothingExpected(number=row.number)
    supplier = session.get_one(Supplier, row.supplier_id)
    return PurchaseRescheduled(
        document=Document("purchase_order", row.id, row.number),
        number=row.number,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        due_on=due_on,
        lines=tuple(moved),
        promises=promises,
    )


@command(roles=MAY_BUY)
def cancel_purchase_order(
    session: Session, *, actor: Actor, now: datetime, purchase_order: PurchaseOrderRef, reason: str = ""
) -> PurchaseOrderChanged:
    """Cancels a purchase order of which nothing has come yet; promises to customers that rest on it move."""
    row = locked(session, PurchaseOrder, purchase_order.id)
    if any(line.quantity_received or line.quantity_billed for line in _lines(session, row)):
        raise AlreadyReceived(number=row.number)
    _end(session, row, PurchaseOrderState.CANCELLED, reason, actor=actor, now=now)
    return _changed(session, row, "cancelled", actor=actor, now=now)


@command(roles=MAY_BUY)
def close_purchase_order(
    session: Session, *, actor: Actor, now: datetime, purchase_order: PurchaseOrderRef, reason: str = ""
) -> PurchaseOrderChanged:
    """Closes a purchase order short: what has not come is expected no more. What came can still be billed."""
    row = locked(session, PurchaseOrder, purchase_order.id)
    if on_hold(session, row.id):
        raise GoodsOnHold(number=row.number)
    _end(session, row, PurchaseOrderState.CLOSED, reason, actor=actor, now=now)
    return _changed(session, row, "closed", actor=actor, now=now)


def _end(
    session: Session, row: PurchaseOrder, state: PurchaseOrderState, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Ends the order and what is still expected of it; what then falls short is requested again."""
    MACHINE.advance(session, row, state, actor=actor, now=now)
    row.ended_at = now
    row.end_reason = reason.strip()[:500] or None
    session.flush()
    gone = list(expected_of(session, row.id).values())
    own = {line.product_id for line in _lines(session, row)}
    products = session.scalars(select(Product.code).where(Product.id.in_(own))).all()
    for move in gone:
        withdraw(session, move.id, actor=actor, now=now)
    raise_requisitions(session, products, actor=actor, now=now)


def _changed(
    session: Session,
    row: PurchaseOrder,
    step: str,
    *,
    actor: Actor,
    now: datetime,
    approvals: tuple[ApprovalNeeded, ...] = (),
) -> PurchaseOrderChanged:
    order = shown(session, row.id, actor=actor)
    facts = {"number": row.number, "supplier": order.supplier, "reason": row.end_reason}
    events.emit(session, f"purchase_order.{step}", subject_id=row.id, actor=actor, now=now, facts=facts)
    return PurchaseOrderChanged(
        document=Document("purchase_order", row.id, row.number),
        approvals=approvals,
        unusual=("over_limit",) if approvals else (),
        order=order,
        reason=row.end_reason or "",
    )


def _lines(session: Session, row: PurchaseOrder) -> Sequence[PurchaseOrderLine]:
    return session.scalars(
        select(PurchaseOrderLine).where(PurchaseOrderLine.order_id == row.id).order_by(PurchaseOrderLine.position)
    ).all()


def _moved(session: Session, line: PurchaseOrderLine, move: ExpectedMove, due_on: date) -> MovedLine:
    product, house = session.get_one(Product, line.product_id), session.get_one(Warehouse, line.warehouse_id)
    return MovedLine(
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        quantity=move.quantity,
        unit=product.unit_code,
        before=move.due_on,
        after=due_on,
    )


def _not_past(day: date | None, actor: Actor, now: datetime) -> None:
    if day is not None and day < actor.today(now):
        raise DayPassed(day=day)
