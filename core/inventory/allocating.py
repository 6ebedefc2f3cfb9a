"""Choosing for each wanted line the warehouses that can deliver it first, and the goods or receipts it rests on.

Pure on figures already read; how a line is split is `splitting`'s, writing what was chosen `reserving`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.calendar import WorkingCalendar
from core.company import Company
from core.errors import Conflict
from core.inventory.promise import Available, DatedChange, arrival_day, balance_by, earliest, lasting_balance, ship_day
from core.inventory.splitting import Offer, split
from core.inventory.supply import Level, Source, Supplies, Supply

LONGEST_TRANSIT = 7
"""Working days assumed to a region no transit time is known for."""


class InsufficientStock(Conflict):
    """The warehouses have too little, now and by any known receipt.

    Facts: product, names, asked, available, unit, warehouse.
    """


@dataclass(frozen=True, slots=True)
class Need:
    """A wanted line, in stock units. `warehouse_id` is where it must come from, if that was said.

    It is not split to be there before `wanted_on`, the day it was asked for.
    """

    product_id: UUID
    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    warehouse_id: UUID | None = None
    shelf_life_days_min: int = 0
    wanted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """So much of one balance."""

    level_id: UUID
    lot: str | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a line from one warehouse: when it leaves and arrives, and from which balances or receipts.

    Either `takes` covers the whole quantity now, or `rests_on` names the receipts it waits for until `ready_on`.
    `free_before` is what the warehouse could have promised on the spot.
    """

    source: Source
    quantity: Decimal
    ready_on: date
    ships_on: date
    arrives_on: date
    takes: tuple[Take, ...]
    rests_on: tuple[DatedChange, ...]
    free_before: Decimal

    @property
    def free_after(self) -> Decimal:
        """What the warehouse can then still promise on the spot."""
        return self.free_before - (self.quantity if self.takes else Decimal(0))


@dataclass(frozen=True, slots=True)
class Allocation:
    """How a line is served: from one warehouse, or in parts from several, the nearest first."""

    parts: tuple[Part, ...]

    @property
    def source(self) -> Source:
        """The warehouse all of it comes from; the nearest of several."""
        return self.parts[0].source

    @property
    def is_split(self) -> bool:
        """Whether several warehouses deliver it."""
        return len(self.parts) > 1

    @property
    def takes(self) -> tuple[Take, ...]:
        """What is taken from balances now, of all parts."""
        return tuple(take for part in self.parts for take in part.takes)

    @property
    def ships_on(self) -> date:
        """The day the last part leaves."""
        return max(part.ships_on for part in self.parts)

    @property
    def arrives_on(self) -> date:
        """The day the last part is with the customer."""
        return max(part.arrives_on for part in self.parts)

    @property
    def rests_on(self) -> tuple[DatedChange, ...]:
        """The receipts that parts of the line wait for."""
        return tuple(change for part in self.parts for change in part.rests_on)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the company ships: its clock's present moment in its own zone, and its working days."""

    local_now: datetime
    company: Company
    working: WorkingCalendar
    _arrivals: dict[tuple[date, int | None], date] = field(default_factory=dict, repr=False, compare=False)

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
        days = LONGEST_TRANSIT if source.transit_days is None else source.transit_days
        return arrival_day(ships_on, transit_days=days, calendar=self.working)

    def arrives_ready(self, ready_on: date, source: Source) -> date:
        """The day goods that are there on `ready_on` are with the customer; asked again and again for a few days."""
        key = (ready_on, source.transit_days)
        if key not in self._arrivals:
            self._arrivals[key] = self.arrives(self.ships(ready_on), source)
        return self._arrivals[key]


