"""Goods that may be taken from a warehouse's stock for something else than an order: what nobody was promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Product
from core.errors import Conflict
from core.inventory.allocating import take_from
from core.inventory.models import Lot, Warehouse
from core.inventory.promise import lasting_balance
from core.inventory.supply import Level, Supply


class NotEnoughFree(Conflict):
    """Less is free than is to be taken: the rest is promised, or not there.

    Facts: product, asked, available, unit, warehouse, lot.
    """


def goods_meant(supply: Supply, lot: str | None, *, today: date) -> list[Level]:
    """The balances goods are taken from: those of the lot, or of all that are not expired, first expiring first."""
    return [level for level in supply.levels if level.lot == lot] if lot else supply.good(today)


def spare(supply: Supply, levels: Sequence[Level], *, today: date) -> Decimal:
    """How much of these balances can go and every later promise still be kept; expired goods keep none."""
    free = sum((level.free for level in levels), Decimal(0))
    good = {level.id for level in supply.good(today)}
    if not any(level.id in good for level in levels):
        return free
    return min(free, lasting_balance(free_on=supply.usable, changes=supply.changes, today=today))


def take_free(
    session: Session, item: Product, house: Warehouse, levels: Sequence[Level], quantity: Decimal, *, most: Decimal
) -> list[tuple[UUID | None, str | None, Decimal]]:
    """The lots to take the quantity from (id, code, how much); refuses `NotEnoughFree` beyond `most`."""
    if quantity > most:
        codes = {level.lot for level in levels}
        raise NotEnoughFree(
            product=item.code,
            asked=quantity,
            available=most,
            unit=item.unit_code,
            warehouse=house.code,
            lot=next(iter(codes)) if len(codes) == 1 else None,
        )
    taken = take_from(levels, quantity)
    wanted = {take.lot for take in taken if take.lot}
    ids: dict[str, UUID] = {}
    if wanted:
        rows = session.execute(select(Lot.code, Lot.id).where(Lot.product_id == item.id, Lot.code.in_(wanted)))
        ids |= {row.code: row.id for row in rows}
    return [(ids[take.lot] if take.lot else None, take.lot, take.quantity) for take in taken]
