"""The balances of places in warehouses: locking them, and changing several in few statements.

Only `moving` changes what is on hand, so that there is a move for every change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, Numeric, Select, Uuid, bindparam, column, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.database import new_id, table_of
from core.errors import Conflict
from core.inventory.models import StockLevel


class NotEnoughToMove(Conflict):
    """The place has less free stock than is to leave it. Facts: quantity."""


@dataclass(frozen=True, slots=True)
class BalanceKey:
    """One product and lot in one place of a warehouse."""

    product_id: UUID
    place_id: UUID
    warehouse_id: UUID
    lot_id: UUID | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to a balance; below zero, taken from it."""

    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)

    def __add__(self, other: Change) -> Change:
        return Change(self.on_hand + other.on_hand, self.reserved + other.reserved)


def change_balances(session: Session, changes: Mapping[BalanceKey, Change]) -> None:
    """Changes the balances, those that do not exist yet made first; locked in the order of their ids.

    Refuses `NotEnoughToMove` where less than what is reserved would be left.
    """
    if not changes:
        return
    make_balances(session, (key for key, change in changes.items() if change.on_hand > 0))
    keys = list(changes)
    arrays = {
        "product_ids": [key.product_id for key in keys],
        "place_ids": [key.place_id for key in keys],
        "lot_ids": [key.lot_id for key in keys],
        "on_hand": [changes[key].on_hand for key in keys],
        "reserved": [changes[key].reserved for key in keys],
    }
    if len(keys) > 1:
        session.connection().execute(_LOCK_THESE, arrays)
    changed = session.connection().execute(_CHANGE, arrays).all()
    if len(changed) != len(keys):
        raise NotEnoughToMove(quantity=max(-change.on_hand for change in changes.values()))


def make_balances(session: Session, keys: Iterable[BalanceKey]) -> None:
    """Makes sure that the balances exist, at zero if they are new: promises and counts have to queue up somewhere."""
    wanted = sorted(keys, key=lambda key: (key.product_id, key.place_id, key.lot_id or UUID(int=0)))
    if not wanted:
        return
    session.connection().execute(
        _MAKE,
        {
            "ids": [new_id() for _ in wanted],
            "product_ids": [key.product_id for key in wanted],
            "place_ids": [key.place_id for key in wanted],
            "warehouse_ids": [key.warehouse_id for key in wanted],
            "lot_ids": [key.lot_id for key in wanted],
        },
    )


def lock_balances(session: Session, level_ids: Select[UUID]) -> None:
    """Locks the balances a query names until the transaction ends, in the order of their ids."""
    session.execute(select(StockLevel.id).where(StockLevel.id.in_(level_ids)).order_by(StockLevel.id).with_for_update())


# Built once: building a statement costs more than sending it.
_level = table_of(StockLevel)


def _array(name: str, kind: Uuid[UUID] | Numeric[Decimal]) -> object:
    return bindparam(name, type_=ARRAY(kind))


_key = (
    func.unnest(_array("product_ids", Uuid()), _array("place_ids", Uuid()), _array("lot_ids", Uuid()))
    .table_valued(column("product_id", Uuid()), column("place_id", Uuid()), column("lot_id", Uuid()))
    .render_derived(name="wanted")
)
_change = (
    func.unnest(
        _array("product_ids", Uuid()),
        _array("place_ids", Uuid()),
        _array("lot_ids", Uuid()),
        _array("on_hand", Numeric()),
        _array("reserved", Numeric()),
    )
    .table_valued(
        column("product_id", Uuid()),
        column("place_id", Uuid()),
        column("lot_id", Uuid()),
        column("on_hand", Numeric()),
        column("reserved", Numeric()),
    )
    .render_derived(name="change")
)
_made = (
    func.unnest(
        _array("ids", Uuid()),
        _array("product_ids", Uuid()),
        _array("place_ids", Uuid()),
        _array("warehouse_ids", Uuid()),
        _array("lot_ids", Uuid()),
    )
    .table_valued(
        column("id", Uuid()),
        column("product_id", Uuid()),
        column("place_id", Uuid()),
        column("warehouse_id", Uuid()),
        column("lot_id", Uuid()),
    )
    .render_derived(name="made")
)
_nothing = literal(Decimal(0), Numeric())
_MAKE = (
    upsert(_level)
    .from_select(
        ["id", "product_id", "place_id", "warehouse_id", "lot_id", "on_hand", "reserved"],
        select(
            _made.c.id,
            _made.c.product_id,
            _made.c.place_id,
            _made.c.warehouse_id,
            _made.c.lot_id,
            _nothing,
            _nothing.label("none_reserved"),
        ),
    )
    .on_conflict_do_nothing(index_elements=["product_id", "place_id", "lot_id"])
)
_LOCK_THESE = (
    select(_level.c.id)
    .join(
        _key,
        (_level.c.product_id == _key.c.product_id)
        & (_level.c.place_id == _key.c.place_id)
        & _level.c.lot_id.is_not_distinct_from(_key.c.lot_id),
    )
    .order_by(_level.c.id)
    .with_for_update(of=_level)
)
_CHANGE = (
    update(_level)
    .where(
        _level.c.product_id == _change.c.product_id,
        _level.c.place_id == _change.c.place_id,
        _level.c.lot_id.is_not_distinct_from(_change.c.lot_id),
        _level.c.on_hand + _change.c.on_hand >= _level.c.reserved + _change.c.reserved,
        _level.c.reserved + _change.c.reserved >= 0,
    )
    .values(on_hand=_level.c.on_hand + _change.c.on_hand, reserved=_level.c.reserved + _change.c.reserved)
    .returning(_level.c.id)
)
