"""When a quantity can be promised: available-to-promise over time, as pure arithmetic on dated figures.

The rule (DOMAIN: ATP): a quantity can be promised on the first day from which the running balance of free stock,
confirmed receipts and promised demand never again falls below it. So no later promise is robbed.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def earliest(*, free: Decimal, changes: Sequence[DatedChange], quantity: Decimal, today: date) -> Available | None:
    """The first day from which `quantity` can be promised, or None when no known day is.

    A receipt that is overdue counts from tomorrow; overdue demand counts today.
    """
    ordered = _from_today(changes, today)
    balance = free + sum((change.quantity for change in ordered if change.due_on <= today), Decimal(0))
    steps = [(today, balance)]
    for change in ordered:
        if change.due_on > today:
            balance += change.quantity
            if steps[-1][0] == change.due_on:
                steps[-1] = (change.due_on, balance)
            else:
                steps.append((change.due_on, balance))
    ready_on = _first_lasting(steps, quantity)
    if ready_on is None:
        return None
    if ready_on == today and free >= quantity:
        return Available(ready_on, ())
    # Goods that are due today are as good as here, and yet cannot be taken from a shelf.
    return Available(ready_on, tuple(one for one in ordered if one.quantity > 0 and today <= one.due_on <= ready_on))


def lasting_balance(*, free: Decimal, changes: Sequence[DatedChange], today: date) -> Decimal:
    """The most that can be taken now without robbing a later promise; never below zero.

    Never more than is free: what is due today can be promised, and is not here yet.
    """
    ordered = _from_today(changes, today)
    balance = free + sum((change.quantity for change in ordered if change.due_on <= today), Decimal(0))
    lowest = balance
    days = sorted({change.due_on for change in ordered if change.due_on > today})
    for day in days:
        balance += sum((change.quantity for change in ordered if change.due_on == day), Decimal(0))
        lowest = min(lowest, balance)
    return max(min(free, lowest), Decimal(0))


def balance_by(*, free: Decimal, changes: Sequence[DatedChange], today: date, by: date) -> Decimal:
    """The most that can leave on a coming day, with what comes until then, without robbing a promise after it.

    Never below zero.
    """
    ordered = _from_today(changes, today)
    days = sorted({by, *(change.due_on for change in ordered if change.due_on > by)})
    balances = [free + sum((change.quantity for change in ordered if change.due_on <= day), Decimal(0)) for day in days]
    return max(min(balances), Decimal(0))


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


def _first_lasting(steps: Sequence[tuple[date, Decimal]], quantity: Decimal) -> date | None:
    """The first step from which on every balance is at least `quantity`."""
    found: date | None = None
    for day, balance in reversed(steps):
        if balance < quantity:
            break
        found = day
    return found
