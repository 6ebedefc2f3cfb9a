"""What a span of words can mean in time: the values the grammar gives and the rest of the product takes.

How words are read lives in `grammar` and `reading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.calendar.period import Period
from core.errors import Invalid


class NoSuchDate(Invalid):
    """The words name no day of the calendar, such as 31 February. Fact: `text`."""


class SpanKind(StrEnum):
    """What a span of words stands for."""

    DATE = "date"
    PERIOD = "period"
    COMPARISON = "comparison"


class Bound(StrEnum):
    """How the date limits something: on that day, not later, not earlier, up to and including. Days are included."""

    ON = "on"
    BY = "by"
    FROM = "from"
    UNTIL = "until"


class Comparison(StrEnum):
    """What a figure is compared with, seen from the period of the question."""

    YEAR_BEFORE = "year_before"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Words of a text that mean a date, a period or a comparison.

    `start` and `end` are offsets into the text as given; words such as "by" or 之前 belong to the span. `value` is
    None when the calendar has no such day. `other` is the second sensible reading where the words leave one open:
    the other year of a date without a year, the past days of "within 30 days", the day-first reading of 3/12/2026.
    """

    start: int
    end: int
    text: str
    kind: SpanKind
    value: date | Period | Comparison | None
    bound: Bound | None = None
    other: date | Period | None = None

    @property
    def day(self) -> date | None:
        """The one day meant, where a day is asked for: of a period its limit, "within this week" being its last day."""
        if not isinstance(self.value, Period):
            return self.value if isinstance(self.value, date) else None
        if self.bound in (Bound.BY, Bound.UNTIL):
            return self.value.end_on
        return self.value.start_on if self.bound is Bound.FROM or self.value.days == 1 else None

    @property
    def period(self) -> Period | None:
        """The days meant, where a period is asked for; None for an open limit such as "by Friday"."""
        if isinstance(self.value, Period):
            return self.value
        if not isinstance(self.value, date) or self.bound not in (None, Bound.ON):
            return None
        return Period(self.value, self.value)
