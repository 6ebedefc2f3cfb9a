"""Moving goods: one row in the ledger and the balances of its stock places, in one go.

Every change of on-hand goes through here, so on-hand is always the sum of the moves.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.actor import Actor
from core.database import new_id
from core.errors import Conflict
from core.inventory.models import Place, PlaceKind, StockLevel, StockMove


class NotEnoughToMove(Conflict):
    """The place has less free stock than is to leave it. Facts: quantity."""


def move(
    session: Session,
    *,
    product_id: UUID,
    lot_id: UUID | None,
    source: Place,
    target: Place,
    quantity: Decimal,
    origin_kind: str,
    origin_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Moves goods from one place to another; the move's id. Refuses `NotEnoughToMove`, reserved goods stay."""
    move_id = new_id()
    if source.warehouse_id is not None:
        _leave(session, product_id, lot_id, source, quantity)
    if target.warehouse_id is not None:
        enter(session, product_id, lot_id, target, quantity)
    session.execute(
        insert(StockMove.__table__),  # type: ignore[arg-type]
        {
            "id": move_id,
            "product_id": product_id,
            "lot_id": lot_id,
            "from_place_id": source.id,
            "to_place_id": target.id,
            "quantity": quantity,
            "at": now,
            "origin_kind": origin_kind,
            "origin_id": origin_id,
            "user_id": actor.user_id,
        },
    )
    return move_id


def enter(session: Session, product_id: UUID, lot_id: UUID | None, place: Place, quantity: Decimal) -> None:
    """Adds to a stock place's balance, which is made when it is the first; a quantity of 0 only makes it."""
    row = {
        "id": new_id(),
        "product_id": product_id,
        "place_id": place.id,
        "warehouse_id": place.warehouse_id,
        "lot_id": lot_id,
        "on_hand": quantity,
        "reserved": Decimal(0),
    }
    statement = upsert(StockLevel).values(**row)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["product_id", "place_id", "lot_id"],
            set_={"on_hand": StockLevel.on_hand + statement.excluded.on_hand},
        )
    )


def stock_place(session: Session, warehouse_id: UUID) -> Place:
    """The place of a warehouse where saleable goods are."""
    return session.scalars(
        select(Place).where(Place.warehouse_id == warehouse_id, Place.kind == PlaceKind.STOCK).order_by(Place.code)
    ).first() or _no_place(warehouse_id)


def outside_place(session: Session, kind: PlaceKind) -> Place:
    """One of the places outside every warehouse."""
    return session.scalars(select(Place).where(Place.kind == kind).order_by(Place.code)).first() or _no_place(kind)


def _leave(session: Session, product_id: UUID, lot_id: UUID | None, place: Place, quantity: Decimal) -> None:
    left = session.execute(
        update(StockLevel)
        .where(
            StockLevel.product_id == product_id,
            StockLevel.place_id == place.id,
            StockLevel.lot_id.is_not_distinct_from(lot_id),
            StockLevel.on_hand - StockLevel.reserved >= quantity,
        )
        .values(on_hand=StockLevel.on_hand - quantity)
        .returning(StockLevel.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if left is None:
        raise NotEnoughToMove(quantity=quantity)


def _no_place(what: object) -> Place:
    raise LookupError(f"no stock place for {what}: the database is not set up")
