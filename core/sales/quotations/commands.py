"""Operations that write quotations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.customers.models import Customer
from core.customers.scope import CustomerRef
from core.database import locked, new_id, table_of
from core.errors import Conflict, Invalid
from core.inventory.references import WarehouseRef
from core.operations import Day, Document, command
from core.sales.commands import MAY_SELL
from core.sales.drafting import (
    Draft,
    Wanted,
    approvals_for,
    credit_for,
    draft,
    head_of,
    line_shown,
    promised,
    unusual_in,
)
from core.sales.models import OrderState
from core.sales.ordering import priced_columns, write_order
from core.sales.placing import order_placed, stored_draft
from core.sales.quotations.holding import hold_goods, let_go
from core.sales.quotations.models import MACHINE, QUOTATION_NUMBERS, Quotation, QuotationLine, QuotationState
from core.sales.quotations.queries import quoted_lines
from core.sales.quotations.references import QuotationRef
from core.sales.quotations.views import QuotationMade, QuotationMoved
from core.sales.references import DiscountPercent, OrderLines
from core.sales.views import OrderPlaced

ValidityDays = Annotated[int, Field(ge=1, le=365)]
"""Days a quotation is open for, the first one not counted."""

_S = QuotationState


class QuotationOver(Conflict):
    """The quotation's validity has ended: a new one is needed. Facts: number, valid_until."""


class HoldDayUnfit(Invalid):
    """Goods are held from today to the end of the validity at the longest. Facts: day, valid_until."""


@command(roles=MAY_SELL)
def create_quotation(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    customer: CustomerRef,
    lines: OrderLines,
    valid_days: ValidityDays = 30,
    hold_until: Day | None = None,
    warehouse: WarehouseRef | None = None,
    requested_on: Day | None = None,
    discount_percent: DiscountPercent = Decimal(0),
    note: str = "",
) -> QuotationMade:
    """Draws up a quotation, priced like an order; its goods are held in stock until hold_until, if that is given.

    A discount over the salesperson's limit needs a manager's approval.
    """
    today = actor.today(now)
    valid_until = today + timedelta(days=valid_days)
    if hold_until is not None and not today <= hold_until <= valid_until:
        raise HoldDayUnfit(day=hold_until, valid_until=valid_until)
    warehouse_id = warehouse.id if warehouse else None
    wanted = Wanted(customer, lines, warehouse_id, requested_on, discount_percent, note)
    drafted = draft(session, wanted, actor=actor, now=now)
    if hold_until is not None:
        drafted = promised(session, drafted, actor=actor, now=now)
    approvals = approvals_for(session, drafted, actor)
    row = _written(session, drafted, valid_until, hold_until, actor=actor, now=now)
    if hold_until is not None:
        hold_goods(session, drafted, row.id, until=hold_until, now=now)
    return QuotationMade(
        document=Document("quotation", row.id, row.number),
        approvals=approvals,
        unusual=tuple(one for one in unusual_in(drafted) if one == "large") + (("over_limit",) if approvals else ()),
        head=head_of(drafted),
        lines=tuple(line_shown(line, requested_on) for line in drafted.lines),
        valid_until=valid_until,
        hold_until=hold_until,
    )


@command(roles=MAY_SELL)
def send_quotation(session: Session, *, actor: Actor, now: datetime, quotation: QuotationRef) -> QuotationMoved:
    """Marks a drafted quotation as sent to the customer, who may accept it until its validity ends."""
    row = _open(session, quotation, actor=actor, now=now)
    MACHINE.advance(session, row, _S.SENT, actor=actor, now=now)
    return _moved(session, row, actor=actor, now=now)


@command(roles=MAY_SELL)
def decline_quotation(
    session: Session, *, actor: Actor, now: datetime, quotation: QuotationRef, reason: str = ""
) -> QuotationMoved:
    """Records that the customer declined a sent quotation, and frees what it holds."""
    row = locked(session, Quotation, quotation.id)
    MACHINE.advance(session, row, _S.DECLINED, actor=actor, now=now)
    row.decline_reason = reason.strip()[:500] or None
    let_go(session, row, now=now)
    return _moved(session, row, actor=actor, now=now)


