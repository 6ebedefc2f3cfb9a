"""Whole calendar days from one to another: what reports, budgets and "last month" speak of.

Words that name a period are read in `reading`; working days are counted in `working`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.errors import Invalid

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")


class NotAPeriod(Invalid):
    """The words name no period. Fact: `text`."""


class Grain(StrEnum):
    """What kind of period it is; `span` is any other run of days. Weeks start on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start_on` to `end_on`, both included. Written YYYY-MM-DD..YYYY-MM-DD."""

    start_on: date
    end_on: date

    def __post_init__(self) -> None:
        if self.end_on < self.start_on:
            raise ValueError(f"a period cannot end ({self.end_on}) before it starts ({self.start_on})")

    def __str__(self) -> str:
        return f"{self.start_on.isoformat()}..{self.end_on.isoformat()}"

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day <= self.end_on

    def __iter__(self) -> Iterator[date]:
        return (self.start_on + timedelta(days=offset) for offset in range(self.days))

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as `str` writes it. Refuses anything else: NotAPeriod."""
        written = _ISO.fullmatch(text.strip())
        if written is None:
            raise NotAPeriod(text=text)
        try:
            return cls(date.fromisoformat(written[1]), date.fromisoformat(written[2]))
        except ValueError as error:
            raise NotAPeriod(text=text) from error

    @property
    def days(self) -> int:
        """How many calendar days it holds, at least one."""
        return (self.end_on - self.start_on).days + 1

    @property
    def grain(self) -> Grain:
        """What kind of period its two ends make."""
        if self.start_on == self.end_on:
            return Grain.DAY
        whole = {
            week_of(self.start_on): Grain.WEEK,
            month_of(self.start_on): Grain.MONTH,
            quarter_of(self.start_on): Grain.QUARTER,
            year_of(self.start_on): Grain.YEAR,
        }
        return whole.get(self, Grain.SPAN)

    def previous(self) -> Period:
        """The period of the same kind just before: whole months go back by as many months, others by their days."""
        if months := self._whole_months():
            return self._moved_by_months(-months)
        return self._moved(timedelta(days=-self.days))

    def year_before(self) -> Period:
        """The same period a year earlier; a week is compared with the week 52 weeks before, weekday for weekday."""
        if self.grain is Grain.WEEK:
            return self._moved(-52 * ONE_WEEK)
        if self._whole_months():
            return self._moved_by_months(-12)
        return Period(add_months(self.start_on, -12), add_months(self.end_on, -12))

    def _whole_months(self) -> int:
        if self.start_on.day != 1 or self.end_on != month_of(self.end_on).end_on:
            return 0
        return (self.end_on.year - self.start_on.year) * 12 + self.end_on.month - self.start_on.month + 1

    def _moved(self, by: timedelta) -> Period:
        return Period(self.start_on + by, self.end_on + by)

    def _moved_by_months(self, months: int) -> Period:
        return Period(add_months(self.start_on, months), month_of(add_months(self.end_on, months)).end_on)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), or that month's last day where it has no such day.

    Raises ValueError beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is out of range")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def week_of(day: date) -> Period:
    """Monday to Sunday around `day`; cut off at the ends of the calendar."""
    monday = date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    return Period(monday, date.fromordinal(min(day.toordinal() + 6 - day.weekday(), date.max.toordinal())))


def month_of(day: date) -> Period:
    """The calendar month around `day`."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> Period:
    """The calendar quarter around `day`."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, month_of(add_months(first, 2)).end_on)


def year_of(day: date) -> Period:
    """The calendar year around `day`."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))
