"""What tests of two transactions at once share: being sure that they did overlap."""

from __future__ import annotations

from sqlalchemy import text

from core.database import Database


def wait_for_a_waiter(database: Database, *, count: int = 1) -> None:
    """Until so many transactions wait for others' rows."""
    waiting = text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
    patience = text("SELECT clock_timestamp() - now() > '20 s'")
    with database.transaction() as session:
        while session.scalars(waiting).one() < count:
            assert not session.scalars(patience).one(), f"not {count} are waiting"
