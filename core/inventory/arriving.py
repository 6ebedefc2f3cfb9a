"""Goods that come from suppliers: into stock or quarantine, to the lines that wait for them, and when they come late.

The order they were bought with is purchasing's, and so is booking what they cost.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor
from core.catalog.models import Product
from core.database import locked_if_any
from core.inventory.balances import BalanceKey, lock_balances, make_balances
from core.inventory.lots import record_cost
from core.inventory.models import ExpectedKind, ExpectedMove, PlaceKind, StockLevel, Warehouse
from core.inventory.moving import Movement, move, outside_place, place_in
from core.inventory.valuing import cost_of, lock_worth
from core.inventory.waiting import Served, lock_waiting, serve_waiting


@dataclass(frozen=True, slots=True)
class Received:
    """Goods that came: their cost in the company's currency, and who got them at once."""

    move_id: UUID
    value: Decimal
    served: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class Resting:
    """A line's demand, in stock units, whose promise rests on a receipt."""

    expected_move_id: UUID
    document_kind: str
    document_id: UUID | None
    line_id: UUID | None
    warehouse_id: UUID
    quantity: Decimal
    due_on: date


def expect(
    session: Session,
    *,
    product_id: UUID,
    warehouse_id: UUID,
    quantity: Decimal,
    due_on: date,
    document_kind: str,
    document_id: UUID | None,
    line_id: UUID | None = None,
) -> UUID:
    """Writes that goods are confirmed to come on a day, so that they can be promised; the expected move's id."""
    # A balance has to exist for promises of the product to queue up at, even before the first goods are there.
    make_balances(session, [BalanceKey(product_id, place_in(session, warehouse_id).id, warehouse_id, None)])
    row = ExpectedMove(
        kind=ExpectedKind.RECEIPT,
        product_id=product_id,
        warehouse_id=warehouse_id,
        quantity=quantity,
        due_on=due_on,
        document_kind=document_kind,
        document_id=document_id,
        line_id=line_id,
    )
    session.add(row)
    session.flush()
    return row.id


def lock_for_receipt(session: Session, product_ids: Collection[UUID], warehouse_id: UUID) -> None:
    """Locks all that taking in these products will lock, in the order everybody keeps: product by product it would not.

    The demand that waits, then the balances, then the products' worth.
    """
    lock_waiting(session, product_ids, warehouse_id)
    balances = select(StockLevel.id).where(
        StockLevel.product_id.in_(product_ids), StockLevel.warehouse_id == warehouse_id
    )
    lock_balances(session, balances)
    lock_worth(session, product_ids)


