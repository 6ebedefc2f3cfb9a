"""Gapless numbers: none left out, none twice, counted apart by key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from core.database import Database
from core.numbering import GaplessSeries
from tests.races import wait_for_a_waiter

VOUCHERS = GaplessSeries("voucher")


def take(database: Database) -> int:
    """A number in a transaction of its own."""
    with database.transaction() as session:
        return VOUCHERS.take(session, "2026-11")


def test_numbers_begin_at_one_and_follow_one_another_for_each_key(session: Session) -> None:
    assert [VOUCHERS.take(session, "2026-11") for _ in range(3)] == [1, 2, 3]
    assert VOUCHERS.take(session, "2026-12") == 1
    assert GaplessSeries("invoice").take(session, "2026-11") == 1


def test_a_taker_who_is_rolled_back_leaves_no_gap(database: Database) -> None:
    assert take(database) == 1
    with database.transaction() as session:
        assert VOUCHERS.take(session, "2026-11") == 2
        session.rollback()
    assert take(database) == 2


def test_of_two_takers_at_once_the_second_waits_and_gets_the_next(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            assert VOUCHERS.take(session, "2026-11") == 1
            other = pool.submit(take, database)
            wait_for_a_waiter(database)
        assert other.result() == 2


def test_who_waited_for_a_taker_that_is_rolled_back_gets_its_number(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            assert VOUCHERS.take(session, "2026-11") == 1
            other = pool.submit(take, database)
            wait_for_a_waiter(database)
            session.rollback()
        assert other.result() == 1
