"""Lines that wait for goods, and giving them what has come: their dated demand becomes reservations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.catalog.models import Product
from core.database import new_id, table_of
from core.inventory.models import (
    ExpectedKind,
    ExpectedMove,
    Lot,
    Place,
    PlaceKind,
    Reservation,
    ReservationState,
    StockLevel,
    Warehouse,
)
from core.inventory.reserving import raise_reserved


@dataclass(frozen=True, slots=True)
class Served:
    """So much of what a line waited for is reserved for it now."""

    document_kind: str
    document_id: UUID | None
    line_id: UUID | None
    product_id: UUID
    quantity: Decimal


def lock_waiting(session: Session, product_ids: Collection[UUID], warehouse_id: UUID) -> None:
    """Locks the demand for the products in a warehouse, in the order of its ids.

    Whoever brings goods in does this before any balance is locked: who frees an order locks in the same order.
    """
    session.execute(_demand(product_ids, warehouse_id).with_for_update())


def serve_waiting(
    session: Session,
    product_ids: Collection[UUID],
    warehouse_id: UUID,
    *,
    receipt_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> tuple[Served, ...]:
    """Reserves what is free of the products in a warehouse for the lines that wait for it; emits `stock.received`.

    First come those whose promise rests on the receipt, then those that are due, or rest on receipts that are no more;
    among these the earliest due. Others go on waiting: what they rest on is still to come. The event's facts for each
    product are `product`, `warehouse` and `lines`, each with `line_id` and `quantity`. A handler may change lines of
    documents, but must not lock documents: their own changes lock them before the balances.
    """
    levels = _levels(session, product_ids, warehouse_id)
    # What was promised until the balances were locked waits as well; what somebody is freeing does not.
    waiting = session.execute(_demand(product_ids, warehouse_id).with_for_update(skip_locked=True)).all()
    chosen = _in_turn(session, waiting, receipt_id, actor.today(now))
    taken = [(row, level_id, part) for row in chosen for level_id, part in _take(levels, row, actor.today(now))]
    if taken:
        _write(session, taken, now)
    served = _summed(taken)
    _tell(session, product_ids, warehouse_id, served, actor=actor, now=now)
    return served


@dataclass(slots=True)
class _Free:
    id: UUID
    product_id: UUID
    expires_on: date | None
    free: Decimal


_Taken = tuple[Row[Any], UUID, Decimal]


def _demand(product_ids: Collection[UUID], warehouse_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ExpectedMove.id,
            ExpectedMove.product_id,
            ExpectedMove.quantity,
            ExpectedMove.due_on,
            ExpectedMove.good_for_days,
            ExpectedMove.rests_on,
            ExpectedMove.document_kind,
            ExpectedMove.document_id,
            ExpectedMove.line_id,
        )
        .where(
            ExpectedMove.kind == ExpectedKind.DEMAND,
            ExpectedMove.product_id.in_(product_ids),
            ExpectedMove.warehouse_id == warehouse_id,
        )
        .order_by(ExpectedMove.id)
    )


def _levels(session: Session, product_ids: Collection[UUID], warehouse_id: UUID) -> list[_Free]:
    """The balances of the products in the warehouse's stock, locked, first expiring first."""
    rows = session.execute(
        select(
            StockLevel.id,
            StockLevel.product_id,
            Lot.expires_on,
            (StockLevel.on_hand - StockLevel.reserved).label("free"),
        )
        .join(Place, Place.id == StockLevel.place_id)
        .join(Lot, Lot.id == StockLevel.lot_id, isouter=True)
        .where(
            StockLevel.product_id.in_(product_ids),
            StockLevel.warehouse_id == warehouse_id,
            Place.kind == PlaceKind.STOCK,
        )
        .order_by(StockLevel.id)
        .with_for_update(of=StockLevel)
    )
    free = [_Free(*row) for row in rows]
    return sorted(free, key=lambda level: (level.expires_on or date.max, level.id))


def _in_turn(session: Session, waiting: Sequence[Row[Any]], receipt_id: UUID | None, today: date) -> list[Row[Any]]:
    """Who gets goods now, in which order."""
    named = {UUID(one) for row in waiting for one in row.rests_on} - {receipt_id}
    coming = set(session.scalars(select(ExpectedMove.id).where(ExpectedMove.id.in_(named)))) if named else set()
    turns: list[tuple[bool, date, UUID, Row[Any]]] = []
    for row in waiting:
        rests_on = {UUID(one) for one in row.rests_on}
        first = receipt_id in rests_on
        if first or row.due_on <= today or not rests_on & coming:
            turns.append((not first, row.due_on, row.id, row))
    return [turn[-1] for turn in sorted(turns, key=lambda turn: turn[:-1])]


def _take(levels: Sequence[_Free], row: Row[Any], today: date) -> Iterable[tuple[UUID, Decimal]]:
    """What a line gets, from lots that are still good when they are with the customer."""
    until = max(row.due_on, today) + timedelta(days=row.good_for_days)
    missing = row.quantity
    for level in levels:
        good = level.expires_on is None or level.expires_on > until
        part = min(level.free, missing)
        if level.product_id == row.product_id and good and part > 0:
            level.free -= part
            missing -= part
            yield level.id, part


def _write(session: Session, taken: Sequence[_Taken], now: datetime) -> None:
    reserved: dict[UUID, Decimal] = defaultdict(Decimal)
    served: dict[UUID, Decimal] = defaultdict(Decimal)
    for row, level_id, part in taken:
        reserved[level_id] += part
        served[row.id] += part
    raise_reserved(session, reserved)
    session.execute(
        insert(table_of(Reservation)),
        [
            {
                "id": new_id(),
                "level_id": level_id,
                "quantity": part,
                "state": ReservationState.OPEN,
                "document_kind": row.document_kind,
                "document_id": row.document_id,
                "line_id": row.line_id,
                "created_at": now,
            }
            for row, level_id, part in taken
        ],
    )
    quantities = {row.id: row.quantity for row, _, _ in taken}
    whole = [one for one, quantity in served.items() if quantity == quantities[one]]
    session.execute(delete(ExpectedMove).where(ExpectedMove.id.in_(whole)))
    for one, quantity in served.items():
        if quantity < quantities[one]:
            session.execute(
                update(ExpectedMove)
                .where(ExpectedMove.id == one)
                .values(quantity=ExpectedMove.quantity - quantity)
                .execution_options(synchronize_session=False)
            )


def _summed(taken: Sequence[_Taken]) -> tuple[Served, ...]:
    sums: dict[UUID, Decimal] = defaultdict(Decimal)
    rows: dict[UUID, Row[Any]] = {}
    for row, _, part in taken:
        sums[row.id] += part
        rows[row.id] = row
    return tuple(
        Served(row.document_kind, row.document_id, row.line_id, row.product_id, sums[row.id]) for row in rows.values()
    )


def _tell(
    session: Session,
    product_ids: Collection[UUID],
    warehouse_id: UUID,
    served: Sequence[Served],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    house = session.scalars(select(Warehouse.code).where(Warehouse.id == warehouse_id)).one()
    products = session.execute(
        select(Product.id, Product.code).where(Product.id.in_(product_ids)).order_by(Product.code)
    )
    for product_id, code in products.all():
        lines = [
            {"line_id": str(one.line_id), "quantity": str(one.quantity)}
            for one in served
            if one.product_id == product_id
        ]
        facts: dict[str, Any] = {"product": code, "warehouse": house, "lines": lines}
        events.emit(session, "stock.received", subject_id=product_id, actor=actor, now=now, facts=facts)