def receive(
    session: Session,
    *,
    product_id: UUID,
    warehouse_id: UUID,
    lot_id: UUID | None,
    quantity: Decimal,
    unit_cost: Decimal,
    expected_move_id: UUID | None,
    target: PlaceKind = PlaceKind.STOCK,
    origin_kind: str,
    origin_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> Received:
    """Takes goods in from a supplier, at `unit_cost` in the company's currency for a stock unit.

    What was expected shrinks by as much, and the lines that wait are served: see `serve_waiting`. Goods put in
    quarantine serve nobody: leave out what was expected, and name it to `release_quarantine`. Before the first of
    several products of one receipt comes `lock_for_receipt`.
    """
    value = cost_of(quantity, unit_cost, company.current(session).currency)
    source = outside_place(session, PlaceKind.SUPPLIER)
    if target is PlaceKind.STOCK:
        _less_expected(session, expected_move_id, quantity)
        lock_waiting(session, [product_id], warehouse_id)
    movement = Movement(product_id, lot_id, source, place_in(session, warehouse_id, target), quantity, value=value)
    (moved,) = move(session, [movement], origin_kind=origin_kind, origin_id=origin_id, actor=actor, now=now)
    if lot_id is not None:
        record_cost(session, lot_id, quantity=quantity, value=value)
    served: tuple[Served, ...] = ()
    if target is PlaceKind.STOCK:
        served = serve_waiting(session, [product_id], warehouse_id, receipt_id=expected_move_id, actor=actor, now=now)
    return Received(moved.id, value, served)


def release_quarantine(
    session: Session,
    *,
    product_id: UUID,
    warehouse_id: UUID,
    lot_id: UUID | None,
    quantity: Decimal,
    expected_move_id: UUID | None,
    target: PlaceKind = PlaceKind.STOCK,
    origin_kind: str,
    origin_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> Received:
    """Moves goods out of quarantine: to stock for sale, or to scrap, or back to the supplier; at the average cost.

    Refuses `NotEnoughToMove`. Only goods that go to stock take from what was expected and serve who waits.
    """
    stocked = target is PlaceKind.STOCK
    if stocked:
        _less_expected(session, expected_move_id, quantity)
        lock_waiting(session, [product_id], warehouse_id)
    source = place_in(session, warehouse_id, PlaceKind.QUARANTINE)
    end = place_in(session, warehouse_id) if stocked else outside_place(session, target)
    movement = Movement(product_id, lot_id, source, end, quantity)
    (moved,) = move(session, [movement], origin_kind=origin_kind, origin_id=origin_id, actor=actor, now=now)
    served: tuple[Served, ...] = ()
    if stocked:
        served = serve_waiting(session, [product_id], warehouse_id, receipt_id=expected_move_id, actor=actor, now=now)
    return Received(moved.id, moved.value, served)


def reschedule(
    session: Session, expected_move_id: UUID, due_on: date, *, actor: Actor, now: datetime
) -> tuple[Resting, ...]:
    """Moves the day goods are expected; emits `stock.rescheduled` and gives the demand that rests on them.

    The event's facts are `product`, `warehouse`, `expected_move`, `was`, `due_on` and `demands`, each of these with
    `expected_move`, `document_kind`, `document_id`, `line_id`, `quantity` and `due_on`.
    """
    row = locked_if_any(session, ExpectedMove, expected_move_id)
    if row is None:
        return ()
    was, row.due_on = row.due_on, due_on
    session.flush()
    resting = resting_on(session, row)
    _tell(session, "stock.rescheduled", row, resting, was=was, due_on=due_on, actor=actor, now=now)
    return resting


def withdraw(session: Session, expected_move_id: UUID, *, actor: Actor, now: datetime) -> tuple[Resting, ...]:
    """Goods are expected no more; emits `stock.withdrawn` and gives the demand that rested on them.

    The event's facts are those of `stock.rescheduled`, with no `due_on`. The demand goes on waiting.
    """
    row = locked_if_any(session, ExpectedMove, expected_move_id)
    if row is None:
        return ()
    resting = resting_on(session, row)
    session.delete(row)
    session.flush()
    _tell(session, "stock.withdrawn", row, resting, was=row.due_on, due_on=None, actor=actor, now=now)
    return resting


def resting_on(session: Session, receipt: ExpectedMove) -> tuple[Resting, ...]:
    """The demand whose promise rests on a receipt, earliest due first."""
    rows = session.scalars(
        select(ExpectedMove)
        .where(
            ExpectedMove.kind == ExpectedKind.DEMAND,
            ExpectedMove.product_id == receipt.product_id,
            ExpectedMove.warehouse_id == receipt.warehouse_id,
            ExpectedMove.rests_on.contains([str(receipt.id)]),
        )
        .order_by(ExpectedMove.due_on, ExpectedMove.id)
    )
    return tuple(
        Resting(one.id, one.document_kind, one.document_id, one.line_id, one.warehouse_id, one.quantity, one.due_on)
        for one in rows
    )


def _less_expected(session: Session, expected_move_id: UUID | None, quantity: Decimal) -> None:
    """Lowers what is expected; what has come whole is expected no more."""
    row = locked_if_any(session, ExpectedMove, expected_move_id) if expected_move_id else None
    if row is None:
        return
    if row.quantity > quantity:
        row.quantity -= quantity
    else:
        session.delete(row)
    session.flush()


def _tell(
    session: Session,
    kind: str,
    row: ExpectedMove,
    resting: tuple[Resting, ...],
    *,
    was: date,
    due_on: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    product, house = session.execute(
        select(Product.code, Warehouse.code)
        .join(Warehouse, Warehouse.id == row.warehouse_id)
        .where(Product.id == row.product_id)
    ).one()
    facts = {
        "product": product,
        "warehouse": house,
        "expected_move": str(row.id),
        "was": was.isoformat(),
        "due_on": due_on.isoformat() if due_on else None,
        "demands": [_fact(one) for one in resting],
    }
    events.emit(session, kind, subject_id=row.id, actor=actor, now=now, facts=facts)


def _fact(one: Resting) -> dict[str, str | None]:
    return {
        "expected_move": str(one.expected_move_id),
        "document_kind": one.document_kind,
        "document_id": str(one.document_id) if one.document_id else None,
        "line_id": str(one.line_id) if one.line_id else None,
        "quantity": str(one.quantity),
        "due_on": one.due_on.isoformat(),
    }
