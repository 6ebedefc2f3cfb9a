"""What prices were at a time, as parts of today's: general increases of the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.calendar import add_months
from core.money import round_money


@dataclass(frozen=True, slots=True)
class PriceLevel:
    """From `since` on prices were `percent` of today's."""

    since: date
    percent: Decimal

    def of(self, price: Decimal, currency: str) -> Decimal:
        """Today's `price` as it was, rounded to the currency's minor unit."""
        return round_money(price * self.percent / 100, currency)


def price_levels(settings: list[dict[str, Any]], *, today: date) -> list[PriceLevel]:
    """The levels of the history, oldest first."""
    levels = [PriceLevel(add_months(today, -one["months_ago"]), Decimal(one["percent"])) for one in settings]
    return sorted(levels, key=lambda level: level.since)


def level_on(levels: list[PriceLevel], day: date) -> PriceLevel:
    """The level of a day; the oldest one for days before it."""
    return next((level for level in reversed(levels) if level.since <= day), levels[0])
