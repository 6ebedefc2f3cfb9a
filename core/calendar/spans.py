"""Finding and resolving the dates and periods a person writes, in Chinese and English: the one place that does.

The grammar itself lives in `grammar`; numbers, names and quantities are recognised elsewhere.
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
    """How the date limits something: exactly then, not later, not earlier, up to and including."""

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

    `start` and `end` are offsets into the text as given, bounding words ("by", 之前) included. `value` is None when
    the calendar has no such day. `other` is the second sensible reading where the words leave one open: the other
    year of a date without a year, the past days of "within 30 days".
    """

    start: int
    end: int
    text: str
    kind: SpanKind
    value: date | Period | Comparison | None
    bound: Bound | None = None
    other: date | Period | None = None


def find_time_spans(text: str, *, today: date) -> tuple[TimeSpan, ...]:
    """Every date, period and comparison in `text`, in order, never overlapping. Never raises."""
    return ()


def resolve_period(text: str, *, today: date) -> Period:
    """The period the whole text names. Refuses: NotAPeriod."""
    return Period.parse(text)


def resolve_day(text: str, *, today: date) -> date:
    """The day the whole text names. Refuses: NoSuchDate."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise NoSuchDate(text=text) from error
