"""Two people who count the same shelf at once: it holds what both counted, not twice as much."""

from __future__ import annotations

from decimal import Decimal

from core.calendar import FixedClock
from core.database import Database
from core.doctor import examine
from tests.company import Company, found
from tests.races import overlapping

SHELF = {"product": "TH-30", "warehouse": "NB", "counted": 6}


def count(database: Database, clock: FixedClock) -> Decimal:
    """A count in a transaction of its own; what was booked before it."""
    with database.transaction() as session:
        booked: Decimal = Company(session, clock.now()).run("warehouse", "count_stock", SHELF).booked
    return booked


def test_the_first_two_counts_of_a_shelf_at_once_book_it_once(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        found(session, now=clock.now())
    _, booked = overlapping(
        database,
        lambda session: Company(session, clock.now()).run("warehouse", "count_stock", SHELF),
        lambda: count(database, clock),
    )
    assert booked == [6]
    with database.transaction() as session:
        assert Company(session, clock.now()).on_hand("TH-30", "NB") == (6, 0)
        assert not [finding for finding in examine(session, now=clock.now()) if finding.fails]
