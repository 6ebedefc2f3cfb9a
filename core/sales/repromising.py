"""Promising lines of confirmed orders anew when the goods they wait for come on another day, or are there.

Whoever's order moves is told: the event `sales_order.promise_moved` names the salesperson, and the days before and
after of each line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.catalog.facts import facts_of
from core.catalog.models import Product
from core.customers.models import Customer
from core.database import table_of
from core.inventory.allocating import Allocation, Calendar, InsufficientStock, allocate
from core.inventory.models import ExpectedKind, ExpectedMove
from core.inventory.queries import calendar_of
from core.inventory.reserving import hold
from core.inventory.supply import read_supply
from core.sales.drafting import need_of
from core.sales.models import OrderState, SalesOrder, SalesOrderLine


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What a line waits for in one warehouse."""

    line: SalesOrderLine
    order: SalesOrder
    customer: Customer
    move: ExpectedMove


@dataclass(frozen=True, slots=True)
class _Moved:
    """A line's promised days, before and after; None where no known supply covers it."""

    order_id: UUID
    line: SalesOrderLine
    before: date | None
    after: date | None


def promise_again(session: Session, expected_moves: Collection[UUID], *, actor: Actor, now: datetime) -> None:
    """Promises the lines behind these demands anew, the earliest promise first, from the same warehouses.

    A line that no known supply covers any more keeps its place in the queue and has no promised day. Locks the orders,
    then the balances.
    """
    waiting = _waiting(session, expected_moves)
    # All of it is let go first, so that one line's old place in the queue does not stand in another's way.
    session.execute(delete(ExpectedMove).where(ExpectedMove.id.in_([one.move.id for one in waiting])))
    calendar = calendar_of(session, actor, now)
    moved = [_again(session, one, calendar, actor=actor, now=now) for one in waiting]
    session.flush()
    _settle(session, [one for one in moved if one.before != one.after], actor=actor, now=now)