@command(roles=MAY_SELL)
def accept_quotation(session: Session, *, actor: Actor, now: datetime, quotation: QuotationRef) -> OrderPlaced:
    """Records that the customer accepted a quotation: its one confirmed order is placed, at the quotation's prices.

    A draft counts as sent with it. What was held for the quotation is held for the order.
    """
    row = _open(session, quotation, actor=actor, now=now)
    if row.state is _S.DRAFT:
        MACHINE.advance(session, row, _S.SENT, actor=actor, now=now)
    MACHINE.check(row.number, row.state, _S.ACCEPTED)
    lines = {new_id(): line for line in _lines(session, row)}
    drafted = stored_draft(session, row, lines, actor=actor, now=now)
    let_go(session, row, now=now, products=[line.product.id for line in drafted.lines])
    drafted = promised(session, drafted, actor=actor, now=now)
    approvals = credit_for(session, drafted, today=actor.today(now))
    order = write_order(session, drafted, OrderState.CONFIRMED, salesperson_id=row.salesperson_id, actor=actor, now=now)
    MACHINE.advance(session, row, _S.ACCEPTED, actor=actor, now=now)
    row.order_id = order.id
    session.flush()
    _tell(session, row, actor=actor, now=now, order=order.number)
    return order_placed(drafted, OrderState.CONFIRMED, order, approvals)


def _open(session: Session, quotation: QuotationRef, *, actor: Actor, now: datetime) -> Quotation:
    """The quotation, locked; refuses `QuotationOver` where nobody may accept it any more."""
    row = locked(session, Quotation, quotation.id)
    if row.state in (_S.DRAFT, _S.SENT) and row.valid_until < actor.today(now):
        raise QuotationOver(number=row.number, valid_until=row.valid_until)
    return row


def _lines(session: Session, row: Quotation) -> Sequence[QuotationLine]:
    return session.scalars(
        select(QuotationLine).where(QuotationLine.quotation_id == row.id).order_by(QuotationLine.position)
    ).all()


def _written(
    session: Session,
    drafted: Draft,
    valid_until: date,
    hold_until: date | None,
    *,
    actor: Actor,
    now: datetime,
) -> Quotation:
    head = head_of(drafted)
    row = Quotation(
        id=new_id(),
        number=QUOTATION_NUMBERS.take(session, actor.today(now)),
        customer_id=drafted.customer.id,
        salesperson_id=actor.user_id,
        state=_S.DRAFT,
        currency=head.currency,
        discount_percent=drafted.discount_percent,
        net=head.net,
        tax=head.tax,
        gross=head.gross,
        valid_until=valid_until,
        hold_until=hold_until,
        requested_on=drafted.requested_on,
        warehouse_id=drafted.warehouse_id,
        ship_to=head.ship_to,
        payment_terms_days=head.payment_terms_days,
        price_list=head.price_list,
        tax_included=head.tax_included,
        exchange_rate=head.exchange_rate,
        note=drafted.note,
        created_at=now,
    )
    session.add(row)
    session.flush()
    rows = [
        {"id": line.id, "quotation_id": row.id, "position": position, **priced_columns(line)}
        for position, line in enumerate(drafted.lines, start=1)
    ]
    session.execute(insert(table_of(QuotationLine)), rows)
    MACHINE.record(session, row.id, (None, _S.DRAFT), actor=actor, now=now)
    return row


def _moved(session: Session, row: Quotation, *, actor: Actor, now: datetime) -> QuotationMoved:
    session.flush()
    _tell(session, row, actor=actor, now=now)
    buyer = session.get_one(Customer, row.customer_id)
    return QuotationMoved(
        document=Document("quotation", row.id, row.number),
        number=row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        gross=row.gross,
        currency=row.currency,
        valid_until=row.valid_until,
        state=row.state,
        reason=row.decline_reason or "",
        lines=quoted_lines(session, row),
    )


def _tell(session: Session, row: Quotation, *, actor: Actor, now: datetime, order: str | None = None) -> None:
    facts = {"number": row.number, "order": order, "reason": row.decline_reason}
    events.emit(session, f"quotation.{row.state.value}", subject_id=row.id, actor=actor, now=now, facts=facts)
