"""What the rest of purchasing asks of an order that was sent: whether goods may come, and whether it is over."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor
from core.errors import Conflict
from core.inventory.models import ExpectedMove
from core.purchasing.orders.models import MACHINE, PurchaseOrder, PurchaseOrderLine, PurchaseOrderState
from core.purchasing.orders.pricing import worth
from core.purchasing.receiving.models import on_hold


class NotSent(Conflict):
    """Only an order that was sent, and is not over, has goods to come. Facts: number, state."""


def only_sent(row: PurchaseOrder) -> None:
    """Refuses `NotSent` unless goods may come on the order."""
    if row.state is not PurchaseOrderState.SENT:
        raise NotSent(number=row.number, state=row.state.value)


def close_if_done(session: Session, row: PurchaseOrder, *, actor: Actor, now: datetime) -> None:
    """Closes an order when all of it has come, was checked and billed."""
    line = PurchaseOrderLine
    open_lines = select(line.id).where(
        line.order_id == row.id,
        (line.quantity_received + line.quantity_returned < line.stock_quantity)
        | (line.quantity_billed < line.quantity_received),
    )
    if (
        row.state is not PurchaseOrderState.SENT
        or on_hold(session, row.id)
        or session.scalar(select(exists(open_lines)))
    ):
        return
    MACHINE.advance(session, row, PurchaseOrderState.CLOSED, actor=actor, now=now)
    row.ended_at = now
    session.flush()


def booked(session: Session, row: PurchaseOrder, line: PurchaseOrderLine, quantity: Decimal) -> Decimal:
    """What so much of a line is worth in the books, at the order's price and rate: see `worth`."""
    currency = company.current(session).currency
    return worth(net=line.net, ordered=line.stock_quantity, quantity=quantity, rate=row.rate, currency=currency)


def expected_of(session: Session, order_id: UUID) -> dict[UUID, ExpectedMove]:
    """What is still to come of an order, by line, in the order in which it was written."""
    moves = session.scalars(select(ExpectedMove).where(ExpectedMove.document_id == order_id).order_by(ExpectedMove.id))
    return {move.line_id: move for move in moves if move.line_id is not None}
