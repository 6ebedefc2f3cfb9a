"""Moving goods: rows in the ledger, the balances of the places in warehouses, and the worth of what is held.

Every change of on-hand goes through here, so on-hand is always the sum of the moves, and so is its value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor
from core.database import new_id, table_of
from core.inventory.balances import BalanceKey, Change, change_balances
from core.inventory.models import Place, PlaceKind, StockMove
from core.inventory.valuing import Worth, add_worth, lock_worth, take_worth, worth_of


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods of one product and lot that go from one place to another.

    `value` is their cost, in the company's currency: given for goods that were not in a warehouse, and None for those
    that were, which go at the average of the moment. `reserved` of the quantity was promised to whom it goes to.
    """

    product_id: UUID
    lot_id: UUID | None
    source: Place
    target: Place
    quantity: Decimal
    value: Decimal | None = None
    reserved: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that is in the ledger, and the cost it carried."""

    id: UUID
    value: Decimal


def move(
    session: Session,
    movements: Sequence[Movement],
    *,
    origin_kind: str,
    origin_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> tuple[Moved, ...]:
    """Moves goods; one result each, in their order. Refuses `NotEnoughToMove`: goods reserved for others stay.

    A document moves everything it moves in one call: two calls lock the products in an order of their own.
    """
    change_balances(session, _changes(movements))
    moved = tuple(Moved(new_id(), value) for value in _carried(session, movements, on=actor.today(now)))
    rows = [
        {
            "id": one.id,
            "product_id": movement.product_id,
            "lot_id": movement.lot_id,
            "from_place_id": movement.source.id,
            "to_place_id": movement.target.id,
            "quantity": movement.quantity,
            "value": one.value,
            "at": now,
            "origin_kind": origin_kind,
            "origin_id": origin_id,
            "user_id": actor.user_id,
        }
        for movement, one in zip(movements, moved, strict=True)
    ]
    session.execute(insert(table_of(StockMove)), rows)
    return moved


def place_in(session: Session, warehouse_id: UUID, kind: PlaceKind = PlaceKind.STOCK) -> Place:
    """A place of a warehouse: where saleable goods are, or quarantine."""
    return places_in(session, [warehouse_id], kind)[warehouse_id]


def places_in(session: Session, warehouse_ids: Iterable[UUID], kind: PlaceKind = PlaceKind.STOCK) -> dict[UUID, Place]:
    """The place of that kind in each of the warehouses."""
    wanted = set(warehouse_ids)
    rows = session.scalars(
        select(Place).where(Place.warehouse_id.in_(wanted), Place.kind == kind).order_by(Place.code.desc())
    )
    found = {place.warehouse_id: place for place in rows if place.warehouse_id is not None}
    if missing := wanted - found.keys():
        raise LookupError(f"no {kind} place in {missing}: the database is not set up")
    return found


def outside_place(session: Session, kind: PlaceKind) -> Place:
    """One of the places outside every warehouse."""
    place = session.scalars(select(Place).where(Place.kind == kind).order_by(Place.code)).first()
    if place is None:
        raise LookupError(f"no {kind} place: the database is not set up")
    return place


def _changes(movements: Sequence[Movement]) -> dict[BalanceKey, Change]:
    """What the movements do to each balance; places outside have none."""
    changes: dict[BalanceKey, Change] = defaultdict(Change)
    for one in movements:
        if one.source.warehouse_id is not None:
            key = BalanceKey(one.product_id, one.source.id, one.source.warehouse_id, one.lot_id)
            changes[key] += Change(-one.quantity, -one.reserved)
        if one.target.warehouse_id is not None:
            key = BalanceKey(one.product_id, one.target.id, one.target.warehouse_id, one.lot_id)
            changes[key] += Change(one.quantity, Decimal(0))
    return changes


def _carried(session: Session, movements: Sequence[Movement], *, on: date) -> list[Decimal]:
    """The cost each movement carries. What comes in is added to what is held, then what goes out is taken from it."""
    currency = company.current(session).currency
    received: dict[UUID, Worth] = defaultdict(Worth)
    issued: dict[UUID, Worth] = defaultdict(Worth)
    leaving = {one.product_id for one in movements if _held(one.source) and not _held(one.target)}
    for one in movements:
        if not _held(one.source) and _held(one.target):
            received[one.product_id] += Worth(one.quantity, _given(one))
    if received:
        add_worth(session, received, on=on)
    held = lock_worth(session, leaving) if leaving else {}
    moving = {one.product_id for one in movements if _held(one.source) and _held(one.target)} - leaving
    held |= worth_of(session, moving) if moving else {}
    values = []
    for one in movements:
        if not _held(one.source):
            values.append(_given(one))
            continue
        value = held[one.product_id].share(one.quantity, currency)
        values.append(value)
        if not _held(one.target):
            part = Worth(one.quantity, value)
            held[one.product_id] -= part
            issued[one.product_id] += part
    if issued:
        sold = {one.product_id for one in movements if one.target.kind is PlaceKind.TRANSIT}
        take_worth(session, issued, sold=sold, on=on)
    return values


def _held(place: Place) -> bool:
    """Whether goods there count as held: what is on its way to a customer is counted as such."""
    return place.warehouse_id is not None


def _given(movement: Movement) -> Decimal:
    if movement.value is None:
        raise ValueError("goods from outside have a cost of their own")
    return movement.value
