"""When a quantity can be promised: available-to-promise over time, as pure arithmetic on dated figures.

The rule (DOMAIN: ATP): a quantity can be promised on the first day from which the running balance of free stock,
confirmed receipts and promised demand never again falls below it. So no later promise is robbed. What expires in
between counts for nobody after it, and is robbed from nobody by whom it leaves before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from core.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class DatedChange:
    """Goods that come (positive) or are promised to leave (negative) on a day. `source` names the row behind it."""

    due_on: date
    quantity: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Available:
    """From when a quantity is there to stay, and the receipts it waits for: none when it is on hand."""

    ready_on: date
    rests_on: tuple[DatedChange, ...]


def earliest(
    *, free_on: Callable[[date], Decimal], changes: Sequence[DatedChange], quantity: Decimal, today: date
) -> Available | None:
    """The first day on which `quantity` can leave, robbing no later promise, or None when no known day is.

    `free_on` is what of today's free stock could still leave on a day: lots expire. A receipt that is overdue counts
    from tomorrow; overdue demand counts today.
    """
    ordered = _from_today(changes, today)
    course = _course(free_on, ordered, today)
    # What leaves uses up what expires first: waiting helps only until something comes.
    arrivals = {change.due_on for change in ordered if change.quantity > 0 and change.due_on > today}
    for day in sorted({today, *arrivals}):
        if course.robbed(day, quantity) == 0:
            # Goods that are due today are as good as here, and yet cannot be taken from a shelf.
            if day == today and free_on(today) >= quantity:
                return Available(day, ())
            return Available(day, tuple(one for one in ordered if one.quantity > 0 and today <= one.due_on <= day))
    return None


def lasting_balance(*, free_on: Callable[[date], Decimal], changes: Sequence[DatedChange], today: date) -> Decimal:
    """The most that can be taken now without robbing a later promise; never below zero.

    Never more than is free: what is due today can be promised, and is not here yet.
    """
    free = free_on(today)
    return free - _course(free_on, _from_today(changes, today), today).robbed(today, free)


def balance_by(*, free_on: Callable[[date], Decimal], changes: Sequence[DatedChange], today: date, by: date) -> Decimal:
    """The most that can leave on a coming day, with what comes until then, without robbing a promise after it.

    Never below zero.
    """
    ordered = _from_today(changes, today)
    comes = sum((change.quantity for change in ordered if change.quantity > 0 and change.due_on <= by), Decimal(0))
    most = free_on(by) + comes
    return most - _course(free_on, ordered, today, by).robbed(by, most)


def ship_day(
    ready_on: date, *, local_now: datetime, cut_off: time, picking_days: int, calendar: WorkingCalendar
) -> date:
    """The working day goods leave: picked after the order was taken and the goods were there.

    An order after the cut-off, or on a day off, counts as the next working day's.
    """
    today = local_now.date()
    taken_on = today if local_now.time() < cut_off else today + timedelta(days=1)
    return calendar.add_working_days(calendar.next_working(max(taken_on, ready_on)), picking_days)


def arrival_day(shipped_on: date, *, transit_days: int, calendar: WorkingCalendar) -> date:
    """The working day goods that left on `shipped_on` arrive."""
    return calendar.add_working_days(shipped_on, transit_days)


def _from_today(changes: Sequence[DatedChange], today: date) -> list[DatedChange]:
    tomorrow = today + timedelta(days=1)
    moved = [
        DatedChange(tomorrow, change.quantity, change.source)
        if change.quantity > 0 and change.due_on < today
        else change
        for change in changes
    ]
    return sorted(moved, key=lambda change: (change.due_on, change.quantity))


@dataclass(frozen=True, slots=True)
class _Course:
    """What comes and goes day by day, and what is left of today's stock on each of the days, if nobody takes it."""

    days: tuple[date, ...]
    free: tuple[Decimal, ...]
    coming: tuple[Decimal, ...]
    leaving: tuple[Decimal, ...]

    def robbed(self, day: date, quantity: Decimal) -> Decimal:
        """How much more would be missing on the worst day from `day` on, if `quantity` left on it."""
        pairs = zip(self.days, self._missing(day, quantity), self._missing(day, Decimal(0)), strict=True)
        return max(with_it - without for on, with_it, without in pairs if on >= day)

    def _missing(self, day: date, quantity: Decimal) -> list[Decimal]:
        """What promises lack at the end of each day. What expires first leaves first; what comes is taken last."""
        gone = left_of_coming = Decimal(0)
        missing = []
        for on, free, coming, leaving in zip(self.days, self.free, self.coming, self.leaving, strict=True):
            gone = max(gone, self.free[0] - free)
            wanted = leaving + (quantity if on == day else 0)
            taken = min(self.free[0] - gone, wanted)
            gone += taken
            left_of_coming += coming - (wanted - taken)
            missing.append(max(-left_of_coming, Decimal(0)))
        return missing


def _course(free_on: Callable[[date], Decimal], ordered: Sequence[DatedChange], today: date, *more: date) -> _Course:
    coming: dict[date, Decimal] = dict.fromkeys((today, *more), Decimal(0))
    leaving = dict(coming)
    for change in ordered:
        day = max(change.due_on, today)
        coming[day] = coming.get(day, Decimal(0)) + max(change.quantity, Decimal(0))
        leaving[day] = leaving.get(day, Decimal(0)) - min(change.quantity, Decimal(0))
    days = tuple(sorted(coming))
    return _Course(
        days, tuple(map(free_on, days)), tuple(coming[day] for day in days), tuple(leaving[day] for day in days)
    )
