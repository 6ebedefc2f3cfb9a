"""Goods on their way to customers and back: out of what was reserved, through transit, and returned.

What it costs comes along; booking that cost is the caller's, in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, Row, Uuid, column, insert, select, update, values
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.database import new_id, table_of
from core.errors import Conflict
from core.inventory.balances import lock_balances
from core.inventory.models import IN_WAREHOUSES, Lot, Place, PlaceKind, Reservation, ReservationState, StockLevel
from core.inventory.moving import Movement, move, outside_place, place_in, places_in
from core.inventory.waiting import Served, lock_waiting, serve_waiting


class NotReserved(Conflict):
    """Less is reserved for the line in that warehouse than is to leave. Facts: product, asked, reserved, unit."""


class LotExpired(Conflict):
    """The goods reserved are of a lot that may no longer leave on that day. Facts: product, lot, expires_on."""


@dataclass(frozen=True, slots=True)
class ToShip:
    """So much of a line of a document, in stock units, from a warehouse it is reserved in."""

    document_id: UUID
    line_id: UUID
    warehouse_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods of one lot, and their cost in the company's currency."""

    product_id: UUID
    lot_id: UUID | None
    quantity: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Shipped:
    """Goods that left a warehouse for a line."""

    line_id: UUID
    warehouse_id: UUID
    lot: str | None
    goods: Goods


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Goods that came back to a warehouse, and what of the lines that waited for them they are now reserved for."""

    goods: tuple[Goods, ...]
    served: tuple[Served, ...]


def ship(
    session: Session,
    wanted: Sequence[ToShip],
    *,
    origin_kind: str,
    origin_id: UUID,
    ship_on: date,
    actor: Actor,
    now: datetime,
) -> tuple[Shipped, ...]:
    """Takes goods out of what is reserved for the lines, first expiring first, into transit, at their average cost.

    All of a delivery goes in one call. A reservation of which only a part leaves is split. Refuses `NotReserved` and
    `LotExpired`; of two who ship the same reservation one is refused.
    """
    document_ids = {one.document_id for one in wanted}
    mine = (Reservation.document_id.in_(document_ids), Reservation.state == ReservationState.OPEN)
    lock_balances(session, select(Reservation.level_id).where(*mine))
    # Read after the locks: who waited for them sees what the other one left.
    rows = session.execute(_reserved().where(*mine, Reservation.line_id.in_({one.line_id for one in wanted}))).all()
    picked = _pick(session, wanted, rows, ship_on)
    sources = places_in(session, {row.warehouse_id for row, _ in picked})
    transit = outside_place(session, PlaceKind.TRANSIT)
    movements = [
        Movement(row.product_id, row.lot_id, sources[row.warehouse_id], transit, quantity, reserved=quantity)
        for row, quantity in picked
    ]
    moved = move(session, movements, origin_kind=origin_kind, origin_id=origin_id, actor=actor, now=now)
    _use(session, picked, now)
    return tuple(
        Shipped(
            line_id=row.line_id,
            warehouse_id=row.warehouse_id,
            lot=row.lot,
            goods=Goods(row.product_id, row.lot_id, quantity, one.value),
        )
        for (row, quantity), one in zip(picked, moved, strict=True)
    )


def arrive_at_customer(
    session: Session,
    goods: Sequence[Goods],
    *,
    origin_kind: str,
    origin_id: UUID,
    actor: Actor,
    now: datetime,
) -> None:
    """Moves goods from transit to the customer, at the cost they were shipped with."""
    transit, customer = (outside_place(session, kind) for kind in (PlaceKind.TRANSIT, PlaceKind.CUSTOMER))
    movements = [_at_cost(one, transit, customer) for one in goods]
    move(session, movements, origin_kind=origin_kind, origin_id=origin_id, actor=actor, now=now)


def take_back(
    session: Session,
    goods: Sequence[Goods],
    *,
    source: PlaceKind,
    target: PlaceKind,
    warehouse_id: UUID,
    origin_kind: str,
    origin_id: UUID,
    actor: Actor,
    now: datetime,
) -> TakenBack:
    """Moves goods from the customer, or from transit where they were refused, to stock, quarantine or a place outside.

    They re-enter at the cost given, that of their delivery. Goods in stock are reserved for whoever waits for them.
    """
    product_ids = {one.product_id for one in goods}
    stocked = target is PlaceKind.STOCK
    if stocked:
        lock_waiting(session, product_ids, warehouse_id)
    start = outside_place(session, source)
    end = place_in(session, warehouse_id, target) if target in IN_WAREHOUSES else outside_place(session, target)
    movements = [_at_cost(one, start, end) for one in goods]
    move(session, movements, origin_kind=origin_kind, origin_id=origin_id, actor=actor, now=now)
    served = serve_waiting(session, product_ids, warehouse_id, actor=actor, now=now) if stocked else ()
    return TakenBack(tuple(goods), served)


def _at_cost(goods: Goods, source: Place, target: Place) -> Movement:
    return Movement(goods.product_id, goods.lot_id, source, target, goods.quantity, value=goods.value)


def _reserved() -> Any:  # noqa: ANN401
    return (
        select(
            Reservation.id,
            Reservation.quantity,
            Reservation.level_id,
            Reservation.document_kind,
            Reservation.document_id,
            Reservation.line_id,
            Reservation.created_at,
            StockLevel.product_id,
            StockLevel.warehouse_id,
            StockLevel.lot_id,
            Lot.code.label("lot"),
            Lot.expires_on,
        )
        .join(StockLevel, StockLevel.id == Reservation.level_id)
        .join(Lot, Lot.id == StockLevel.lot_id, isouter=True)
        .order_by(Lot.expires_on.nulls_last(), Reservation.id)
    )


def _pick(
    session: Session, wanted: Sequence[ToShip], rows: Sequence[Row[Any]], ship_on: date
) -> list[tuple[Row[Any], Decimal]]:
    """Which reservations the goods are taken from, and how much of each."""
    by_line: dict[tuple[UUID, UUID], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_line[row.line_id, row.warehouse_id].append(row)
    left = {row.id: row.quantity for row in rows}
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    for one in wanted:
        missing = one.quantity
        for row in by_line[one.line_id, one.warehouse_id]:
            part = min(left[row.id], missing)
            if part > 0:
                left[row.id] -= part
                taken[row.id] += part
                missing -= part
        if missing > 0:
            raise _not_reserved(session, one, by_line[one.line_id, one.warehouse_id])
    picked = [(row, taken[row.id]) for row in rows if row.id in taken]
    for row, _ in picked:
        if row.expires_on is not None and row.expires_on <= ship_on:
            code = session.scalars(select(Product.code).where(Product.id == row.product_id)).one()
            raise LotExpired(product=code, lot=row.lot, expires_on=row.expires_on)
    return picked


def _not_reserved(session: Session, asked: ToShip, rows: Sequence[Row[Any]]) -> NotReserved:
    known = {row.product_id for row in rows}
    product = session.scalars(select(Product).where(Product.id.in_(known))).one_or_none()
    return NotReserved(
        product=product.code if product else None,
        unit=product.unit_code if product else None,
        asked=asked.quantity,
        reserved=sum((row.quantity for row in rows), Decimal(0)),
    )


def _use(session: Session, picked: Sequence[tuple[Row[Any], Decimal]], now: datetime) -> None:
    """Ends the reservations that were taken whole; splits those of which a part stays reserved."""
    whole = [row.id for row, quantity in picked if quantity == row.quantity]
    if whole:
        session.execute(
            update(Reservation)
            .where(Reservation.id.in_(whole))
            .values(state=ReservationState.USED, ended_at=now)
            .execution_options(synchronize_session=False)
        )
    parts = [(row, quantity) for row, quantity in picked if quantity < row.quantity]
    if not parts:
        return
    less = values(column("id", Uuid), column("quantity", Numeric), name="less").data(
        [(row.id, quantity) for row, quantity in parts]
    )
    session.execute(
        update(Reservation)
        .where(Reservation.id == less.c.id)
        .values(quantity=Reservation.quantity - less.c.quantity)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        insert(table_of(Reservation)),
        [
            {
                "id": new_id(),
                "level_id": row.level_id,
                "quantity": quantity,
                "state": ReservationState.USED,
                "document_kind": row.document_kind,
                "document_id": row.document_id,
                "line_id": row.line_id,
                "created_at": row.created_at,
                "ended_at": now,
            }
            for row, quantity in parts
        ],
    )
