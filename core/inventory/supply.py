"""Reading what is there and what is expected, for several products at once: the figures promises are made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Table, Uuid, bindparam, select
from sqlalchemy.orm import Session

from core.inventory.models import ExpectedKind, ExpectedMove, Lot, StockLevel, TransitTime, Warehouse
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


def read_supplies(session: Session, product_ids: Collection[UUID], *, lock: bool) -> Supplies:
    """Balances and expected moves of the products. With `lock` their balances are locked, in the order of ids.

    Locking the balances of a product keeps every other promise of it out until the transaction ends.
    """
    supplies: Supplies = {}
    wanted = {"product_ids": sorted(product_ids)}
    levels = session.execute(_LEVELS_LOCKED if lock else _LEVELS, wanted)
    for level_id, product_id, warehouse_id, on_hand, reserved, lot, expires_on in levels:
        supply = supplies.setdefault((product_id, warehouse_id), Supply())
        supply.levels.append(Level(level_id, lot, expires_on, on_hand, on_hand - reserved))
    for supply in supplies.values():
        supply.levels.sort(key=lambda level: (level.expires_on or date.max, level.id))
    for product_id, warehouse_id, kind, quantity, due_on, move_id in session.execute(_EXPECTED, wanted):
        signed = quantity if kind == ExpectedKind.RECEIPT else -quantity
        supply = supplies.setdefault((product_id, warehouse_id), Supply())
        supply.changes.append(DatedChange(due_on, signed, str(move_id)))
    return supplies


def read_sources(session: Session, region_id: UUID | None) -> list[Source]:
    """All warehouses, nearest to the region first."""
    rows = session.execute(_SOURCES, {"region_id": region_id})
    sources = [Source(*row) for row in rows]
    return sorted(sources, key=lambda source: (source.transit_days is None, source.transit_days or 0, source.code))


def _tables() -> tuple[Table, ...]:
    mapped = (StockLevel, Lot, ExpectedMove, Warehouse, TransitTime)
    return tuple(one.__table__ for one in mapped if isinstance(one.__table__, Table))


# Built once: these run for every promise, and building a statement costs more than sending it.
_level, _lot, _expected, _warehouse, _transit = _tables()
_wanted: BindParameter[Any] = bindparam("product_ids", expanding=True)
_LEVELS = (
    select(
        _level.c.id,
        _level.c.product_id,
        _level.c.warehouse_id,
        _level.c.on_hand,
        _level.c.reserved,
        _lot.c.code,
        _lot.c.expires_on,
    )
    .select_from(_level.outerjoin(_lot, _lot.c.id == _level.c.lot_id))
    .where(_level.c.product_id.in_(_wanted))
    .order_by(_level.c.id)
)
_LEVELS_LOCKED = _LEVELS.with_for_update(of=_level)
_EXPECTED = select(
    _expected.c.product_id,
    _expected.c.warehouse_id,
    _expected.c.kind,
    _expected.c.quantity,
    _expected.c.due_on,
    _expected.c.id,
).where(_expected.c.product_id.in_(_wanted))
_SOURCES = select(
    _warehouse.c.id, _warehouse.c.code, _warehouse.c.name_zh, _warehouse.c.name_en, _transit.c.days
).select_from(
    _warehouse.outerjoin(
        _transit,
        (_transit.c.warehouse_id == _warehouse.c.id) & (_transit.c.region_id == bindparam("region_id", type_=Uuid())),
    )
)
