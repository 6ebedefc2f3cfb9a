"""Which days people work, and counting in such days.

Public holidays and make-up working days live here; opening hours and cut-off times do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from core.calendar.period import ONE_DAY

_SATURDAY = 5


class WorkingCalendar(Protocol):
    """Working days of a country or company. Implementations say which days are worked; the counting is shared."""

    def known(self, year: int) -> bool:
        """Whether the holidays of `year` are known; if not, Monday to Friday is assumed and should be said so."""
        ...

    def is_working(self, day: date) -> bool:
        """Whether people work on `day`."""
        ...

    def next_working(self, day: date) -> date:
        """`day` itself if it is worked, else the first working day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working(self, day: date) -> date:
        """`day` itself if it is worked, else the last working day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, days: int) -> date:
        """The working day `days` working days after `day` (before it when negative); for 0 as `next_working`."""
        if days == 0:
            return self.next_working(day)
        step = ONE_DAY if days > 0 else -ONE_DAY
        for _ in range(abs(days)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(date.fromordinal(n)) for n in range(start.toordinal() + 1, end.toordinal() + 1))


class WeekdayCalendar(WorkingCalendar):
    """Monday to Friday, no holidays."""

    __slots__ = ()

    def known(self, year: int) -> bool:
        """Always: there is nothing to know."""
        return True

    def is_working(self, day: date) -> bool:
        """Monday to Friday."""
        return day.weekday() < _SATURDAY


class ChinaCalendar(WorkingCalendar):
    """Mainland China with its public holidays and make-up working days; Monday to Friday for years not announced."""

    __slots__ = ()

    def known(self, year: int) -> bool:
        """Whether the State Council's schedule for `year` is in the installed data."""
        return year in _schedule().years

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked, make-up Saturdays and Sundays included."""
        schedule = _schedule()
        return day in schedule.made_up or (day.weekday() < _SATURDAY and day not in schedule.holidays)


def working_calendar(country: str) -> WorkingCalendar:
    """The calendar of a country by its ISO 3166 code; Monday to Friday where no better one is known."""
    return ChinaCalendar() if country.upper() == "CN" else WeekdayCalendar()


@dataclass(frozen=True, slots=True)
class _Schedule:
    years: frozenset[int]
    holidays: frozenset[date]
    made_up: frozenset[date]


@cache
def _schedule() -> _Schedule:
    # Lazy, to keep the tables out of a plain start; as sets, because the library walks its tables at every question.
    from chinese_calendar import holidays, workdays

    return _Schedule(frozenset(day.year for day in holidays), frozenset(holidays), frozenset(workdays))
