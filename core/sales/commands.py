"""Operations that write orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor, Role
from core.catalog.facts import facts_of
from core.customers.models import Customer
from core.customers.scope import CustomerRef
from core.database import locked
from core.inventory.references import WarehouseRef
from core.inventory.reserving import release
from core.operations import ApprovalNeeded, Day, Document, command
from core.sales.drafting import (
    Draft,
    DraftLine,
    Wanted,
    approvals_for,
    draft,
    head_of,
    left_after,
    line_shown,
    need_of,
    promised,
    unusual_in,
)
from core.sales.models import MACHINE, OrderState, SalesFact, SalesOrder, SalesOrderLine
from core.sales.ordering import promise_lines, promise_of, write_order
from core.sales.pricing import PricedLine
from core.sales.queries import lines_of, stored_head
from core.sales.references import DiscountPercent, OrderLines, OrderRef
from core.sales.views import OrderCancelled, OrderPlaced

MAY_SELL = frozenset({Role.SALESPERSON, Role.MANAGER, Role.ADMIN})


@command(roles=MAY_SELL)
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
    """
    warehouse_id = warehouse.id if warehouse else None
    wanted = Wanted(customer, lines, warehouse_id, requested_on, discount_percent, note)
    drafted = promised(session, draft(session, wanted, actor=actor, now=now), actor=actor, now=now)
    return _written(session, drafted, OrderState.CONFIRMED, actor=actor, now=now)


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
    drafted = _drafted_again(session, row, actor=actor, now=now)
    approvals = approvals_for(session, drafted, actor)
    for line in drafted.lines:
        session.execute(update(SalesOrderLine).where(SalesOrderLine.id == line.id).values(**promise_of(line)))
    row.confirmed_at = now
    row.promised_on = drafted.promised_on
    session.flush()
    promise_lines(session, drafted, row.id, row.number, salesperson_id=row.salesperson_id, actor=actor, now=now)
    # What is agreed to is the draft as it was kept, not what the same order would be today.
    stored = zip(lines_of(session, row), drafted.lines, strict=True)
    return OrderPlaced(
        document=Document("sales_order", row.id, row.number),
        approvals=approvals,
        unusual=_unusual(drafted, approvals),
        state=row.state,
        head=stored_head(session, row, drafted.customer),
        lines=tuple(replace(shown, available_after=left_after(line)) for shown, line in stored),
    )


@command(roles=MAY_SELL)
def cancel_order(session: Session, *, actor: Actor, now: datetime, order: OrderRef, reason: str = "") -> OrderCancelled:
    """Cancels a draft or confirmed sales order that has not been delivered, and frees what it holds."""
    row = locked(session, SalesOrder, order.id)
    was = row.state
    MACHINE.advance(session, row, OrderState.CANCELLED, actor=actor, now=now)
    freed = release(session, document_id=row.id, now=now)
    session.execute(delete(SalesFact).where(SalesFact.order_id == row.id))
    row.cancelled_at = now
    row.cancel_reason = reason.strip()[:500] or None
    session.flush()
    facts = {"number": row.number, "reason": row.cancel_reason}
    events.emit(session, "sales_order.cancelled", subject_id=row.id, actor=actor, now=now, facts=facts)
    buyer = session.get_one(Customer, row.customer_id)
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


def _written(session: Session, drafted: Draft, state: OrderState, *, actor: Actor, now: datetime) -> OrderPlaced:
    approvals = approvals_for(session, drafted, actor)
    document = write_order(session, drafted, state, actor=actor, now=now)
    return OrderPlaced(
        document=document,
        approvals=approvals,
        unusual=_unusual(drafted, approvals),
        state=state,
        head=head_of(drafted),
        lines=tuple(line_shown(line, drafted.requested_on) for line in drafted.lines),
    )


def _unusual(drafted: Draft, approvals: tuple[ApprovalNeeded, ...]) -> tuple[str, ...]:
    return unusual_in(drafted) + (("over_limit",) if approvals else ())


def _drafted_again(session: Session, row: SalesOrder, *, actor: Actor, now: datetime) -> Draft:
    """A stored draft worked out at its own prices, now with promises."""
    buyer = session.get_one(Customer, row.customer_id)
    stored = session.scalars(
        select(SalesOrderLine).where(SalesOrderLine.order_id == row.id).order_by(SalesOrderLine.position)
    ).all()
    facts = facts_of(session, {line.product_id for line in stored}, actor.today(now))
    lines = tuple(
        DraftLine(
            id=line.id,
            product=facts[line.product_id],
            quantity=line.quantity,
            unit=line.unit,
            need=need_of(facts[line.product_id], line.stock_quantity, buyer, row.warehouse_id),
            priced=PricedLine(line.list_price, line.discount_percent, line.unit_price, line.net, line.tax),
            allocation=None,
        )
        for line in stored
    )
    again = Draft(buyer, lines, row.warehouse_id, row.discount_percent, row.requested_on, row.note)
    return promised(session, again, actor=actor, now=now)
