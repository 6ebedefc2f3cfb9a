"""What time words mean before it is decided which year, month or week they fall in, and how that is decided.

The words themselves live in `chinese`, `english` and `figures`; the calendar's parts they build from in `parts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, IntEnum

from core.calendar.period import Period
from core.calendar.timespan import SpanKind
from core.calendar.working import WorkingCalendar

Value = date | Period
# A range or limit without a year is read as a coming one only when it begins this soon.
_SOON_DAYS = 92
# A range of days that would run on into the next year for this long (7 October to 1 October) is a slip.
_WRAPPED_DAYS = 340


class Cycle(IntEnum):
    """How often something recurs; in a range the larger cycle fixes the smaller."""

    WEEK = 1
    MONTH = 2
    YEAR = 3


class Lean(Enum):
    """Which occurrence is meant when nothing else says so."""

    COMING = "coming"
    PAST = "past"
    THIS = "this"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Frame:
    """What reading needs to know of the world: the company's day and its working days."""

    today: date
    working: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Reading:
    """A decided value (None: the calendar has no such day) and the other sensible one, if any."""

    value: Value | None
    other: Value | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A mention that says all: 3 December 2026, last month, tomorrow."""

    kind: SpanKind
    value: Value | None
    other: Value | None = None


@dataclass(frozen=True, slots=True)
class Recurring:
    """A mention that comes back: Friday, the 12th, October. `at(anchor, k)` is the one in the k-th cycle from there."""

    kind: SpanKind
    cycle: Cycle
    at: Callable[[date, int], Value | None]
    lean: Lean


Mention = Settled | Recurring


def decide(mention: Mention, today: date, lean: Lean | None = None) -> Reading:
    """The value of a mention that stands alone, by `lean` or else by the mention's own."""
    if isinstance(mention, Settled):
        return Reading(mention.value, mention.other)
    here = mention.at(today, 0)
    if here is None:
        return Reading(None, mention.at(today, 1))
    coming = here if last_day(here) >= today else mention.at(today, 1)
    past = here if first_day(here) <= today else mention.at(today, -1)
    chosen, other = {
        Lean.COMING: (coming, past),
        Lean.PAST: (past, coming),
        Lean.THIS: (here, past),
        Lean.NEAR: (coming, past) if _is_soon(coming, today) else (past, coming),
    }[lean or mention.lean]
    return Reading(chosen, other if other != chosen else None)


def decide_range(first: Mention, second: Mention, today: date) -> Reading:
    """The days from one mention to another; whichever says more fixes the year, month or week of the other."""
    leading = first if _says_more(first, second) else second

    def joined(value: Value | None) -> Period | None:
        if value is None:
            return None
        if leading is first:
            return _days_between(value, _first_after(second, value), second)
        return _days_between(_last_before(first, value), value, second)

    if isinstance(leading, Settled):
        return Reading(joined(leading.value))
    this, past, coming = (joined(leading.at(today, cycles)) for cycles in (0, -1, 1))
    if this is None or leading.cycle is not Cycle.YEAR:
        return Reading(this, past)
    latest, next_one = (this, coming) if this.start_on <= today else (past, this)
    if leading.kind is SpanKind.DATE and _is_soon(next_one, today) and not _is_soon(latest, today):
        return Reading(next_one, latest)
    return Reading(latest, next_one)


def beside(mention: Mention, previous: Mention, value: Value, today: date) -> Mention:
    """A mention listed after another (下周三或周四, 2025年10月和11月): what the first one says holds for it too."""
    if isinstance(mention, Settled) or not _says_more(previous, mention) or mention.kind is not previous.kind:
        return mention
    if isinstance(previous, Recurring) and previous.cycle == mention.cycle:
        return mention
    if mention.kind is SpanKind.DATE:
        return Settled(SpanKind.DATE, _first_after(mention, value))
    same_year = mention.at(first_day(value), 0)
    return Settled(SpanKind.PERIOD, same_year) if same_year and first_day(same_year) <= today else mention


def mapped(mention: Mention, change: Callable[[Value], Value | None], kind: SpanKind) -> Mention:
    """The mention with `change` applied to whatever it turns out to mean: the end of it, the day before it."""

    def changed(value: Value | None) -> Value | None:
        try:
            return None if value is None else change(value)
        except (ValueError, OverflowError):
            return None

    if isinstance(mention, Settled):
        return Settled(kind, changed(mention.value), changed(mention.other))
    at = mention.at
    lean = Lean.COMING if kind is SpanKind.DATE else mention.lean
    return replace(mention, kind=kind, at=lambda anchor, cycles: changed(at(anchor, cycles)), lean=lean)


def first_day(value: Value) -> date:
    """The day itself, or the first of the period."""
    return value.start_on if isinstance(value, Period) else value


def last_day(value: Value) -> date:
    """The day itself, or the last of the period."""
    return value.end_on if isinstance(value, Period) else value


def _is_soon(value: Value | None, today: date) -> bool:
    """Whether it begins within a quarter of today, on either side."""
    return value is not None and abs((first_day(value) - today).days) <= _SOON_DAYS


def _says_more(first: Mention, second: Mention) -> bool:
    if isinstance(first, Settled):
        return True
    return isinstance(second, Recurring) and first.cycle >= second.cycle


def _days_between(start: Value | None, end: Value | None, second: Mention) -> Period | None:
    if start is None or end is None or last_day(end) < first_day(start):
        return None
    joined = Period(first_day(start), last_day(end))
    slipped = isinstance(second, Recurring) and second.kind is SpanKind.DATE and joined.days > _WRAPPED_DAYS
    return None if slipped else joined


def _first_after(mention: Mention, start: Value) -> Value | None:
    if isinstance(mention, Settled):
        return mention.value
    candidates = (mention.at(first_day(start), cycles) for cycles in (0, 1))
    return next((value for value in candidates if value is not None and last_day(value) >= first_day(start)), None)


def _last_before(mention: Mention, end: Value) -> Value | None:
    if isinstance(mention, Settled):
        return mention.value
    candidates = (mention.at(last_day(end), cycles) for cycles in (0, -1))
    return next((value for value in candidates if value is not None and first_day(value) <= last_day(end)), None)
