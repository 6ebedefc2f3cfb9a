"""What of an order may be given back: received within the policy's days, and not given or asked back already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import company
from core.errors import Conflict
from core.sales.deliveries.models import Delivery, DeliveryLine, DeliveryState
from core.sales.fulfilling import OpenOrder
from core.sales.returns.models import NOT_TAKEN, Return, ReturnLine


class NothingToReturn(Conflict):
    """Nothing of the order was received that is not on its way back already. Facts: number."""


class ReturnTooLate(Conflict):
    """Goods are taken back so many days after their receipt. Facts: number, days, received_at."""


@dataclass(frozen=True, slots=True)
class Returnable:
    """So much of a delivery's line that may be given back."""

    line: DeliveryLine
    quantity: Decimal


def returnable_of(session: Session, order: OpenOrder, *, now: datetime) -> list[Returnable]:
    """What of the order may be given back, the newest deliveries first. Refuses `NothingToReturn`, `ReturnTooLate`."""
    taken = dict(
        session.execute(
            select(ReturnLine.delivery_line_id, func.sum(ReturnLine.quantity))
            .join(Return, Return.id == ReturnLine.return_id)
            .where(Return.order_id == order.row.id, Return.state.not_in(NOT_TAKEN))
            .group_by(ReturnLine.delivery_line_id)
        ).all()
    )
    rows = session.execute(
        select(DeliveryLine, Delivery.received_at)
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .where(Delivery.order_id == order.row.id, Delivery.state == DeliveryState.RECEIVED)
        .order_by(Delivery.received_at.desc(), DeliveryLine.id.desc())
    ).all()
    left = [
        (Returnable(line, line.quantity - taken.get(line.id, Decimal(0))), received_at) for line, received_at in rows
    ]
    left = [(one, at) for one, at in left if one.quantity > 0]
    if not left:
        raise NothingToReturn(number=order.row.number)
    days = company.current(session).return_days
    in_time = [one for one, at in left if at is not None and now <= at + timedelta(days=days)]
    if not in_time:
        raise ReturnTooLate(number=order.row.number, days=days, received_at=left[0][1])
    return in_time


def spread_over(returnable: Sequence[Returnable], parts: dict[UUID, Decimal]) -> list[Returnable]:
    """Quantities by order line, as parts of the deliveries' lines."""
    left = dict(parts)
    chosen = []
    for one in returnable:
        part = min(one.quantity, left.get(one.line.order_line_id, Decimal(0)))
        if part > 0:
            chosen.append(Returnable(one.line, part))
            left[one.line.order_line_id] -= part
    return chosen
