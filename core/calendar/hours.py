"""Counting in working hours: from nine to six on working days, in the company's zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.calendar.period import ONE_DAY
from core.calendar.working import WorkingCalendar

OPENS = time(9)
CLOSES = time(18)


def add_working_hours(at: datetime, hours: int, *, zone: ZoneInfo, working: WorkingCalendar) -> datetime:
    """The moment by which so many working hours have passed since `at`, in UTC; `at` itself for none.

    A naive `at` is a bug and raises ValueError.
    """
    if at.tzinfo is None:
        raise ValueError("a naive datetime is at no hour of a working day")
    left = timedelta(hours=hours)
    # Hours of a day's clock are counted; the nights on which clocks change lie outside of them.
    local = at.astimezone(zone).replace(tzinfo=None)
    if not left:
        return at.astimezone(UTC)
    while True:
        opens, closes = (datetime.combine(local.date(), edge) for edge in (OPENS, CLOSES))
        begins = max(local, opens)
        if working.is_working(local.date()) and begins < closes:
            if begins + left <= closes:
                return (begins + left).replace(tzinfo=zone).astimezone(UTC)
            left -= closes - begins
        local = opens.replace(hour=0) + ONE_DAY
