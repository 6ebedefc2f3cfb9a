"""The calendar's parts that time words are built from: days, months, edges of periods, lengths from today.

Which words stand for which part is decided in `chinese`, `english` and `figures`.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.calendar.grammar.mentions import (
    Cycle,
    Frame,
    Lean,
    Mention,
    Recurring,
    Settled,
    Value,
    decide,
    decide_range,
    mapped,
)
from core.calendar.period import (
    ONE_DAY,
    ONE_WEEK,
    Grain,
    Period,
    add_months,
    month_of,
    quarter_of,
    week_of,
    year_of,
)
from core.calendar.timespan import SpanKind

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_FRIDAY = 4
_NEAR_MONTHS = range(-1, 3)
"""How far from this month a weekday with the number of its day may lie."""


def day(year: int | None, month: int, number: int) -> Mention:
    """A day of a month, with or without a year."""
    if year is not None:
        return Settled(SpanKind.DATE, _date(year, month, number))
    return Recurring(
        SpanKind.DATE, Cycle.YEAR, lambda anchor, cycles: _date(anchor.year + cycles, month, number), Lean.COMING
    )


def day_of_month(number: int) -> Mention:
    """The 12th, of a month not said."""

    def at(anchor: date, cycles: int) -> date | None:
        years, month = divmod(anchor.month - 1 + cycles, 12)
        return _date(anchor.year + years, month + 1, number)

    return Recurring(SpanKind.DATE, Cycle.MONTH, at, Lean.COMING)


def day_of_month_on(number: int, weekday_number: int, today: date) -> Mention:
    """Friday the 20th: of last month to the one after next the nearest in which it is a Friday; else no such date.

    Further off nobody means a day without its month: then weekday and day do not agree.
    """
    found = (
        _date(anchor.year, anchor.month, number)
        for anchor in (add_months(month_of(today).start_on, months) for months in _NEAR_MONTHS)
    )
    agreed = [one for one in found if one is not None and one.weekday() == weekday_number]
    return Settled(SpanKind.DATE, min(agreed, key=lambda one: abs(one - today), default=None))


def day_in(month: Mention, number: int) -> Mention:
    """The 12th of a month that is said."""
    return mapped(month, lambda value: _date(_start(value).year, _start(value).month, number), SpanKind.DATE)


def weekday(number: int, weeks: int | None, today: date) -> Mention:
    """A day of the week, 0 being Monday, `weeks` after this week; None leaves the week open."""

    def at(anchor: date, cycles: int) -> date | None:
        ordinal = anchor.toordinal() - anchor.weekday() + number + 7 * cycles
        return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None

    if weeks is None:
        return Recurring(SpanKind.DATE, Cycle.WEEK, at, Lean.COMING)
    return Settled(SpanKind.DATE, at(today, weeks))


def on_weekday(mention: Mention, number: int, today: date) -> Mention:
    """A date said together with its weekday, in the coming year or the past one; where they disagree, no such date."""
    near, coming = (decide(mention, today, lean).value for lean in (Lean.NEAR, Lean.COMING))
    agreed = next((value for value in (near, coming) if isinstance(value, date) and value.weekday() == number), None)
    return Settled(SpanKind.DATE, agreed, None if agreed else coming)


def months(year: int | None, first: int, last: int, lean: Lean = Lean.PAST) -> Mention:
    """Whole months, `first` to `last`, with or without a year. Beyond 1 to 12 there is no such period."""
    if year is not None:
        return Settled(SpanKind.PERIOD, _months(year, first, last))
    return Recurring(
        SpanKind.PERIOD, Cycle.YEAR, lambda anchor, cycles: _months(anchor.year + cycles, first, last), lean
    )


def days_of_year(year: int | None, month: int, first: int, last: int) -> Mention:
    """The same days of a month every year, with or without the year: a holiday of the calendar."""

    def at(number: int) -> Period | None:
        start, end = _date(number, month, first), _date(number, month, last)
        return Period(start, end) if start and end else None

    if year is not None:
        return Settled(SpanKind.PERIOD, at(year))
    return Recurring(SpanKind.PERIOD, Cycle.YEAR, lambda anchor, cycles: at(anchor.year + cycles), Lean.PAST)


def nearest_month(number: int, step: str, today: date) -> Mention:
    """Last October (the latest that is over), this October (this year's), next October (the coming one)."""
    this, past, coming = (_months(today.year + years, number, number) for years in (0, -1, 1))
    over = this is not None and this.end_on < today
    if step == "this":
        return Settled(SpanKind.PERIOD, this)
    if step == "last":
        return Settled(SpanKind.PERIOD, *((this, past) if over else (past, this)))
    ahead = this is not None and this.start_on > today
    return Settled(SpanKind.PERIOD, *((this, coming) if ahead else (coming, this)))


def between(first: Mention, last: Mention, today: date) -> Mention:
    """The days from one mention to another."""
    reading = decide_range(first, last, today)
    return Settled(SpanKind.PERIOD, reading.value, reading.other)


def around(anchor: date, unit: str, steps: int) -> Mention:
    """The week, weekend, month, quarter or year that lies `steps` after the one around `anchor`."""
    return Settled(SpanKind.PERIOD, _around(anchor, unit, steps))


def current(unit: str) -> Mention:
    """The running week, month, quarter or year, of which an edge may be the next one's (月初 said on the 23rd)."""
    cycle = {"week": Cycle.WEEK, "month": Cycle.MONTH}.get(unit, Cycle.YEAR)
    return Recurring(SpanKind.PERIOD, cycle, lambda anchor, cycles: _around(anchor, unit, cycles), Lean.THIS)


def to_date(unit: str, today: date) -> Mention:
    """From the first day of the current month, quarter or year until today."""
    return mapped(around(today, unit, 0), lambda value: Period(_start(value), today), SpanKind.PERIOD)


def after(frame: Frame, number: int, unit: str) -> Mention:
    """The day `number` days, working days, weeks, months … after today (before it when negative)."""
    return Settled(SpanKind.DATE, _shifted(frame, number, unit))


def within(frame: Frame, number: int, unit: str) -> Mention:
    """The last day of `number` units from today; the other reading is the same length up to today."""
    return Settled(SpanKind.DATE, _shifted(frame, number, unit), rolling(frame, -number, unit).value)


def rolling(frame: Frame, number: int, unit: str) -> Settled:
    """A length of days that begins today, or when `number` is negative ends today; today is counted."""
    limit = _shifted(frame, number, unit)
    if limit is None or number == 0:
        return Settled(SpanKind.PERIOD, None)
    if number < 0:
        return Settled(SpanKind.PERIOD, Period(limit + ONE_DAY, frame.today))
    return Settled(SpanKind.PERIOD, Period(frame.today, limit - ONE_DAY))


def edge(mention: Mention, which: str) -> Mention:
    """One end of a period, or a part of it: start, middle, end (days); first, second, last third; early, late."""
    if which in ("start", "middle", "end"):
        return mapped(mention, lambda value: _edge_day(value, which), SpanKind.DATE)
    return mapped(mention, lambda value: _third(value, which), SpanKind.PERIOD)


def _around(anchor: date, unit: str, steps: int) -> Period | None:
    try:
        if unit in ("week", "weekend"):
            week = week_of(anchor + steps * ONE_WEEK)
            return week if unit == "week" else Period(week.end_on - ONE_DAY, week.end_on)
        moved = add_months(anchor.replace(day=1), steps * _MONTHS_IN[unit])
    except (ValueError, OverflowError):
        return None
    return {"month": month_of, "quarter": quarter_of, "year": year_of}[unit](moved)


def _edge_day(value: Value, which: str) -> date:
    if not isinstance(value, Period):
        return value
    if which == "start":
        return value.start_on
    # Trade ends its week on Friday; the calendar's Sunday would promise two days nobody works.
    last = value.start_on + timedelta(days=_FRIDAY) if value.grain is Grain.WEEK else value.end_on
    if which == "end":
        return last
    if value.grain is Grain.MONTH:
        return value.start_on.replace(day=15)
    if value.grain is Grain.YEAR:
        return value.start_on.replace(month=6, day=30)
    return value.start_on + timedelta(days=(last - value.start_on).days // 2)


def _third(value: Value, which: str) -> Period:
    """The first ten days of a month, the second, the rest; of longer periods the first, second or last third."""
    whole = value if isinstance(value, Period) else Period(value, value)
    if whole.grain is Grain.WEEK:
        whole = Period(whole.start_on, whole.start_on + timedelta(days=_FRIDAY))
    length = 10 if whole.grain is Grain.MONTH else max(whole.days // 3, 1)
    second, third = whole.start_on + timedelta(days=length), whole.start_on + timedelta(days=2 * length)
    return {
        "first third": Period(whole.start_on, second - ONE_DAY),
        "second third": Period(second, third - ONE_DAY),
        "last third": Period(third, whole.end_on),
    }[which]


def _shifted(frame: Frame, number: int, unit: str) -> date | None:
    try:
        if unit == "working day":
            return frame.working.add_working_days(frame.today, number) if abs(number) <= 1000 else None
        if unit == "half month":
            return frame.today + timedelta(days=15 * number)
        if unit in ("day", "week"):
            return frame.today + timedelta(days=number * (7 if unit == "week" else 1))
        return add_months(frame.today, number * (6 if unit == "half year" else _MONTHS_IN[unit]))
    except (ValueError, OverflowError):
        return None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> Period | None:
    if not (1 <= year <= 9999 and 1 <= first <= last <= 12):
        return None
    return Period(date(year, first, 1), month_of(date(year, last, 1)).end_on)


def _start(value: Value) -> date:
    return value.start_on if isinstance(value, Period) else value
