"""What of an order can leave now: goods that are reserved for its lines, and not planned to leave already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Conflict
from core.inventory.models import Reservation, ReservationState, StockLevel
from core.sales.deliveries.models import Delivery, DeliveryLine, DeliveryState
from core.sales.fulfilling import OpenOrder, named_parts
from core.sales.references import GoodsLine


class NothingToDeliver(Conflict):
    """Nothing of the order is in stock for it now: it is delivered, planned, or waits for goods. Facts: number."""


Ready = dict[UUID, dict[UUID, Decimal]]
"""Quantities by warehouse and order line, in stock units."""


def ready_to_leave(session: Session, order: OpenOrder) -> Ready:
    """What is reserved for the order's lines in each warehouse, less what is planned to leave from there."""
    reserved = session.execute(
        select(StockLevel.warehouse_id, Reservation.line_id, func.sum(Reservation.quantity))
        .join(StockLevel, StockLevel.id == Reservation.level_id)
        .where(Reservation.document_id == order.row.id, Reservation.state == ReservationState.OPEN)
        .group_by(StockLevel.warehouse_id, Reservation.line_id)
        .order_by(StockLevel.warehouse_id)
    )
    ready: Ready = defaultdict(dict)
    for warehouse_id, line_id, quantity in reserved:
        ready[warehouse_id][line_id] = quantity
    planned = session.execute(
        select(Delivery.warehouse_id, DeliveryLine.order_line_id, DeliveryLine.quantity)
        .join(DeliveryLine, DeliveryLine.delivery_id == Delivery.id)
        .where(Delivery.order_id == order.row.id, Delivery.state.in_((DeliveryState.PLANNED, DeliveryState.PICKED)))
    )
    for warehouse_id, line_id, quantity in planned:
        ready[warehouse_id][line_id] = ready[warehouse_id].get(line_id, Decimal(0)) - quantity
    return {house: {line: left for line, left in lines.items() if left > 0} for house, lines in ready.items()}


def chosen_to_leave(
    session: Session,
    order: OpenOrder,
    wanted: Sequence[GoodsLine] | None,
    *,
    warehouse_id: UUID | None,
    on: date,
) -> Ready:
    """What of the order is to leave: what is named, or all that is ready, from one warehouse or wherever it is.

    Refuses `NothingToDeliver`, and `NotOnOrder` and `MoreThanOpen` for what is named.
    """
    ready = ready_to_leave(session, order)
    if warehouse_id is not None:
        ready = {house: lines for house, lines in ready.items() if house == warehouse_id}
    sums: dict[UUID, Decimal] = defaultdict(Decimal)
    for lines in ready.values():
        for line_id, quantity in lines.items():
            sums[line_id] += quantity
    chosen = dict(sums) if wanted is None else named_parts(session, order, wanted, sums, on)
    if not chosen:
        raise NothingToDeliver(number=order.row.number)
    return _by_warehouse(ready, chosen)


def _by_warehouse(ready: Ready, chosen: dict[UUID, Decimal]) -> Ready:
    """The chosen quantities of each line, from the warehouses where they are ready, in the order of their ids."""
    left = dict(chosen)
    result: Ready = {}
    for house, lines in sorted(ready.items()):
        for line_id, quantity in lines.items():
            part = min(quantity, left.get(line_id, Decimal(0)))
            if part > 0:
                result.setdefault(house, {})[line_id] = part
                left[line_id] -= part
    return result
