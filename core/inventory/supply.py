"""Reading what is there and what is expected, for several products at once: the figures promises are made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
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
    levels = (
        select(
            StockLevel.id,
            StockLevel.product_id,
            StockLevel.warehouse_id,
            StockLevel.on_hand,
            StockLevel.reserved,
            Lot.code,
            Lot.expires_on,
        )
        .join(Lot, Lot.id == StockLevel.lot_id, isouter=True)
        .where(StockLevel.product_id.in_(product_ids))
        .order_by(StockLevel.id)
    )
    if lock:
        levels = levels.with_for_update(of=StockLevel)
    for level_id, product_id, warehouse_id, on_hand, reserved, lot, expires_on in session.execute(levels):
        supply = supplies.setdefault((product_id, warehouse_id), Supply())
        supply.levels.append(Level(level_id, lot, expires_on, on_hand, on_hand - reserved))
    for supply in supplies.values():
        supply.levels.sort(key=lambda level: (level.expires_on or date.max, level.id))
    expected = select(
        ExpectedMove.product_id,
        ExpectedMove.warehouse_id,
        ExpectedMove.kind,
        ExpectedMove.quantity,
        ExpectedMove.due_on,
        ExpectedMove.id,
    ).where(ExpectedMove.product_id.in_(product_ids))
    for product_id, warehouse_id, kind, quantity, due_on, move_id in session.execute(expected):
        signed = quantity if kind is ExpectedKind.RECEIPT else -quantity
        supply = supplies.setdefault((product_id, warehouse_id), Supply())
        supply.changes.append(DatedChange(due_on, signed, str(move_id)))
    return supplies


def read_sources(session: Session, region_id: UUID | None) -> list[Source]:
    """All warehouses, nearest to the region first."""
    rows = session.execute(
        select(Warehouse.id, Warehouse.code, Warehouse.name_zh, Warehouse.name_en, TransitTime.days).join(
            TransitTime,
            (TransitTime.warehouse_id == Warehouse.id) & (TransitTime.region_id == region_id),
            isouter=True,
        )
    )
    sources = [Source(*row) for row in rows]
    return sorted(sources, key=lambda source: (source.transit_days is None, source.transit_days or 0, source.code))
