"""Past orders, made up from a seed: seasonal, growing, and the same for the same seed and moment.

Pure: who buys and what is sold go in, orders come out. Each month is drawn by itself and whole, and what lies in the
future is left out, down to the hour, so the past stays the same while the day and the month go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from core.calendar import Period, WorkingCalendar, add_months, month_of
from core.demo.levels import PriceLevel, level_on, price_levels
from core.money import round_money

_T = TypeVar("_T")
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_OPENS_AT, _CLOSES_AT = time(8, 30), time(18, 0)
"""Orders of a day come in between; before the first hour of a new month it has none."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer. `size` is its weight among the customers of its region."""

    code: str
    region: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Good:
    """A product. `price` is today's, for one unit without tax; `season` names its curve."""

    code: str
    price: Decimal
    popularity: int
    season: str
    usual_quantity: int
    sold_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line of a past order; `ordered_amount` is net of discount and tax."""

    product: str
    quantity: int
    ordered_amount: Decimal


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order that was not cancelled. `serial` counts from 1 in order of time, cancelled ones included."""

    serial: int
    ordered_on: date
    customer: str
    lines: tuple[PastLine, ...]


class History:
    """The generator with its settings (history.yaml says what they mean)."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        *,
        buyers: Sequence[Buyer],
        goods: Sequence[Good],
        currency: str,
        working: WorkingCalendar,
        seed: int | None = None,
    ) -> None:
        self._settings = settings
        self.seed: int = settings["seed"] if seed is None else seed
        self._buyers = buyers
        self._goods = goods
        self._currency = currency
        self._working = working
        self._line_counts = _Lots(list(settings["lines_per_order"].items()))
        self._discounts = _Lots(list(settings["discount_weights"].items()))

    def orders(self, *, local_now: datetime) -> Iterator[PastOrder]:
        """The orders of the past months and of this one up to now, by the company's clock, in order of time."""
        today = local_now.date()
        levels = price_levels(self._settings["price_levels"], today=today)
        serial = 0
        for month, place in self._months(today):
            orders = list(self._month(month, place, levels))
            came_in = self._came_in(orders, local_now)
            for order in orders:
                if order.ordered_on > today or (order.ordered_on == today and next(came_in) > local_now.time()):
                    return
                serial += 1
                if order.lines:
                    yield PastOrder(serial, order.ordered_on, order.customer, order.lines)

    def _came_in(self, orders: Sequence[PastOrder], local_now: datetime) -> Iterator[time]:
        """When those of the day came in, sorted: the first ones do not change while the day goes on."""
        today = local_now.date()
        rng = Random(f"{self.seed}/{today.isoformat()}")
        opens, closes = (at.hour * 60 + at.minute for at in (_OPENS_AT, _CLOSES_AT))
        count = sum(order.ordered_on == today for order in orders)
        return (time(*divmod(minute, 60)) for minute in sorted(rng.choices(range(opens, closes), k=count)))

    def _months(self, today: date) -> Iterator[tuple[Period, int]]:
        """The months of the history with their place in it. Growth is counted from the first one."""
        count = self._settings["months"]
        for place in range(count + 1):
            yield month_of(add_months(today.replace(day=1), place - count)), place

    def _month(self, month: Period, place: int, levels: list[PriceLevel]) -> Iterator[PastOrder]:
        """The orders of one month by day, unnumbered; a cancelled one has no lines."""
        rng = Random(f"{self.seed}/{month.start_on.isoformat()}")
        count = self._orders_in(month, place)
        regions = _dealt(rng, self._settings["region_weights"], count)
        shelves = self._shelves(month.start_on.month)
        buyers = {key: _Lots([(one, one.size) for one in self._buyers if one.region == key]) for key in set(regions)}
        for day, region in zip(self._days(rng, month, count), regions, strict=True):
            buyer = buyers[region].draw(rng)
            cancelled = rng.randrange(100) < self._settings["cancelled_percent"]
            lines = tuple(self._lines(rng, buyer, shelves[buyer.kind], level_on(levels, day)))
            yield PastOrder(0, day, buyer.code, () if cancelled else lines)

    def _orders_in(self, month: Period, place: int) -> int:
        grown = (1 + Decimal(self._settings["growth_percent_per_month"]) / 100) ** place
        season = Decimal(self._settings["order_season"][month.start_on.month - 1]) / 100
        return int((self._settings["orders_per_month_base"] * grown * season).to_integral_value(ROUND_HALF_UP))

    def _days(self, rng: Random, month: Period, count: int) -> list[date]:
        """The days of the month's orders, sorted: few on weekends and holidays."""
        days = list(month)
        return sorted(rng.choices(days, [self._weight_of(day) for day in days], k=count))

    def _weight_of(self, day: date) -> int:
        """A holiday counts as a Sunday, a worked weekend as a Friday."""
        weekday = day.weekday()
        if self._working.is_working(day):
            weekday = min(weekday, _FRIDAY)
        elif weekday < _SATURDAY:
            weekday = _SUNDAY
        weight: int = self._settings["weekday_weights"][weekday]
        return weight

    def _shelves(self, month: int) -> dict[str, _Lots[Good]]:
        """What each kind of buyer chooses from in a month of the year, with weights."""
        curves = self._settings["season_curves"]
        return {
            kind: _Lots(
                [(one, one.popularity * curves[one.season][month - 1]) for one in self._goods if kind in one.sold_to]
            )
            for kind in self._settings["quantity_percent_by_kind"]
        }

    def _lines(self, rng: Random, buyer: Buyer, shelf: _Lots[Good], level: PriceLevel) -> Iterator[PastLine]:
        wanted = min(self._line_counts.draw(rng), len(shelf.things))
        discount = self._discounts.draw(rng)
        chosen: dict[str, Good] = {}
        while len(chosen) < wanted:
            good = shelf.draw(rng)
            chosen[good.code] = good
        for good in chosen.values():
            percent = self._settings["quantity_percent_by_kind"][buyer.kind]
            spread = rng.choice(self._settings["quantity_spread_percent"])
            quantity = max(1, (good.usual_quantity * percent * spread + 5_000) // 10_000)
            full = level.of(good.price, self._currency) * quantity
            yield PastLine(good.code, quantity, round_money(full * (100 - discount) / 100, self._currency))


def _dealt(rng: Random, weights: Mapping[str, int], count: int) -> list[str]:
    """`count` keys dealt from shuffled packs that hold each key as often as its weight says.

    So every key comes up in every pack: no region goes without orders for a month by bad luck.
    """
    pack = [key for key, weight in weights.items() for _ in range(weight)]
    dealt: list[str] = []
    while len(dealt) < count:
        rng.shuffle(pack)
        dealt += pack
    return dealt[:count]


class _Lots(Generic[_T]):
    """Things to draw from, each as likely as its weight."""

    def __init__(self, weighted: Sequence[tuple[_T, int]]) -> None:
        self.things = [thing for thing, _ in weighted]
        self._totals = list(accumulate(weight for _, weight in weighted))

    def draw(self, rng: Random) -> _T:
        """One of them."""
        return rng.choices(self.things, cum_weights=self._totals)[0]
