"""The company's calendar: clock, days, periods, working days, and the words people use for them in zh and en.

Opening hours of shops, schedules and time zones of people live elsewhere.
"""

from core.calendar.clock import Clock, FixedClock, SystemClock, today
from core.calendar.hours import add_working_hours
from core.calendar.period import Grain, NotAPeriod, Period, add_months, month_of, quarter_of, week_of, year_of
from core.calendar.reading import find_time_spans, resolve_day, resolve_period
from core.calendar.timespan import (
    Bound,
    Comparison,
    NoSuchDate,
    SpanKind,
    TimeSpan,
)
from core.calendar.working import ChinaCalendar, WeekdayCalendar, WorkingCalendar, working_calendar

__all__ = [
    "Bound",
    "ChinaCalendar",
    "Clock",
    "Comparison",
    "FixedClock",
    "Grain",
    "NoSuchDate",
    "NotAPeriod",
    "Period",
    "SpanKind",
    "SystemClock",
    "TimeSpan",
    "WeekdayCalendar",
    "WorkingCalendar",
    "add_months",
    "add_working_hours",
    "find_time_spans",
    "month_of",
    "quarter_of",
    "resolve_day",
    "resolve_period",
    "today",
    "week_of",
    "working_calendar",
    "year_of",
]
