"""Working hours pass from nine to six on working days, in the company's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WeekdayCalendar, add_working_hours, working_calendar
from core.calendar.hours import CLOSES, OPENS

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ("2026-11-23 10:02", 4, "2026-11-23 14:02"),
        ("2026-11-23 16:30", 4, "2026-11-24 11:30"),
        ("2026-11-23 06:00", 4, "2026-11-23 13:00"),
        ("2026-11-23 21:00", 1, "2026-11-24 10:00"),
        ("2026-11-27 17:00", 4, "2026-11-30 12:00"),  # a Friday
        ("2026-11-28 12:00", 4, "2026-11-30 13:00"),  # a Saturday
        ("2026-11-23 14:00", 4, "2026-11-23 18:00"),
        ("2026-11-23 09:00", 18, "2026-11-24 18:00"),
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),  # National Day in between
        ("2026-11-23 22:00", 0, "2026-11-23 22:00"),
    ],
)
def test_hours_outside_of_work_do_not_count(asked: str, hours: int, due: str) -> None:
    assert add_working_hours(at(asked), hours, zone=SHANGHAI, working=working_calendar("CN")) == at(due)


def test_the_zone_is_the_company_s() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    due = add_working_hours(at("2026-10-23 17:00", berlin), 2, zone=berlin, working=WeekdayCalendar())
    assert due == at("2026-10-26 10:00", berlin)  # clocks changed on the Sunday between
    assert due.tzinfo is UTC


def test_a_naive_moment_is_a_bug() -> None:
    with pytest.raises(ValueError, match="naive"):
        add_working_hours(datetime(2026, 11, 23, 10), 1, zone=SHANGHAI, working=WeekdayCalendar())


@given(
    asked=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),
    hours=st.integers(1, 80),
    more=st.integers(0, 20),
)
def test_it_ends_within_work_and_later_for_more(asked: datetime, hours: int, more: int) -> None:
    moment = asked.replace(tzinfo=SHANGHAI)
    due, later = (
        add_working_hours(moment, count, zone=SHANGHAI, working=WeekdayCalendar()) for count in (hours, hours + more)
    )
    local = due.astimezone(SHANGHAI)
    assert OPENS <= local.time() <= CLOSES
    assert local.weekday() < 5
    assert due >= moment.astimezone(UTC) + timedelta(hours=hours)
    assert later >= due
