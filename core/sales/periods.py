"""A period's days as moments in the company's zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from core.actor import Actor
from core.calendar import Period


def moments_of(period: Period, actor: Actor) -> tuple[datetime, datetime]:
    """The moment the period begins and the one it is over at."""
    start = datetime.combine(period.start_on, time.min, actor.zone).astimezone(UTC)
    end = datetime.combine(period.end_on + timedelta(days=1), time.min, actor.zone).astimezone(UTC)
    return start, end
