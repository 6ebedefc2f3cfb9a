"""The steps of a delivery's life, each with its goods, counters and postings. The order is locked by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.database import new_id
from core.finance import posting
from core.finance.ledger import Source, post
from core.inventory.balances import lock_balances
from core.inventory.models import ExpectedKind, ExpectedMove, PlaceKind, Reservation, ReservationState
from core.inventory.shipping import Goods, ToShip, arrive_at_customer, ship, take_back
from core.inventory.valuing import lock_worth
from core.sales.deliveries.models import DELIVERY_NUMBERS, MACHINE, Delivery, DeliveryLine, DeliveryState
from core.sales.deliveries.ready import Ready
from core.sales.fulfilling import OpenOrder
from core.sales.models import OrderState

_ORIGIN = "delivery"
_S = DeliveryState


@dataclass(slots=True)
class Goings:
    """A delivery with its lines."""

    row: Delivery
    lines: Sequence[DeliveryLine]

    @property
    def cost(self) -> Decimal:
        """What its goods cost, in the company's currency."""
        return sum((line.cost for line in self.lines), Decimal(0))

    @property
    def goods(self) -> list[Goods]:
        """Its goods by lot, once they were shipped."""
        return [goods_of(line.product_id, lot) for line in self.lines for lot in line.lots]


def goods_of(product_id: UUID, lot: dict[str, Any]) -> Goods:
    """Goods as a delivery's or return's line keeps them."""
    lot_id = UUID(lot["lot_id"]) if lot["lot_id"] else None
    return Goods(product_id, lot_id, Decimal(lot["quantity"]), Decimal(lot["value"]))


def goods_kept(goods: Goods, lot: str | None) -> dict[str, Any]:
    """Goods as a line keeps them."""
    return {
        "lot_id": str(goods.lot_id) if goods.lot_id else None,
        "lot": lot,
        "quantity": str(goods.quantity),
        "value": str(goods.value),
    }


def with_lines(session: Session, row: Delivery) -> Goings:
    """A stored delivery with its lines."""
    lines = session.scalars(
        select(DeliveryLine).where(DeliveryLine.delivery_id == row.id).order_by(DeliveryLine.id)
    ).all()
    return Goings(row, lines)


def plan(
    session: Session, order: OpenOrder, chosen: Ready, *, ship_on: date, actor: Actor, now: datetime
) -> list[Goings]:
    """Plans one delivery for each warehouse."""
    made = []
    for warehouse_id, parts in chosen.items():
        row = Delivery(
            id=new_id(),
            number=DELIVERY_NUMBERS.take(session, actor.today(now)),
            order_id=order.row.id,
            customer_id=order.row.customer_id,
            warehouse_id=warehouse_id,
            state=_S.PLANNED,
            ship_to=order.row.ship_to,
            ship_on=ship_on,
            created_at=now,
        )
        session.add(row)
        lines = [
            DeliveryLine(
                id=new_id(),
                delivery_id=row.id,
                order_line_id=line_id,
                product_id=order.lines[line_id].product_id,
                quantity=quantity,
                cost=Decimal(0),
                lots=[],
            )
            for line_id, quantity in parts.items()
        ]
        for line in lines:
            order.lines[line.order_line_id].quantity_planned += line.quantity
        session.flush()
        session.add_all(lines)
        MACHINE.record(session, row.id, (None, _S.PLANNED), actor=actor, now=now)
        made.append(Goings(row, lines))
    session.flush()
    return made


def pick(session: Session, going: Goings, *, actor: Actor, now: datetime) -> None:
    """The goods are put together."""
    MACHINE.advance(session, going.row, _S.PICKED, actor=actor, now=now)
    session.flush()


def send(session: Session, order: OpenOrder, goings: Sequence[Goings], *, actor: Actor, now: datetime) -> None:
    """The goods leave: from what is reserved into transit, at their cost. A planned delivery counts as picked."""
    # Of several deliveries all balances are locked at once, in the order everybody locks them.
    mine = (Reservation.document_id == order.row.id, Reservation.state == ReservationState.OPEN)
    lock_balances(session, select(Reservation.level_id).where(*mine))
    lock_worth(session, {line.product_id for going in goings for line in going.lines})
    for going in goings:
        row = going.row
        if row.state is _S.PLANNED:
            pick(session, going, actor=actor, now=now)
        MACHINE.advance(session, row, _S.SHIPPED, actor=actor, now=now)
        wanted = [ToShip(order.row.id, line.order_line_id, row.warehouse_id, line.quantity) for line in going.lines]
        today = actor.today(now)
        left = ship(session, wanted, origin_kind=_ORIGIN, origin_id=row.id, ship_on=today, actor=actor, now=now)
        for line in going.lines:
            mine_left = [one for one in left if one.line_id == line.order_line_id]
            line.lots = [goods_kept(one.goods, one.lot) for one in mine_left]
            line.cost = sum((one.goods.value for one in mine_left), Decimal(0))
            ordered = order.lines[line.order_line_id]
            ordered.quantity_planned -= line.quantity
            ordered.quantity_shipped += line.quantity
        row.shipped_at = now
        session.flush()
        _post(session, going, "shipped", posting.goods_shipped(going.cost), actor=actor, now=now)
        _tell(session, order, going, "delivery.shipped", actor=actor, now=now)


