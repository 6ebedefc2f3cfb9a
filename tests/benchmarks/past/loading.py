"""A past of so many orders, and a present that is always of the same size, put into a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from core.database import Database
from tests.benchmarks.past.balances import sum_up
from tests.benchmarks.past.copying import Copy, fill_places, write_copies
from tests.benchmarks.past.cycles import DONE_DAYS, LINES, WRITTEN_ONCE, Doing, business_done, business_going_on
from tests.benchmarks.past.pattern import Pattern, levels_of, recorded
from tests.benchmarks.past.shop import SHELF, SHELVES, Shop, open_shop

PAST_DAYS = 730
GOING_ON = 100
"""Copies of the business that goes on, however long the past: the present of a shop with 700 open orders."""
GOING_ON_DAYS = 60


def load(database: Database, orders: int, *, now: datetime) -> Shop:
    """A shop with that many orders in the past two years, rounded up to whole patterns, and its present business."""
    begun = now - timedelta(days=GOING_ON_DAYS + DONE_DAYS)
    with database.transaction() as session:
        shop = open_shop(session, now=begun)
    with database.transaction() as session:
        doing = Doing(shop.company(session))
        done = recorded(session, lambda: business_done(doing), once=WRITTEN_ONCE)
        today = Doing(shop.company(session).at(now))
        going = recorded(session, lambda: business_going_on(today), once=WRITTEN_ONCE)
    with _owner(database) as connection:
        fill_places(connection, *_shelved(database, shop))
        places = _places(database, shop)
        loading = _Loading(connection, places)
        loading.write(done, -(-orders // len(LINES)), over_days=PAST_DAYS, at=begun)
        loading.write(going, GOING_ON, over_days=GOING_ON_DAYS, at=now)
        sum_up(connection, numbers_beyond=1000 * loading.number + 999)
    with _owner(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")  # or it would be written out while something is measured
    return Shop(shop.goods, shop.customers, now)


@contextmanager
def _owner(database: Database, *, autocommit: bool = False) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the role that owns the tables, in a transaction of its own unless `autocommit`."""
    with database.admin_engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        driver.autocommit = autocommit
        yield driver
        driver.commit()


@dataclass(slots=True)
class _Loading:
    """Copies written one after the other; numbers without gaps go on where the last one ended."""

    connection: psycopg.Connection[Any]
    places: dict[UUID, tuple[str, int]]
    number: int = 0
    counted: dict[tuple[str, int], int] = field(default_factory=dict)

    def write(self, pattern: Pattern, copies: int, *, over_days: int, at: datetime) -> None:
        """Writes so many copies of a pattern that began `at`, evenly over that many days before it, oldest first."""
        issued_on: date = pattern.rows["invoices"][0]["issued_on"]
        days = [1 + (copies - 1 - place) * over_days // copies for place in range(copies)]
        write_copies(self.connection, pattern, self.places, [self._copy(pattern, one, issued_on, at) for one in days])
        for (kind, year), value in self.counted.items():
            self.connection.execute(
                "INSERT INTO gapless_counters (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (f"{kind}/{year}", value),
            )

    def _copy(self, pattern: Pattern, days: int, issued_on: date, at: datetime) -> Copy:
        self.number += 1
        year = (issued_on - timedelta(days=days)).year
        # Milliseconds, as in every UUIDv7, and no two copies in the same one.
        moment = f"{int((at - timedelta(days=days)).timestamp() * 1000) + self.number:012x}"
        return Copy(
            number=self.number,
            beginning=f"{moment[:8]}-{moment[8:]}",
            days=days,
            year=year,
            shelf=self.number % SHELVES,
            customers=self.number * len(LINES),
            invoices=self._count("invoice", year, pattern.count("INV")),
            notes=self._count("credit_note", year, pattern.count("CN")),
        )

    def _count(self, kind: str, year: int, more: int) -> int:
        """How many numbers were given out before the copy takes `more`."""
        if (kind, year) not in self.counted:
            found = self.connection.execute(
                "SELECT value FROM gapless_counters WHERE key = %s", (f"{kind}/{year}",)
            ).fetchone()
            self.counted[kind, year] = int(found[0]) if found else 0
        before = self.counted[kind, year]
        if more:
            self.counted[kind, year] = before + more
        return before


def _places(database: Database, shop: Shop) -> dict[UUID, tuple[str, int]]:
    """What stands on the first shelf, where the patterns were made, and the customers, by id."""
    with database.transaction() as session:
        levels = levels_of(session, shop.goods[:SHELF])
    places = {one: ("good", place) for place, one in enumerate(shop.goods[:SHELF])}
    places |= {one: ("customer", place) for place, one in enumerate(shop.customers)}
    return places | {one: ("level", place) for place, one in enumerate(levels)}


Shelved = tuple[list[tuple[int, int, UUID]], list[tuple[int, int, UUID]], list[tuple[int, UUID]]]


def _shelved(database: Database, shop: Shop) -> Shelved:
    """Goods and balances of every shelf, and customers, as the statements want them."""
    with database.transaction() as session:
        first = levels_of(session, shop.goods[:SHELF])
        every = {key: level for level, key in levels_of(session, shop.goods).items()}
    goods = [(place // SHELF, place % SHELF, one) for place, one in enumerate(shop.goods)]
    number_of = {one: place for place, one in enumerate(shop.goods)}
    levels = [
        (shelf, place, every[shop.goods[shelf * SHELF + number_of[product]], where])
        for shelf in range(SHELVES)
        for place, (product, where) in enumerate(first.values())
    ]
    return goods, levels, list(enumerate(shop.customers))
