"""Goods nobody confirmed the receipt of: they count as received when their way and some days of grace are over.

A policy, not a request: see docs/policies.md. Each delivery is booked in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import audit, company, events
from core.actor import Actor
from core.calendar import working_calendar
from core.customers.models import Customer
from core.inventory.allocating import LONGEST_TRANSIT
from core.inventory.models import TransitTime
from core.inventory.promise import arrival_day
from core.sales.closing import close_when_done
from core.sales.deliveries import steps
from core.sales.deliveries.models import Delivery, DeliveryState
from core.sales.fulfilling import OpenOrder
from core.sales.models import SalesOrder

_AT_ONCE = 100


def overdue_arrivals(session: Session, *, now: datetime, actor: Actor) -> Sequence[UUID]:
    """The shipped deliveries that count as received by now, the longest on their way first.

    Goods have the working days from their warehouse to the customer's region, and then the company's days of grace.
    """
    own, today = company.current(session), actor.today(now)
    calendar = working_calendar(own.country)
    grace = own.transit_grace_days
    shipped = (
        select(Delivery.id, Delivery.shipped_at, func.coalesce(TransitTime.days, LONGEST_TRANSIT) + grace)
        .join(Customer, Customer.id == Delivery.customer_id)
        .join(
            TransitTime,
            (TransitTime.warehouse_id == Delivery.warehouse_id) & (TransitTime.region_id == Customer.region_id),
            isouter=True,
        )
        # Working days are at least as many days: what left later cannot be due.
        .where(Delivery.state == DeliveryState.SHIPPED, Delivery.shipped_at < now - timedelta(days=grace))
        .order_by(Delivery.shipped_at, Delivery.id)
    )
    arrivals: dict[tuple[date, int], date] = {}
    due = []
    for delivery_id, shipped_at, allowed in session.execute(shipped):
        if shipped_at is None:
            continue
        way = (actor.today(shipped_at), allowed)
        if way not in arrivals:
            arrivals[way] = arrival_day(way[0], transit_days=allowed, calendar=calendar)
        if arrivals[way] < today:
            due.append(delivery_id)
    return due[:_AT_ONCE]


def assume_received(session: Session, delivery_id: UUID, *, now: datetime, actor: Actor) -> bool:
    """Books that a shipped delivery was received, as if the customer had said so; False where it is not shipped.

    Of several who find it due at once, one books it.
    """
    opened = OpenOrder.lock(session, session.get_one(Delivery, delivery_id).order_id)
    row = session.get_one(Delivery, delivery_id, populate_existing=True)
    if row.state is not DeliveryState.SHIPPED:
        return False
    steps.arrive(session, opened, steps.with_lines(session, row), actor=actor, now=now)
    close_when_done(session, opened, actor=actor, now=now)
    audit.record(
        session,
        action="delivery.assume_received",
        actor=actor,
        now=now,
        details={
            "policy": "transit",
            "delivery": row.number,
            "shipped_at": row.shipped_at.isoformat() if row.shipped_at else None,
        },
    )
    _tell(session, opened.row, row, actor=actor, now=now)
    return True


def _tell(session: Session, order: SalesOrder, delivery: Delivery, *, actor: Actor, now: datetime) -> None:
    customer = session.get_one(Customer, order.customer_id)
    facts = {
        "number": order.number,
        "delivery": delivery.number,
        "salesperson_id": str(order.salesperson_id) if order.salesperson_id else None,
        "customer": customer.code,
        "customer_zh": customer.name_zh,
        "customer_en": customer.name_en,
    }
    events.emit(session, "sales_order.receipt_assumed", subject_id=order.id, actor=actor, now=now, facts=facts)
