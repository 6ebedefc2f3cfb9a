"""Reading what is there and what is expected, for several products at once: the figures promises are made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Date,
    Numeric,
    Row,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from core.database import table_of
from core.inventory.models import ExpectedKind, ExpectedMove, Lot, Place, PlaceKind, StockLevel, TransitTime, Warehouse
from core.inventory.promise import DatedChange


@dataclass(slots=True)
class Level:
    """One balance, as read; `free` shrinks while an order's lines are allocated one after the other."""

    id: UUID
    lot: str | None
    expires_on: date | None
    on_hand: Decimal
    free: Decimal


@dataclass(slots=True)
class Supply:
    """One product in one warehouse: its balances, first expiring first, and its dated changes."""

    levels: list[Level] = field(default_factory=list)
    changes: list[DatedChange] = field(default_factory=list)

    def usable(self, until: date) -> Decimal:
        """Free stock in lots that are still good on `until`."""
        return sum((level.free for level in self.good(until)), Decimal(0))

    def good(self, until: date) -> list[Level]:
        """Balances whose lot expires after `until`, or never."""
        return [level for level in self.levels if level.expires_on is None or level.expires_on > until]


Supplies = dict[tuple[UUID, UUID], Supply]
"""Supply by (product id, warehouse id)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A warehouse goods may come from. `transit_days` are to the region asked about, None where it does not serve."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    transit_days: int | None


def read_supply(
    session: Session, product_ids: Collection[UUID], region_id: UUID | None, *, lock: bool
) -> tuple[Supplies, list[Source]]:
    """Balances and expected moves of the products, and all warehouses, nearest to the region first.

    With `lock` the balances are locked, in the order of their ids: that keeps every other promise of the products out
    until the transaction ends.
    """
    supplies: Supplies = {}
    sources: list[Source] = []
    wanted: dict[str, object] = {"region_id": region_id}
    if len(product_ids) == 1:
        statements, wanted["product_id"] = _OF_ONE, next(iter(product_ids))
    else:
        statements, wanted["product_ids"] = _OF_MANY, sorted(product_ids)
    for statement in statements.locking if lock else statements.reading:
        for row in session.connection().execute(statement, wanted):
            if row.kind == _WAREHOUSE:
                days = None if row.quantity is None else int(row.quantity)
                sources.append(Source(row.id, row.code, row.name_zh, row.name_en, days))
            else:
                _add(supplies.setdefault((row.product_id, row.warehouse_id), Supply()), row)
    for supply in supplies.values():
        supply.levels.sort(key=lambda level: (level.expires_on or date.max, level.id))
    sources.sort(key=lambda source: (source.transit_days is None, source.transit_days or 0, source.code))
    return supplies, sources


def _add(supply: Supply, row: Row[*tuple[Any, ...]]) -> None:
    if row.kind == _LEVEL:
        supply.levels.append(Level(row.id, row.code, row.day, row.quantity, row.quantity - row.reserved))
    else:
        signed = row.quantity if row.kind == ExpectedKind.RECEIPT else -row.quantity
        supply.changes.append(DatedChange(row.day, signed, str(row.id)))


@dataclass(frozen=True, slots=True)
class _Statements:
    """What is sent to read the supply, without locks and with them."""

    reading: tuple[CompoundSelect[Any], ...]
    locking: tuple[Select[Any] | CompoundSelect[Any], ...]


_LEVEL, _WAREHOUSE = "level", "warehouse"
_level, _place, _lot = table_of(StockLevel), table_of(Place), table_of(Lot)
_expected, _warehouse, _transit = table_of(ExpectedMove), table_of(Warehouse), table_of(TransitTime)
_no_text = literal_column("NULL", Text)


def _levels(product: ColumnElement[Any]) -> Select[Any]:
    columns = (
        literal_column(f"'{_LEVEL}'", Text).label("kind"),
        _level.c.id,
        _level.c.product_id,
        _level.c.warehouse_id,
        _level.c.on_hand.label("quantity"),
        _level.c.reserved,
        _lot.c.code,
        _lot.c.expires_on.label("day"),
        _no_text.label("name_zh"),
        _no_text.label("name_en"),
    )
    placed = _level.join(_place, _place.c.id == _level.c.place_id).outerjoin(_lot, _lot.c.id == _level.c.lot_id)
    return (
        select(*columns)
        .select_from(placed)
        # What is in quarantine is on hand, and not for sale.
        .where(
            _level.c.product_id == product,
            _place.c.kind == literal_column(f"'{PlaceKind.STOCK}'"),
            # Lots that are gone are left out, or a product would be the slower the more of them it ever had; the
            # balance without a lot is not, since promises of what is still to come queue up there. In the words of
            # the index.
            text("(stock_levels.on_hand > 0 OR stock_levels.lot_id IS NULL)"),
        )
    )


def _expected_moves(product: ColumnElement[Any]) -> Select[Any]:
    return select(
        cast(_expected.c.kind, Text).label("kind"),
        _expected.c.id,
        _expected.c.product_id,
        _expected.c.warehouse_id,
        _expected.c.quantity,
        literal_column("0", Numeric).label("reserved"),
        _no_text.label("code"),
        _expected.c.due_on.label("day"),
        _no_text.label("name_zh"),
        _no_text.label("name_en"),
    ).where(_expected.c.product_id == product)


def _warehouses() -> Select[Any]:
    there = (_transit.c.warehouse_id == _warehouse.c.id) & (
        _transit.c.region_id == bindparam("region_id", type_=Uuid())
    )
    return select(
        literal_column(f"'{_WAREHOUSE}'", Text).label("kind"),
        _warehouse.c.id,
        literal_column("NULL", Uuid()).label("product_id"),
        _warehouse.c.id.label("warehouse_id"),
        cast(_transit.c.days, Numeric).label("quantity"),
        literal_column("0", Numeric).label("reserved"),
        _warehouse.c.code,
        literal_column("NULL", Date()).label("day"),
        _warehouse.c.name_zh,
        _warehouse.c.name_en,
    ).select_from(_warehouse.outerjoin(_transit, there))


def _statements(product: ColumnElement[Any]) -> _Statements:
    levels, rest = _levels(product), union_all(_expected_moves(product), _warehouses())
    # FOR UPDATE does not go with UNION: under a lock it takes two statements.
    locked_levels = levels.order_by(_level.c.id).with_for_update(of=_level)
    return _Statements(
        reading=(union_all(levels, _expected_moves(product), _warehouses()),), locking=(locked_levels, rest)
    )


# Built once: these run for every promise, and building a statement costs more than sending it. One product has
# statements of its own, since PostgreSQL keeps a plan for one value but plans anew for a list, whose length it fears.
_OF_ONE = _statements(bindparam("product_id", type_=Uuid()))
_OF_MANY = _statements(any_(bindparam("product_ids", type_=ARRAY(Uuid()))))
