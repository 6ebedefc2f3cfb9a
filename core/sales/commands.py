"""Operations that write orders."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor, Role
from core.customers.models import Customer
from core.customers.scope import CustomerRef
from core.database import locked
from core.errors import Conflict
from core.inventory.references import WarehouseRef
from core.inventory.reserving import release
from core.operations import Day, Document, command
from core.sales.closing import close, goods_of_lines
from core.sales.drafting import Draft, Wanted, approvals_for, credit_for, draft, promised
from core.sales.fulfilling import OpenOrder
from core.sales.models import MACHINE, OrderState, SalesFact, SalesOrder, SalesOrderLine
from core.sales.ordering import promise_lines, promise_of, write_order
from core.sales.placing import order_placed, stored_draft
from core.sales.queries import lines_of
from core.sales.references import DiscountPercent, OrderLines, OrderRef
from core.sales.views import OrderCancelled, OrderClosed, OrderPlaced


class OrderBegun(Conflict):
    """Goods of the order have left, or a delivery of it is planned: that is cancelled first, or they are returned.
    Facts: number."""


class NothingShipped(Conflict):
    """Nothing of the order has left: it is cancelled, not closed. Facts: number."""


class InvoicedBeyond(Conflict):
    """More of the order is invoiced than was shipped: that needs a credit note first. Facts: number."""


MAY_SELL = frozenset({Role.SALESPERSON, Role.MANAGER, Role.ADMIN})
MAY_ORDER = MAY_SELL | {Role.CUSTOMER}


@command(roles=MAY_ORDER)
def place_order(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    customer: CustomerRef,
    lines: OrderLines,
    warehouse: WarehouseRef | None = None,
    requested_on: Day | None = None,
    discount_percent: DiscountPercent = Decimal(0),
    note: str = "",
) -> OrderPlaced:
    """Places a confirmed sales order: stock is reserved and each line gets the earliest day it can arrive.

    A discount over the salesperson's limit needs a manager's approval. Leave warehouse empty to use the best one.
    Customers order for themselves, without a discount.
    """
    warehouse_id = warehouse.id if warehouse else None
    wanted = Wanted(customer, lines, warehouse_id, requested_on, discount_percent, note)
    drafted = promised(session, draft(session, wanted, actor=actor, now=now), actor=actor, now=now)
    placed = _written(session, drafted, OrderState.CONFIRMED, actor=actor, now=now)
    if not actor.is_staff and placed.document is not None:
        _tell_salesperson(session, "ordered", placed.document.id, placed.document.number, drafted.customer, actor, now)
    return placed


@command(roles=MAY_SELL)
def draft_order(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    customer: CustomerRef,
    lines: OrderLines,
    warehouse: WarehouseRef | None = None,
    requested_on: Day | None = None,
    discount_percent: DiscountPercent = Decimal(0),
    note: str = "",
) -> OrderPlaced:
    """Saves a sales order as a draft: priced, but nothing is reserved or promised until it is confirmed."""
    warehouse_id = warehouse.id if warehouse else None
    wanted = Wanted(customer, lines, warehouse_id, requested_on, discount_percent, note)
    drafted = draft(session, wanted, actor=actor, now=now)
    return _written(session, drafted, OrderState.DRAFT, actor=actor, now=now)


@command(roles=MAY_SELL)
def confirm_order(session: Session, *, actor: Actor, now: datetime, order: OrderRef) -> OrderPlaced:
    """Confirms a draft order at its prices: stock is reserved and each line gets its promised day."""
    row = locked(session, SalesOrder, order.id)
    MACHINE.advance(session, row, OrderState.CONFIRMED, actor=actor, now=now)
    stored = session.scalars(
        select(SalesOrderLine).where(SalesOrderLine.order_id == row.id).order_by(SalesOrderLine.position)
    ).all()
    lines = {line.id: line for line in stored}
    drafted = promised(session, stored_draft(session, row, lines, actor=actor, now=now), actor=actor, now=now)
    approvals = approvals_for(session, drafted, actor) + credit_for(session, drafted, but=row.id)
    # Each line's promise, in one statement sent for each of them.
    session.execute(update(SalesOrderLine), [{"id": line.id, **promise_of(line)} for line in drafted.lines])
    row.confirmed_at = now
    row.promised_on = drafted.promised_on
    session.flush()
    promise_lines(session, drafted, row.id, row.number, salesperson_id=row.salesperson_id, actor=actor, now=now)
    return order_placed(drafted, row.state, Document("sales_order", row.id, row.number), approvals)


@command(roles=MAY_ORDER)
def cancel_order(session: Session, *, actor: Actor, now: datetime, order: OrderRef, reason: str = "") -> OrderCancelled:
    """Cancels a draft or confirmed sales order that has not been delivered, and frees what it holds."""
    opened = OpenOrder.lock(session, order.id)
    row = opened.row
    was = row.state
    _refuse_if_begun(opened)
    MACHINE.advance(session, row, OrderState.CANCELLED, actor=actor, now=now)
    freed = release(session, document_id=row.id, now=now)
    session.execute(delete(SalesFact).where(SalesFact.order_id == row.id))
    row.cancelled_at = now
    row.cancel_reason = reason.strip()[:500] or None
    session.flush()
    facts = {"number": row.number, "reason": row.cancel_reason}
    events.emit(session, "sales_order.cancelled", subject_id=row.id, actor=actor, now=now, facts=facts)
    buyer = session.get_one(Customer, row.customer_id)
    if not actor.is_staff:
        _tell_salesperson(session, "cancelled", row.id, row.number, buyer, actor, now)
    return OrderCancelled(
        document=Document("sales_order", row.id, row.number),
        number=row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        gross=row.gross,
        currency=row.currency,
        was=was,
        reason=row.cancel_reason or "",
        lines=lines_of(session, row),
        freed=freed,
    )


@command(roles=MAY_SELL)
def close_order(session: Session, *, actor: Actor, now: datetime, order: OrderRef) -> OrderClosed:
    """Closes a confirmed order short: what is not shipped yet will not be, and what is held for it is freed.

    What was shipped is still received, invoiced and paid.
    """
    opened = OpenOrder.lock(session, order.id)
    row = opened.row
    if not any(line.quantity_shipped for line in opened.lines.values()):
        raise NothingShipped(number=row.number)
    if any(line.quantity_planned for line in opened.lines.values()):
        raise OrderBegun(number=row.number)
    rest = {
        line.id: line.stock_quantity - line.quantity_shipped - line.quantity_closed for line in opened.lines.values()
    }
    if any(line.quantity_invoiced - line.quantity_credited > line.quantity_shipped for line in opened.lines.values()):
        raise InvoicedBeyond(number=row.number)
    close(session, opened, actor=actor, now=now)
    release(session, document_id=row.id, now=now)
    for line_id, quantity in rest.items():
        opened.lines[line_id].quantity_closed += quantity
    session.flush()
    buyer = session.get_one(Customer, row.customer_id)
    return OrderClosed(
        document=Document("sales_order", row.id, row.number),
        number=row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        given_up=goods_of_lines(session, opened, rest),
    )


def _tell_salesperson(
    session: Session, what: str, order_id: UUID, number: str, buyer: Customer, actor: Actor, now: datetime
) -> None:
    """Lets whoever looks after the customer hear what it did itself."""
    facts = {
        "number": number,
        "salesperson_id": str(buyer.owner_id) if buyer.owner_id else None,
        "customer": buyer.code,
        "customer_zh": buyer.name_zh,
        "customer_en": buyer.name_en,
    }
    kind = f"sales_order.{what}_by_customer"
    events.emit(session, kind, subject_id=order_id, actor=actor, now=now, facts=facts)


def _refuse_if_begun(opened: OpenOrder) -> None:
    """Refuses `OrderBegun` where goods of it left, or are about to, and `InvoicedBeyond` where it is invoiced."""
    lines = opened.lines.values()
    if any(line.quantity_planned or line.quantity_shipped for line in lines):
        raise OrderBegun(number=opened.row.number)
    if any(line.quantity_invoiced > line.quantity_credited for line in lines):
        raise InvoicedBeyond(number=opened.row.number)


def _written(session: Session, drafted: Draft, state: OrderState, *, actor: Actor, now: datetime) -> OrderPlaced:
    approvals = approvals_for(session, drafted, actor)
    if state is OrderState.CONFIRMED:
        approvals += credit_for(session, drafted)
    # What a customer orders itself is a sale of whoever looks after it.
    seller = actor.user_id if actor.is_staff else drafted.customer.owner_id
    document = write_order(session, drafted, state, salesperson_id=seller, actor=actor, now=now)
    return order_placed(drafted, state, document, approvals)
