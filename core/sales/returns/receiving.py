"""Taking back returned goods: into stock or to scrap, from the lots and at the cost they were delivered with."""

from __future__ import annotations

from collections.abc import Sequence
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
from core.sales.returns.models import GoodsOutcome, Return, ReturnLine

_ORIGIN = "return"


def take_goods_back(
    session: Session,
    order: OpenOrder,
    row: Return,
    lines: Sequence[ReturnLine],
    *,
    warehouse_id: UUID,
    outcome: GoodsOutcome,
    actor: Actor,
    now: datetime,
) -> None:
    """Moves the goods, counts them as returned, and books both. The order is locked by the caller."""
    currency = company.current(session).currency
    for line in lines:
        parts = _lots_of(session, line, currency)
        line.lots = [goods_kept(goods, lot) for goods, lot in parts]
        line.cost = sum((goods.value for goods, _ in parts), Decimal(0))
    scrapped = outcome is GoodsOutcome.SCRAP
    take_back(
        session,
        [goods_of(line.product_id, lot) for line in lines for lot in line.lots],
        source=PlaceKind.CUSTOMER,
        target=PlaceKind.SCRAP if scrapped else PlaceKind.STOCK,
        warehouse_id=warehouse_id,
        origin_kind=_ORIGIN,
        origin_id=row.id,
        actor=actor,
        now=now,
    )
    with order.events(session):
        for line in lines:
            order.lines[line.order_line_id].quantity_returned += line.quantity
    cost = sum((line.cost for line in lines), Decimal(0))
    legs = [*posting.goods_returned(cost), *order.legs]
    if scrapped:
        legs += posting.goods_scrapped(cost)
    source = Source(_ORIGIN, row.id, "received", row.number)
    post(session, source, legs, booked_on=actor.today(now), actor=actor, now=now)


def _lots_of(session: Session, line: ReturnLine, currency: str) -> list[tuple[Goods, str | None]]:
    """The lots a return's goods are of, and their cost: what the delivery has of them less what came back before."""
    delivered = session.get_one(DeliveryLine, line.delivery_line_id)
    earlier = session.scalars(
        select(ReturnLine).where(ReturnLine.delivery_line_id == delivered.id, ReturnLine.id != line.id)
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
