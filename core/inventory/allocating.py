"""Choosing for each wanted line the warehouse that can deliver it first, and the goods or receipts it rests on.

Pure on figures already read; writing what was chosen is `reserving`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.calendar import WorkingCalendar
from core.company import Company
from core.errors import Conflict
from core.inventory.promise import Available, DatedChange, arrival_day, balance_by, earliest, lasting_balance, ship_day
from core.inventory.supply import Level, Source, Supplies, Supply

_LONGEST_TRANSIT = 7
"""Working days assumed to a region no transit time is known for."""


class InsufficientStock(Conflict):
    """No warehouse has it, now or by any known receipt. Facts: product, names, asked, available, unit, warehouse."""


@dataclass(frozen=True, slots=True)
class Need:
    """A wanted line, in stock units. `warehouse_id` is where it must come from, if that was said."""

    product_id: UUID
    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    warehouse_id: UUID | None = None
    shelf_life_days_min: int = 0


@dataclass(frozen=True, slots=True)
class Take:
    """So much of one balance."""

    level_id: UUID
    lot: str | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """How a line is served: from where, when it leaves and arrives, and from which balances or receipts.

    Either `takes` covers the whole quantity now, or `rests_on` names the receipts it waits for until `ready_on`.
    `free_before` is what the warehouse could have promised on the spot.
    """

    source: Source
    ready_on: date
    ships_on: date
    arrives_on: date
    takes: tuple[Take, ...]
    rests_on: tuple[DatedChange, ...]
    free_before: Decimal


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the company ships: its clock's present moment in its own zone, and its working days."""

    local_now: datetime
    company: Company
    working: WorkingCalendar

    def ships(self, ready_on: date) -> date:
        """The day goods that are there on `ready_on` leave."""
        return ship_day(
            ready_on,
            local_now=self.local_now,
            cut_off=self.company.order_cut_off,
            picking_days=self.company.picking_days,
            calendar=self.working,
        )

    def arrives(self, ships_on: date, source: Source) -> date:
        """The day goods that left on `ships_on` are with the customer."""
        days = _LONGEST_TRANSIT if source.transit_days is None else source.transit_days
        return arrival_day(ships_on, transit_days=days, calendar=self.working)


def allocate(
    needs: Sequence[Need], supplies: Supplies, sources: Sequence[Source], calendar: Calendar
) -> list[Allocation]:
    """Serves the lines in order, each by the warehouse with the earliest arrival; among equals by the nearest, then
    by the oldest.

    `supplies` is used up on the way, so that two lines never count the same goods. Refuses `InsufficientStock`.
    """
    return [_best(need, supplies, sources, calendar) for need in needs]


def promisable(need: Need, supplies: Supplies, source: Source, calendar: Calendar) -> Decimal:
    """The most of the product that could leave this warehouse at once, without robbing a later promise."""
    supply = supplies.get((need.product_id, source.id), Supply())
    free_on = _free_on(need, supply, source, calendar)
    return lasting_balance(free_on=free_on, changes=supply.changes, today=calendar.local_now.date())


def promisable_by(need: Need, supplies: Supplies, source: Source, calendar: Calendar, by: date) -> Decimal:
    """The most of the product that could leave this warehouse by a day, without robbing a later promise."""
    supply = supplies.get((need.product_id, source.id), Supply())
    free_on = _free_on(need, supply, source, calendar)
    return balance_by(free_on=free_on, changes=supply.changes, today=calendar.local_now.date(), by=by)


def _best(need: Need, supplies: Supplies, sources: Sequence[Source], calendar: Calendar) -> Allocation:
    allowed = [source for source in sources if need.warehouse_id in (None, source.id)]
    options = [
        (calendar.arrives(calendar.ships(available.ready_on), source), source, available)
        for source in allowed
        if (available := _available(need, supplies, source, calendar)) is not None
    ]
    if not options:
        most = max((promisable(need, supplies, source, calendar) for source in allowed), default=Decimal(0))
        raise InsufficientStock(
            product=need.product,
            product_zh=need.name_zh,
            product_en=need.name_en,
            asked=need.quantity,
            available=most,
            unit=need.unit,
            warehouse=allowed[0].code if need.warehouse_id is not None and allowed else None,
        )
    arrives_on, source, available = min(options, key=lambda option: (option[0], *_preference(option[1])))
    return _take(need, supplies, source, available, arrives_on, calendar)


def _preference(source: Source) -> tuple[int, UUID]:
    """The nearest first, and the company's oldest among equals: what does not change between a card and its yes."""
    return (_LONGEST_TRANSIT if source.transit_days is None else source.transit_days, source.id)


def _available(need: Need, supplies: Supplies, source: Source, calendar: Calendar) -> Available | None:
    supply = supplies.get((need.product_id, source.id))
    if supply is None:
        return None
    free_on = _free_on(need, supply, source, calendar)
    today = calendar.local_now.date()
    return earliest(free_on=free_on, changes=supply.changes, quantity=need.quantity, today=today)


def _take(
    need: Need, supplies: Supplies, source: Source, available: Available, arrives_on: date, calendar: Calendar
) -> Allocation:
    free_before = promisable(need, supplies, source, calendar)
    supply = supplies[need.product_id, source.id]
    takes: list[Take] = []
    if not available.rests_on:
        takes = _from_levels(supply.good(_good_until(calendar.local_now.date(), need, source, calendar)), need.quantity)
    else:
        supply.changes.append(DatedChange(available.ready_on, -need.quantity))
    return Allocation(
        source=source,
        ready_on=available.ready_on,
        ships_on=calendar.ships(available.ready_on),
        arrives_on=arrives_on,
        takes=tuple(takes),
        rests_on=available.rests_on,
        free_before=free_before,
    )


def _from_levels(levels: list[Level], quantity: Decimal) -> list[Take]:
    """Takes the quantity from the balances, first expiring first; their free figures shrink."""
    takes = []
    for level in levels:
        part = min(level.free, quantity)
        if part > 0:
            takes.append(Take(level.id, level.lot, part))
            level.free -= part
            quantity -= part
    return takes


def _free_on(need: Need, supply: Supply, source: Source, calendar: Calendar) -> Callable[[date], Decimal]:
    """What of the free stock could still leave on a day and be good when it arrives."""
    if all(level.expires_on is None for level in supply.levels):
        always = supply.usable(date.max)
        return lambda day: always
    return lambda day: supply.usable(_good_until(day, need, source, calendar))


def _good_until(ready_on: date, need: Need, source: Source, calendar: Calendar) -> date:
    """The last day a lot must still be good: arrival of what is ready on a day, plus what the customer wants left."""
    arrives_on = calendar.arrives(calendar.ships(ready_on), source)
    return arrives_on + timedelta(days=need.shelf_life_days_min)
