"""What time it is, and which calendar day that is in the company's zone.

Everything else in the product is given `now` as an argument. Resolving words such as "next Friday" lives in `reading`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where the edges of the product take the time from."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    __slots__ = ()

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests, replays and the demo's history."""

    __slots__ = ("_at",)

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment the clock was set to, plus everything it was advanced by."""
        return self._at

    def advance(self, by: timedelta) -> datetime:
        """Move the clock (backwards with a negative `by`) and return the new moment."""
        self._at += by
        return self._at


def today(now: datetime, zone: ZoneInfo) -> date:
    """The calendar day of `now` in `zone`. A naive `now` is a bug and raises ValueError."""
    if now.tzinfo is None:
        raise ValueError("a naive datetime has no calendar day")
    return now.astimezone(zone).date()