def allocate(
    needs: Sequence[Need], supplies: Supplies, sources: Sequence[Source], calendar: Calendar
) -> list[Allocation]:
    """Serves the lines in order, each by the warehouse with the earliest arrival; among equals by the nearest, then
    by the oldest. A line that several warehouses together deliver earlier than any of them alone is split.

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
    allowed = sorted((one for one in sources if need.warehouse_id in (None, one.id)), key=_preference)
    whole = [
        (calendar.arrives_ready(available.ready_on, source), source, available)
        for source in allowed
        if (available := _available(need, supplies, source, calendar)) is not None
    ]
    best = min(whole, key=lambda option: option[0], default=None)
    in_time = best is not None and need.wanted_on is not None and best[0] <= need.wanted_on
    before = None if best is None else best[0]
    if not in_time and (shares := _shares(need, supplies, allowed, calendar, before)):
        return Allocation(tuple(_part(need, share, supplies, calendar) for share in shares))
    if best is not None:
        return Allocation((_take(need, supplies, best[1], best[2], calendar),))
    raise InsufficientStock(
        product=need.product,
        product_zh=need.name_zh,
        product_en=need.name_en,
        asked=need.quantity,
        available=sum((promisable(need, supplies, source, calendar) for source in allowed), Decimal(0)),
        unit=need.unit,
        warehouse=allowed[0].code if need.warehouse_id is not None and allowed else None,
    )


def _shares(
    need: Need, supplies: Supplies, allowed: Sequence[Source], calendar: Calendar, before: date | None
) -> list[tuple[Source, Decimal]]:
    """What each warehouse gives of a line that they deliver together earlier than `before`; nothing if they do not."""
    today = calendar.local_now.date()
    tomorrow = today + timedelta(days=1)
    offers = []
    for source in allowed:
        supply = supplies.get((need.product_id, source.id), Supply())
        receipts = [one.due_on if one.due_on >= today else tomorrow for one in supply.changes if one.quantity > 0]
        for day in sorted({today, *receipts}):
            arrives_on = calendar.arrives_ready(day, source)
            if before is None or arrives_on < before:
                most = promisable_by(need, supplies, source, calendar, day)
                offers.append(Offer(source, arrives_on, most))
    return split(need.quantity, offers)


def _part(need: Need, share: tuple[Source, Decimal], supplies: Supplies, calendar: Calendar) -> Part:
    source, quantity = share
    part = replace(need, quantity=quantity)
    available = _available(part, supplies, source, calendar)
    if available is None:
        raise AssertionError("a warehouse gives what it was found to have")
    return _take(part, supplies, source, available, calendar)


def _preference(source: Source) -> tuple[int, UUID]:
    """The nearest first, and the company's oldest among equals: what does not change between a card and its yes."""
    return (LONGEST_TRANSIT if source.transit_days is None else source.transit_days, source.id)


def _available(need: Need, supplies: Supplies, source: Source, calendar: Calendar) -> Available | None:
    supply = supplies.get((need.product_id, source.id))
    if supply is None:
        return None
    free_on = _free_on(need, supply, source, calendar)
    today = calendar.local_now.date()
    return earliest(free_on=free_on, changes=supply.changes, quantity=need.quantity, today=today)


def _take(need: Need, supplies: Supplies, source: Source, available: Available, calendar: Calendar) -> Part:
    free_before = promisable(need, supplies, source, calendar)
    supply = supplies[need.product_id, source.id]
    takes: list[Take] = []
    if not available.rests_on:
        takes = take_from(supply.good(_good_until(calendar.local_now.date(), need, source, calendar)), need.quantity)
    else:
        supply.changes.append(DatedChange(available.ready_on, -need.quantity))
    return Part(
        source=source,
        quantity=need.quantity,
        ready_on=available.ready_on,
        ships_on=calendar.ships(available.ready_on),
        arrives_on=calendar.arrives_ready(available.ready_on, source),
        takes=tuple(takes),
        rests_on=available.rests_on,
        free_before=free_before,
    )


def take_from(levels: Sequence[Level], quantity: Decimal) -> list[Take]:
    """Takes the quantity from the balances, as they come; their free figures shrink."""
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
    arrives_on = calendar.arrives_ready(ready_on, source)
    return arrives_on + timedelta(days=need.shelf_life_days_min)
