"""What tests of two transactions at once share: being sure that they did overlap."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.database import Database

_First = TypeVar("_First")
_Other = TypeVar("_Other")


def wait_for_a_waiter(database: Database, *, count: int = 1) -> None:
    """Until so many transactions wait for others' rows."""
    waiting = text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
    patience = text("SELECT clock_timestamp() - now() > '20 s'")
    with database.transaction() as session:
        while session.scalars(waiting).one() < count:
            assert not session.scalars(patience).one(), f"not {count} are waiting"


def overlapping(
    database: Database, first: Callable[[Session], _First], other: Callable[[], _Other], *, others: int = 1
) -> tuple[_First, list[_Other]]:
    """What came of the first deed, and of the others, which began before it was committed and had to wait for it."""
    with ThreadPoolExecutor(others) as pool:
        with database.transaction() as session:
            done = first(session)
            waiting = [pool.submit(other) for _ in range(others)]
            wait_for_a_waiter(database, count=others)
        return done, [one.result() for one in waiting]