def promise_what_came(
    session: Session, line_ids: Collection[UUID], warehouse: str, *, actor: Actor, now: datetime
) -> None:
    """Lines that were given all they waited for ship from today's stock of the warehouse.

    Runs while balances are locked, so it waits for no document: what somebody is changing keeps its day.
    """
    still = select(ExpectedMove.line_id).where(
        ExpectedMove.kind == ExpectedKind.DEMAND, ExpectedMove.line_id.in_(line_ids)
    )
    rows = session.execute(
        select(SalesOrderLine, SalesOrder, Customer)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .join(Customer, Customer.id == SalesOrder.customer_id)
        .where(
            SalesOrderLine.id.in_(line_ids),
            SalesOrderLine.id.not_in(still),
            SalesOrder.state == OrderState.CONFIRMED,
        )
        .order_by(SalesOrderLine.id)
        .with_for_update(of=[SalesOrderLine, SalesOrder], skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    calendar = calendar_of(session, actor, now)
    moved = []
    for line, order, customer in rows:
        _, sources = read_supply(session, (), customer.region_id, lock=False)
        source = next((one for one in sources if one.code == warehouse), None)
        if source is None:
            continue
        before, ships_on = line.promised_on, calendar.ships(actor.today(now))
        _set_days(line, warehouse, ships_on, calendar.arrives(ships_on, source))
        line.rests_on = []
        moved.append(_Moved(order.id, line, before, line.promised_on))
    session.flush()
    _settle(session, [one for one in moved if one.before != one.after], actor=actor, now=now)


def _waiting(session: Session, expected_moves: Collection[UUID]) -> list[_Waiting]:
    """The lines behind demands, the earliest promise first, with their orders locked in the order of their ids."""
    own = select(ExpectedMove.document_id).where(ExpectedMove.id.in_(expected_moves))
    session.execute(select(SalesOrder.id).where(SalesOrder.id.in_(own)).order_by(SalesOrder.id).with_for_update())
    rows = session.execute(
        select(SalesOrderLine, SalesOrder, Customer, ExpectedMove)
        .join(ExpectedMove, ExpectedMove.line_id == SalesOrderLine.id)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .join(Customer, Customer.id == SalesOrder.customer_id)
        .where(ExpectedMove.id.in_(expected_moves), SalesOrder.state == OrderState.CONFIRMED)
        .order_by(ExpectedMove.due_on, ExpectedMove.id)
        .execution_options(populate_existing=True)
    )
    return [_Waiting(*row) for row in rows]


def _again(session: Session, one: _Waiting, calendar: Calendar, *, actor: Actor, now: datetime) -> _Moved:
    line, before = one.line, one.line.promised_on
    product = facts_of(session, [line.product_id], actor.today(now))[line.product_id]
    need = need_of(product, one.move.quantity, one.customer, one.move.warehouse_id)
    supplies, sources = read_supply(session, {line.product_id}, one.customer.region_id, lock=True)
    try:
        (found,) = allocate([need], supplies, sources, calendar)
    except InsufficientStock:
        _keep_waiting(session, one)
        line.ships_on, line.promised_on, line.rests_on = None, None, []
        return _Moved(one.order.id, line, before, None)
    hold(
        session,
        [need],
        [found],
        document_kind="sales_order",
        document_id=one.order.id,
        line_ids=[line.id],
        now=now,
    )
    elsewhere = [rest for rest in line.rests_on if rest["expected_move"] not in one.move.rests_on]
    line.rests_on = [*elsewhere, *_rests(found)]
    _set_days(line, found.source.code, found.ships_on, found.arrives_on)
    session.flush()
    return _Moved(one.order.id, line, before, line.promised_on)


def _keep_waiting(session: Session, one: _Waiting) -> None:
    """Puts the demand back without a receipt to rest on: whatever comes next may serve it."""
    kept = {column.name: getattr(one.move, column.key) for column in table_of(ExpectedMove).columns}
    session.execute(insert(table_of(ExpectedMove)), {**kept, "rests_on": []})


def _set_days(line: SalesOrderLine, warehouse: str, ships_on: date, arrives_on: date) -> None:
    """The new days of what comes from a warehouse; of a split line its last part says when all of it is there."""
    if not line.parts:
        line.ships_on, line.promised_on = ships_on, arrives_on
        return
    days = {"ships_on": ships_on.isoformat(), "promised_on": arrives_on.isoformat()}
    line.parts = [{**part, **days} if part["warehouse"] == warehouse else part for part in line.parts]
    line.ships_on = max(date.fromisoformat(part["ships_on"]) for part in line.parts)
    line.promised_on = max(date.fromisoformat(part["promised_on"]) for part in line.parts)


def _rests(found: Allocation) -> list[dict[str, Any]]:
    return [
        {"expected_move": change.source, "quantity": str(change.quantity), "due_on": change.due_on.isoformat()}
        for change in found.rests_on
    ]


def _settle(session: Session, moved: Sequence[_Moved], *, actor: Actor, now: datetime) -> None:
    """The orders' own promised days, and the news of each order that moved."""
    by_order: dict[UUID, list[_Moved]] = defaultdict(list)
    for one in moved:
        by_order[one.order_id].append(one)
    for order_id in sorted(by_order):
        order = session.get_one(SalesOrder, order_id)
        days = session.scalars(select(SalesOrderLine.promised_on).where(SalesOrderLine.order_id == order_id)).all()
        order.promised_on = None if None in days else max(day for day in days if day)
        session.flush()
        _tell(session, order, by_order[order_id], actor=actor, now=now)


def _tell(session: Session, order: SalesOrder, moved: Iterable[_Moved], *, actor: Actor, now: datetime) -> None:
    customer = session.get_one(Customer, order.customer_id)
    facts = {
        "number": order.number,
        "salesperson_id": str(order.salesperson_id) if order.salesperson_id else None,
        "customer": customer.code,
        "customer_zh": customer.name_zh,
        "customer_en": customer.name_en,
        "lines": [_fact(session, one) for one in moved],
    }
    events.emit(session, "sales_order.promise_moved", subject_id=order.id, actor=actor, now=now, facts=facts)


def _fact(session: Session, one: _Moved) -> dict[str, Any]:
    product = session.get_one(Product, one.line.product_id)
    return {
        "product": product.code,
        "product_zh": product.name_zh,
        "product_en": product.name_en,
        "quantity": str(one.line.stock_quantity),
        "unit": product.unit_code,
        "before": one.before.isoformat() if one.before else None,
        "after": one.after.isoformat() if one.after else None,
    }
