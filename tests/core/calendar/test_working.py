"""Working days: China's holidays and make-up days, plain weekdays, and counting in both."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import ChinaCalendar, WeekdayCalendar, WorkingCalendar, working_calendar

unhurried = settings(deadline=None)
CHINA = ChinaCalendar()
WEEKDAYS = WeekdayCalendar()
calendars = st.sampled_from([CHINA, WEEKDAYS])
days = st.dates(min_value=date(2010, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a make-up Saturday
        (date(2026, 11, 23), True),
        (date(2026, 11, 28), False),
        (date(2025, 1, 26), True),  # a make-up Sunday before the Spring Festival
        (date(2025, 1, 28), False),
    ],
)
def test_china_works_by_the_announced_schedule(day: date, working: bool) -> None:
    assert CHINA.is_working(day) is working


def test_years_not_announced_are_said_to_be_unknown_and_worked_monday_to_friday() -> None:
    assert CHINA.known(2026)
    assert not CHINA.known(2050)
    assert CHINA.is_working(date(2050, 10, 3))  # a Monday within the National Day week
    assert not CHINA.is_working(date(2050, 10, 2))


def test_plain_weekdays_know_every_year() -> None:
    assert WEEKDAYS.known(1900)
    assert WEEKDAYS.is_working(date(2026, 10, 1))
    assert not WEEKDAYS.is_working(date(2026, 10, 10))


def test_an_order_over_the_national_day_waits_for_the_holiday_to_end() -> None:
    assert CHINA.next_working(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CHINA.previous_working(date(2026, 10, 1)) == date(2026, 9, 30)
    assert CHINA.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CHINA.working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert WEEKDAYS.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 5)


@pytest.mark.parametrize(("country", "kind"), [("CN", ChinaCalendar), ("cn", ChinaCalendar), ("DE", WeekdayCalendar)])
def test_a_country_gets_the_best_calendar_known(country: str, kind: type[WorkingCalendar]) -> None:
    assert isinstance(working_calendar(country), kind)


@unhurried
@given(calendar=calendars, day=days)
def test_the_next_working_day_is_worked_and_nothing_between_is(calendar: WorkingCalendar, day: date) -> None:
    following = calendar.next_working(day)

    assert calendar.is_working(following)
    assert (following == day) is calendar.is_working(day)
    assert calendar.add_working_days(day, 0) == following


@unhurried
@given(calendar=calendars, day=days, count=st.integers(-40, 40).filter(bool))
def test_counting_working_days_undoes_adding_them(calendar: WorkingCalendar, day: date, count: int) -> None:
    moved = calendar.add_working_days(day, count)

    assert calendar.is_working(moved)
    assert calendar.working_days_between(day, moved) == count or (count < 0 and not calendar.is_working(day))


@unhurried
@given(calendar=calendars, start=days, end=days)
def test_counting_backwards_is_the_negative_of_counting_forwards(
    calendar: WorkingCalendar, start: date, end: date
) -> None:
    assert calendar.working_days_between(start, end) == -calendar.working_days_between(end, start)
