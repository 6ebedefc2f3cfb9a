"""Exchanging goods that came back: the same goods are reserved and delivered once more, and nothing is credited.

What was given back counts as if it had never been delivered: the line is open for as much again. The order is locked by
the caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.facts import facts_of
from core.customers.models import Customer
from core.errors import Conflict
from core.inventory.allocating import Allocation, Need, allocate
from core.inventory.queries import calendar_of
from core.inventory.reserving import hold
from core.inventory.supply import read_supply
from core.sales.deliveries import steps
from core.sales.deliveries.ready import Ready
from core.sales.deliveries.steps import Goings
from core.sales.drafting import need_of
from core.sales.fulfilling import OpenOrder
from core.sales.returns.models import Return, ReturnLine


class NothingToExchangeWith(Conflict):
    """The goods are not in stock now, and an exchange waits for none. Facts: product, names, asked, available, unit."""


def deliver_again(
    session: Session,
    order: OpenOrder,
    row: Return,
    lines: Sequence[ReturnLine],
    *,
    warehouse_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> list[Goings]:
    """Reserves the goods of a return anew and plans their deliveries, one for each warehouse and day.

    Refuses `NothingToExchangeWith` and `InsufficientStock`.
    """
    wanted: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        wanted[line.order_line_id] += line.quantity
    needs = _needs(session, order, wanted, warehouse_id, actor.today(now))
    buyer = session.get_one(Customer, order.row.customer_id)
    supplies, sources = read_supply(session, {need.product_id for need in needs}, buyer.region_id, lock=True)
    allocations = allocate(needs, supplies, sources, calendar_of(session, actor, now))
    for need, allocation in zip(needs, allocations, strict=True):
        _refuse_waiting(need, allocation)
    for line_id, quantity in wanted.items():
        ordered = order.lines[line_id]
        ordered.quantity_returned -= quantity
        ordered.quantity_delivered -= quantity
        ordered.quantity_shipped -= quantity
    session.flush()
    hold(
        session,
        needs,
        allocations,
        document_kind="sales_order",
        document_id=order.row.id,
        line_ids=list(wanted),
        now=now,
    )
    made: list[Goings] = []
    for day, chosen in sorted(_by_day(list(wanted), allocations).items()):
        made += steps.plan(session, order, chosen, ship_on=day, actor=actor, now=now)
    for going in made:
        going.row.return_id = row.id
    session.flush()
    return made


def _needs(
    session: Session, order: OpenOrder, wanted: dict[UUID, Decimal], warehouse_id: UUID | None, on: date
) -> list[Need]:
    buyer = session.get_one(Customer, order.row.customer_id)
    facts = facts_of(session, {order.lines[line_id].product_id for line_id in wanted}, on)
    return [
        need_of(facts[order.lines[line_id].product_id], quantity, buyer, warehouse_id)
        for line_id, quantity in wanted.items()
    ]


def _refuse_waiting(need: Need, allocation: Allocation) -> None:
    if not allocation.rests_on:
        return
    raise NothingToExchangeWith(
        product=need.product,
        product_zh=need.name_zh,
        product_en=need.name_en,
        asked=need.quantity,
        available=sum((part.free_before for part in allocation.parts if part.takes), Decimal(0)),
        unit=need.unit,
    )


def _by_day(line_ids: Sequence[UUID], allocations: Sequence[Allocation]) -> dict[date, Ready]:
    """What leaves which warehouse on which day."""
    days: dict[date, Ready] = defaultdict(lambda: defaultdict(dict))
    for line_id, allocation in zip(line_ids, allocations, strict=True):
        for part in allocation.parts:
            house = days[part.ships_on][part.source.id]
            house[line_id] = house.get(line_id, Decimal(0)) + part.quantity
    return days
