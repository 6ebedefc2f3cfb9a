"""Taking back returned goods: into stock, to scrap, to the supplier or for repair, from the lots and at the cost they
were delivered with; and sending repaired ones out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor
from core.finance import posting
from core.finance.ledger import Source, post
from core.inventory.models import PlaceKind
from core.inventory.shipping import Goods, take_back
from core.inventory.valuing import part_of
from core.sales.deliveries.models import DeliveryLine
from core.sales.deliveries.steps import goods_kept, goods_of
from core.sales.fulfilling import OpenOrder
from core.sales.returns.models import NOT_TAKEN, GoodsOutcome, Return, ReturnLine

_ORIGIN = "return"


def take_goods_back(
    session: Session,
    order: OpenOrder,
    row: Return,
    lines: Sequence[ReturnLine],
    *,
    warehouse_id: UUID,
    outcome: GoodsOutcome,
    source: PlaceKind = PlaceKind.CUSTOMER,
    actor: Actor,
    now: datetime,
) -> None:
    """Moves the goods, counts them as returned, and books both. The order is locked by the caller.

    `source` is where they are: with the customer, or in repair where that came to nothing.
    """
    _take_down(session, lines)
    goods = [one for line in lines for one in _goods(line)]
    target = _TARGETS[outcome]
    _moved(session, row, goods, (source, target), warehouse_id=warehouse_id, actor=actor, now=now)
    with order.events(session):
        for line in lines:
            order.lines[line.order_line_id].quantity_returned += line.quantity
    cost = sum((line.cost for line in lines), Decimal(0))
    legs = [*posting.goods_returned(cost), *order.legs]
    if target is PlaceKind.SCRAP:
        legs += posting.goods_scrapped(cost)
    elif target is PlaceKind.SUPPLIER:
        legs += posting.goods_claimed(cost)
    source_of_entry = Source(_ORIGIN, row.id, "received", row.number)
    post(session, source_of_entry, legs, booked_on=actor.today(now), actor=actor, now=now)


def take_for_repair(
    session: Session, row: Return, lines: Sequence[ReturnLine], *, warehouse_id: UUID, actor: Actor, now: datetime
) -> None:
    """Moves the customer's goods to repair. They stay sold: the company holds nothing of worth, and books nothing."""
    _take_down(session, lines)
    way = (PlaceKind.CUSTOMER, PlaceKind.REPAIR)
    _moved(session, row, _not_ours(lines), way, warehouse_id=warehouse_id, actor=actor, now=now)


def send_back_repaired(
    session: Session, row: Return, lines: Sequence[ReturnLine], *, warehouse_id: UUID, actor: Actor, now: datetime
) -> None:
    """Moves repaired goods to their customer again."""
    way = (PlaceKind.REPAIR, PlaceKind.CUSTOMER)
    _moved(session, row, _not_ours(lines), way, warehouse_id=warehouse_id, actor=actor, now=now)


_TARGETS = {
    GoodsOutcome.RESTOCK: PlaceKind.STOCK,
    GoodsOutcome.SCRAP: PlaceKind.SCRAP,
    GoodsOutcome.TO_SUPPLIER: PlaceKind.SUPPLIER,
}


def _take_down(session: Session, lines: Sequence[ReturnLine]) -> None:
    """Keeps with each line of which lots its goods are, and what they cost when they were delivered."""
    currency = company.current(session).currency
    for line in lines:
        parts = _lots_of(session, line, currency)
        line.lots = [goods_kept(goods, lot) for goods, lot in parts]
        line.cost = sum((goods.value for goods, _ in parts), Decimal(0))


def _goods(line: ReturnLine) -> list[Goods]:
    return [goods_of(line.product_id, lot) for lot in line.lots]


def _not_ours(lines: Sequence[ReturnLine]) -> list[Goods]:
    return [replace(one, value=Decimal(0)) for line in lines for one in _goods(line)]


def _moved(
    session: Session,
    row: Return,
    goods: Sequence[Goods],
    way: tuple[PlaceKind, PlaceKind],
    *,
    warehouse_id: UUID,
    actor: Actor,
    now: datetime,
) -> None:
    take_back(
        session,
        goods,
        source=way[0],
        target=way[1],
        warehouse_id=warehouse_id,
        origin_kind=_ORIGIN,
        origin_id=row.id,
        actor=actor,
        now=now,
    )


def _lots_of(session: Session, line: ReturnLine, currency: str) -> list[tuple[Goods, str | None]]:
    """The lots a return's goods are of, and their cost: what the delivery has of them less what came back before."""
    delivered = session.get_one(DeliveryLine, line.delivery_line_id)
    earlier = session.scalars(
        select(ReturnLine)
        .join(Return, Return.id == ReturnLine.return_id)
        .where(ReturnLine.delivery_line_id == delivered.id, ReturnLine.id != line.id, Return.state.not_in(NOT_TAKEN))
    ).all()
    missing = line.quantity
    parts = []
    for lot in delivered.lots:
        gone = [goods_of(line.product_id, one) for back in earlier for one in back.lots if one["lot"] == lot["lot"]]
        whole = goods_of(line.product_id, lot)
        quantity = whole.quantity - sum((one.quantity for one in gone), Decimal(0))
        value = whole.value - sum((one.value for one in gone), Decimal(0))
        part = min(quantity, missing)
        if part > 0:
            cost = part_of(value, quantity, part, currency)
            parts.append((Goods(line.product_id, whole.lot_id, part, cost), lot["lot"]))
            missing -= part
    return parts
