"""The clock: always aware, always UTC, moved only on purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.calendar import Clock, FixedClock, SystemClock, today

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_system_clock_tells_utc() -> None:
    clock: Clock = SystemClock()

    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_fixed_clock_stands_still_until_it_is_advanced() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 18, tzinfo=SHANGHAI))

    assert clock.now() == clock.now() == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.advance(timedelta(hours=24)) == clock.now() == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_a_fixed_clock_refuses_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 11, 23))


def test_today_is_the_day_of_the_company_and_not_of_utc() -> None:
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

    assert today(late, SHANGHAI) == date(2026, 11, 24)
    assert today(late, ZoneInfo("UTC")) == date(2026, 11, 23)
    assert today(late, ZoneInfo("America/New_York")) == date(2026, 11, 23)


def test_a_naive_moment_has_no_calendar_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        today(datetime(2026, 11, 23), SHANGHAI)
