"""Writing days, moments and periods in words: 12月3日 周四, Thu 3 Dec, 2026年10月, October 2026."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from assistant.replies.entries import entry
from core.calendar import Grain, Period, month_of


def day_words(day: date, language: str, *, today: date | None = None) -> str:
    """The day with its weekday; its year is left out when it is that of `today`."""
    form = "day" if today is not None and today.year == day.year else "day_of_year"
    return _filled(form, day, language)


def day_only(day: date, language: str, *, today: date | None = None) -> str:
    """The day without its weekday; its year is left out when it is that of `today`."""
    form = "date" if today is not None and today.year == day.year else "date_of_year"
    return _filled(form, day, language)


def moment_words(at: datetime, language: str, *, zone: ZoneInfo | None = None, today: date | None = None) -> str:
    """The day and time in `zone`, in the moment's own zone if none is given."""
    local = at.astimezone(zone) if zone is not None else at
    return f"{day_only(local.date(), language, today=today)} {local:%H:%M}"


def period_words(period: Period, language: str) -> str:
    """A whole month, quarter or year by its name, anything else by its first and last day."""
    start, end = period.start_on, period.end_on
    if period.grain is Grain.DAY:
        return day_words(start, language)
    if period.grain in (Grain.MONTH, Grain.QUARTER, Grain.YEAR):
        return _filled(f"period.{period.grain.value}", start, language)
    if start.day == 1 and end == month_of(end).end_on:
        return _span("months", start, end, language)
    return _span("days", start, end, language)


def week_words(monday: date, language: str) -> str:
    """The week that starts on `monday`, short."""
    sunday = date.fromordinal(monday.toordinal() + 6)
    form = "same_month" if monday.month == sunday.month else "two_months"
    return _both(f"week.{form}", monday, sunday, language)


def month_words(first: date, language: str) -> str:
    """The month of `first`, short."""
    return _filled("month_of_year", first, language)


def _span(unit: str, start: date, end: date, language: str) -> str:
    same_year = "same_month" if start.month == end.month else "same_year"
    form = same_year if start.year == end.year else "two_years"
    return _both(f"span.{unit}.{form}", start, end, language)


def _both(form: str, start: date, end: date, language: str) -> str:
    parts = {f"{name}_1": value for name, value in _parts(start, language).items()}
    parts |= {f"{name}_2": value for name, value in _parts(end, language).items()}
    return entry(f"calendar.{form}", language).format_map(parts)


@lru_cache(maxsize=1024)
def _filled(form: str, day: date, language: str) -> str:
    return entry(f"calendar.{form}", language).format_map(_parts(day, language))


def _parts(day: date, language: str) -> dict[str, object]:
    return {
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "quarter": (day.month - 1) // 3 + 1,
        "weekday": entry(f"calendar.weekdays.{day.weekday()}", language),
        "month_name": entry(f"calendar.months.{day.month - 1}", language),
        "month_short": entry(f"calendar.months_short.{day.month - 1}", language),
    }
