"""Periods: their days, their kind, the ones before them, and the form they are written in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import Grain, NotAPeriod, Period, add_months, month_of, quarter_of, week_of, year_of

unhurried = settings(deadline=None)
sensible_days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(sensible_days)
    whole = draw(st.sampled_from([week_of, month_of, quarter_of, year_of, None]))
    return whole(start) if whole else Period(start, start + timedelta(days=draw(st.integers(0, 800))))


@pytest.mark.parametrize(
    ("written", "grain", "days", "previous", "year_before"),
    [
        ("2026-11-23..2026-11-23", Grain.DAY, 1, "2026-11-22..2026-11-22", "2025-11-23..2025-11-23"),
        ("2026-11-23..2026-11-29", Grain.WEEK, 7, "2026-11-16..2026-11-22", "2025-11-24..2025-11-30"),
        ("2026-11-24..2026-11-30", Grain.SPAN, 7, "2026-11-17..2026-11-23", "2025-11-24..2025-11-30"),
        ("2026-03-01..2026-03-31", Grain.MONTH, 31, "2026-02-01..2026-02-28", "2025-03-01..2025-03-31"),
        ("2028-02-01..2028-02-29", Grain.MONTH, 29, "2028-01-01..2028-01-31", "2027-02-01..2027-02-28"),
        ("2027-02-01..2027-02-28", Grain.MONTH, 28, "2027-01-01..2027-01-31", "2026-02-01..2026-02-28"),
        ("2026-10-01..2026-12-31", Grain.QUARTER, 92, "2026-07-01..2026-09-30", "2025-10-01..2025-12-31"),
        ("2026-01-01..2026-06-30", Grain.SPAN, 181, "2025-07-01..2025-12-31", "2025-01-01..2025-06-30"),
        ("2026-01-01..2026-12-31", Grain.YEAR, 365, "2025-01-01..2025-12-31", "2025-01-01..2025-12-31"),
        ("2026-10-25..2026-11-23", Grain.SPAN, 30, "2026-09-25..2026-10-24", "2025-10-25..2025-11-23"),
        ("2028-02-29..2028-02-29", Grain.DAY, 1, "2028-02-28..2028-02-28", "2027-02-28..2027-02-28"),
    ],
)
def test_a_period_knows_its_kind_and_what_it_is_compared_with(
    written: str, grain: Grain, days: int, previous: str, year_before: str
) -> None:
    period = Period.parse(written)

    assert (period.grain, period.days) == (grain, days)
    assert (str(period.previous()), str(period.year_before())) == (previous, year_before)


@unhurried
@given(period=periods())
def test_a_period_is_read_back_from_what_it_is_written_as(period: Period) -> None:
    assert Period.parse(str(period)) == period


@unhurried
@given(period=periods())
def test_the_previous_period_ends_the_day_before_and_is_of_the_same_kind(period: Period) -> None:
    previous = period.previous()

    assert previous.end_on + timedelta(days=1) == period.start_on
    assert previous.grain is period.grain or period.grain is Grain.SPAN


@unhurried
@given(period=periods())
def test_a_period_holds_exactly_its_days(period: Period) -> None:
    days = list(period)

    assert len(days) == period.days
    assert (days[0], days[-1]) == (period.start_on, period.end_on)
    assert all(day in period for day in days)
    assert period.start_on - timedelta(days=1) not in period
    assert period.end_on + timedelta(days=1) not in period


@unhurried
@given(day=sensible_days)
def test_the_periods_around_a_day_hold_it(day: date) -> None:
    for around in (week_of, month_of, quarter_of, year_of):
        assert day in around(day)
    assert week_of(day).start_on.weekday() == 0


@unhurried
@given(day=sensible_days, months=st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or moved == month_of(moved).end_on


@pytest.mark.parametrize("months", [12 * 9999, -12 * 9999])
def test_months_beyond_the_calendar_are_refused(months: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        add_months(date(2026, 1, 31), months)


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 11, 23), date(2026, 11, 22))


@pytest.mark.parametrize("written", ["", "2026-11-23", "2026-11-23..2026-11-22", "2026-02-31..2026-03-01", "a..b"])
def test_what_is_no_written_period_is_refused(written: str) -> None:
    with pytest.raises(NotAPeriod) as refusal:
        Period.parse(written)

    assert refusal.value.facts == {"text": written}


def test_the_ends_of_the_calendar_have_weeks_too() -> None:
    assert week_of(date.min).start_on == date.min
    assert week_of(date.max).end_on == date.max