def arrive(session: Session, order: OpenOrder, going: Goings, *, actor: Actor, now: datetime) -> None:
    """The customer has the goods: cost of sales, and what they are sold for."""
    MACHINE.advance(session, going.row, _S.RECEIVED, actor=actor, now=now)
    arrive_at_customer(session, going.goods, origin_kind=_ORIGIN, origin_id=going.row.id, actor=actor, now=now)
    with order.events(session):
        for line in going.lines:
            order.lines[line.order_line_id].quantity_delivered += line.quantity
        going.row.received_at = now
    legs = (*posting.goods_delivered(going.cost), *order.legs)
    _post(session, going, "received", legs, actor=actor, now=now)
    _tell(session, order, going, "delivery.received", actor=actor, now=now)


def come_back(session: Session, order: OpenOrder, going: Goings, *, reason: str, actor: Actor, now: datetime) -> None:
    """The customer refused the goods: they are in stock again, and held for the order as before.

    An order that was closed meanwhile wants them no more: nobody holds them, and what is not invoiced is given up.
    """
    row = going.row
    MACHINE.advance(session, row, _S.REFUSED, actor=actor, now=now)
    row.reason = reason
    for line in going.lines:
        order.lines[line.order_line_id].quantity_shipped -= line.quantity
    wanted = going.lines if order.row.state is OrderState.CONFIRMED else []
    if not wanted:
        _give_up(order, going)
    # The line waits for its own goods, which serve whoever waits in the warehouse, those due first.
    session.add_all(
        ExpectedMove(
            kind=ExpectedKind.DEMAND,
            product_id=line.product_id,
            warehouse_id=row.warehouse_id,
            quantity=line.quantity,
            due_on=actor.today(now),
            document_kind="sales_order",
            document_id=order.row.id,
            line_id=line.order_line_id,
        )
        for line in wanted
    )
    session.flush()
    take_back(
        session,
        going.goods,
        source=PlaceKind.TRANSIT,
        target=PlaceKind.STOCK,
        warehouse_id=row.warehouse_id,
        origin_kind=_ORIGIN,
        origin_id=row.id,
        actor=actor,
        now=now,
    )
    _post(session, going, "refused", posting.goods_refused(going.cost), actor=actor, now=now)
    _tell(session, order, going, "delivery.refused", actor=actor, now=now)


def _give_up(order: OpenOrder, going: Goings) -> None:
    """Counts what came back as closed, but for what an invoice claims: that takes a credit note."""
    for line in going.lines:
        own = order.lines[line.order_line_id]
        claimed = max(own.quantity_invoiced - own.quantity_credited, Decimal(0))
        own.quantity_closed += min(line.quantity, own.stock_quantity - own.quantity_closed - claimed)


def call_off(session: Session, order: OpenOrder, going: Goings, *, reason: str, actor: Actor, now: datetime) -> None:
    """A planned delivery does not take place; its goods stay reserved for the order."""
    MACHINE.advance(session, going.row, _S.CANCELLED, actor=actor, now=now)
    going.row.reason = reason
    for line in going.lines:
        order.lines[line.order_line_id].quantity_planned -= line.quantity
    session.flush()
    _tell(session, order, going, "delivery.cancelled", actor=actor, now=now)


def _post(
    session: Session, going: Goings, event: str, legs: Sequence[posting.Leg], *, actor: Actor, now: datetime
) -> None:
    source = Source(_ORIGIN, going.row.id, event, going.row.number)
    post(session, source, legs, booked_on=actor.today(now), actor=actor, now=now)


def _tell(session: Session, order: OpenOrder, going: Goings, kind: str, *, actor: Actor, now: datetime) -> None:
    facts = {"number": going.row.number, "order": order.row.number, "reason": going.row.reason}
    events.emit(session, kind, subject_id=going.row.id, actor=actor, now=now, facts=facts)
