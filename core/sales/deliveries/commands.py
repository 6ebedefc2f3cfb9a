"""Operations that write deliveries."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.customers.models import Customer
from core.inventory.references import WarehouseRef
from core.operations import Day, Document, command
from core.sales.closing import close_when_done, goods_of_lines
from core.sales.deliveries import steps
from core.sales.deliveries.models import Delivery, DeliveryState
from core.sales.deliveries.queries import part_of, parts_of
from core.sales.deliveries.ready import chosen_to_leave
from core.sales.deliveries.references import DeliveryRef
from core.sales.deliveries.steps import Goings
from core.sales.deliveries.views import DeliveriesMade, DeliveryMoved
from core.sales.fulfilling import OpenOrder
from core.sales.models import MACHINE, OrderState
from core.sales.references import GoodsLines, OrderRef
from core.states import InvalidTransition

MAY_SHIP = frozenset({Role.WAREHOUSE, Role.MANAGER, Role.ADMIN})
MAY_HEAR_OF_ARRIVAL = MAY_SHIP | {Role.SALESPERSON, Role.SUPPORT}


@command(roles=MAY_SHIP)
def deliver_order(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    order: OrderRef,
    lines: GoodsLines | None = None,
    warehouse: WarehouseRef | None = None,
) -> DeliveriesMade:
    """Ships what is reserved for a confirmed order, or the named products of it: one delivery from each warehouse.

    The goods leave at once and are on their way until their arrival is confirmed.
    """
    opened = _confirmed(session, order.id)
    today = actor.today(now)
    chosen = chosen_to_leave(session, opened, lines, warehouse_id=warehouse.id if warehouse else None, on=today)
    goings = steps.plan(session, opened, chosen, ship_on=today, actor=actor, now=now)
    steps.send(session, opened, goings, actor=actor, now=now)
    return _made(session, opened, goings, DeliveryState.SHIPPED)


@command(roles=MAY_SHIP)
def plan_delivery(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    order: OrderRef,
    lines: GoodsLines | None = None,
    warehouse: WarehouseRef | None = None,
    ship_on: Day | None = None,
) -> DeliveriesMade:
    """Plans the delivery of what is reserved for a confirmed order, or of the named products; it is not shipped yet."""
    opened = _confirmed(session, order.id)
    today = actor.today(now)
    chosen = chosen_to_leave(session, opened, lines, warehouse_id=warehouse.id if warehouse else None, on=today)
    goings = steps.plan(session, opened, chosen, ship_on=ship_on or today, actor=actor, now=now)
    return _made(session, opened, goings, DeliveryState.PLANNED)


@command(roles=MAY_SHIP)
def pick_delivery(session: Session, *, actor: Actor, now: datetime, delivery: DeliveryRef) -> DeliveryMoved:
    """Records that the goods of a planned delivery were picked and packed."""
    opened, going = _locked(session, delivery.id)
    steps.pick(session, going, actor=actor, now=now)
    return _moved(session, opened, going)


@command(roles=MAY_SHIP)
def ship_delivery(session: Session, *, actor: Actor, now: datetime, delivery: DeliveryRef) -> DeliveryMoved:
    """Ships a planned or picked delivery: its goods leave the warehouse."""
    opened, going = _locked(session, delivery.id)
    steps.send(session, opened, [going], actor=actor, now=now)
    return _moved(session, opened, going)


@command(roles=MAY_HEAR_OF_ARRIVAL)
def confirm_delivery_received(session: Session, *, actor: Actor, now: datetime, delivery: DeliveryRef) -> DeliveryMoved:
    """Records that the customer received a shipped delivery: the sale and its cost are booked."""
    opened, going = _locked(session, delivery.id)
    steps.arrive(session, opened, going, actor=actor, now=now)
    close_when_done(session, opened, actor=actor, now=now)
    return _moved(session, opened, going)


@command(roles=MAY_HEAR_OF_ARRIVAL)
def refuse_delivery(
    session: Session, *, actor: Actor, now: datetime, delivery: DeliveryRef, reason: str = ""
) -> DeliveryMoved:
    """Records that the customer refused a shipped delivery: its goods come back and are held for the order again."""
    opened, going = _locked(session, delivery.id)
    steps.come_back(session, opened, going, reason=reason.strip()[:500], actor=actor, now=now)
    return _moved(session, opened, going)


@command(roles=MAY_SHIP)
def cancel_delivery(
    session: Session, *, actor: Actor, now: datetime, delivery: DeliveryRef, reason: str = ""
) -> DeliveryMoved:
    """Cancels a planned or picked delivery; the goods stay reserved for the order."""
    opened, going = _locked(session, delivery.id)
    steps.call_off(session, opened, going, reason=reason.strip()[:500], actor=actor, now=now)
    return _moved(session, opened, going)


def _confirmed(session: Session, order_id: UUID) -> OpenOrder:
    """The order, locked; only a confirmed one is delivered, and a closed one of which goods are to be exchanged."""
    opened = OpenOrder.lock(session, order_id)
    row = opened.row
    exchanges = row.state is OrderState.CLOSED and any(_not_yet(opened).values())
    if row.state is not OrderState.CONFIRMED and not exchanges:
        allowed = [after.value for before, after in MACHINE.allowed if before == row.state]
        raise InvalidTransition(
            document=row.number, kind=MACHINE.kind, state=row.state.value, wanted="delivered", allowed=sorted(allowed)
        )
    return opened


def _locked(session: Session, delivery_id: UUID) -> tuple[OpenOrder, Goings]:
    """The delivery's order, locked, and then the delivery as it stands."""
    opened = OpenOrder.lock(session, session.get_one(Delivery, delivery_id).order_id)
    row = session.get_one(Delivery, delivery_id, populate_existing=True)
    return opened, steps.with_lines(session, row)


def _made(session: Session, opened: OpenOrder, goings: list[Goings], state: DeliveryState) -> DeliveriesMade:
    buyer = session.get_one(Customer, opened.row.customer_id)
    first = goings[0].row
    return DeliveriesMade(
        document=Document("delivery", first.id, first.number),
        order=opened.row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        ship_to=opened.row.ship_to,
        state=state,
        parts=parts_of(session, [going.row for going in goings]),
        left=goods_of_lines(session, opened, _not_yet(opened)),
    )


def _not_yet(opened: OpenOrder) -> dict[UUID, Decimal]:
    """What of each line is neither shipped, planned nor given up."""
    return {
        line.id: line.stock_quantity - line.quantity_shipped - line.quantity_planned - line.quantity_closed
        for line in opened.lines.values()
    }


def _moved(session: Session, opened: OpenOrder, going: Goings) -> DeliveryMoved:
    buyer = session.get_one(Customer, opened.row.customer_id)
    return DeliveryMoved(
        document=Document("delivery", going.row.id, going.row.number),
        number=going.row.number,
        order=opened.row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        state=going.row.state,
        part=part_of(session, going.row),
        reason=going.row.reason or "",
        order_closed=opened.row.state is OrderState.CLOSED,
    )
