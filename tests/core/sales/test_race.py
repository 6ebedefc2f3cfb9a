"""Many want the same goods at once: exactly what there is is promised, whoever comes first, and nobody deadlocks."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.database import Database
from core.doctor import examine
from core.errors import Refusal
from core.inventory.allocating import InsufficientStock
from tests.company import Company, found
from tests.races import overlapping

AT_ONCE = 8


def place_in(session: Session, clock: FixedClock, lines: list[tuple[str, int]]) -> str:
    """Orders within a transaction."""
    wanted = [{"product": product, "quantity": quantity} for product, quantity in lines]
    arguments = {"customer": "仁和诊所", "warehouse": "SH", "lines": wanted}
    Company(session, clock.now()).run("sales", "place_order", arguments)
    return "placed"


def place(database: Database, clock: FixedClock, lines: list[tuple[str, int]]) -> str:
    """Orders in a transaction of its own; what came of it."""
    try:
        with database.transaction() as session:
            return place_in(session, clock, lines)
    except InsufficientStock as refusal:
        return f"left {refusal.facts['available']:.0f}"
    except Refusal as refusal:
        return refusal.code


@pytest.mark.slow
def test_of_seventy_exactly_seventy_are_promised_to_a_hundred(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        found(session, now=clock.now())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = Counter(pool.map(lambda _: place(database, clock, [("BP-200", 1)]), range(100)))
    assert results == {"placed": 70, "left 0": 30}
    with database.transaction() as session:
        assert Company(session, clock.now()).on_hand("BP-200") == (70, 70)
        assert not [finding for finding in examine(session, now=clock.now()) if finding.fails]


@pytest.mark.slow
def test_orders_that_name_the_same_goods_in_another_order_do_not_deadlock(
    database: Database, clock: FixedClock
) -> None:
    with database.transaction() as session:
        found(session, now=clock.now())
    forth, back = [("BP-200", 1), ("TH-30", 1), ("GS-50", 1)], [("GS-50", 1), ("TH-30", 1), ("BP-200", 1)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = Counter(pool.map(lambda turn: place(database, clock, forth if turn % 2 else back), range(40)))
    assert results == {"placed": 12, "left 0": 28}  # as many as there are thermometers


def both_place(database: Database, clock: FixedClock, line: tuple[str, int]) -> list[str]:
    """What comes of two who order at once, the one who came first first."""
    first, others = overlapping(
        database, lambda session: place_in(session, clock, [line]), lambda: place(database, clock, [line])
    )
    return [first, *others]


def test_of_two_who_want_the_last_one_wins_and_the_other_is_told(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        found(session, now=clock.now()).order(69)
    assert both_place(database, clock, ("BP-200", 1)) == ["placed", "left 0"]


def test_two_who_wait_for_one_receipt_do_not_both_get_it(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        receipt = {"product": "CPAP-7", "warehouse": "SH", "quantity": 5, "due_on": "2026-12-02"}
        found(session, now=clock.now()).run("buyer", "expect_receipt", receipt)
    assert both_place(database, clock, ("CPAP-7", 4)) == ["placed", "left 0"]


def test_an_order_cancelled_twice_at_once_frees_once(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        number = found(session, now=clock.now()).order(20)

    def cancel(session: Session) -> str:
        Company(session, clock.now()).run("sales", "cancel_order", {"order": number})
        return "cancelled"

    def cancel_too() -> str:
        try:
            with database.transaction() as session:
                return cancel(session)
        except Refusal as refusal:
            return refusal.code

    assert overlapping(database, cancel, cancel_too) == ("cancelled", ["InvalidTransition"])
    with database.transaction() as session:
        assert Company(session, clock.now()).on_hand("BP-200") == (70, 0)
