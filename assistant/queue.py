"""The names of the queue's work, and deferring it in the caller's transaction. The work itself is in `jobs`.

Procrastinate's own Python is not used here: a caller that only enqueues needs neither its connector nor its 0.2 s of
imports, and the SQL function called below is the one its `defer` calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

TURNS = "turns"
DELIVERIES = "deliveries"
UPKEEP = "upkeep"

TAKE_TURNS = "take_turns"
DELIVER = "deliver"
INGEST = "ingest"
REBUILD_INDEX = "rebuild_index"

ANSWERED = "zhanggui_turns"
"""The notification channel on which the ids of answered inbox rows are announced."""

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, 0, :lock, NULL, CAST(:arguments AS jsonb), :at)"
    "::procrastinate_job_to_defer_v1])"
)
_ANNOUNCE = text("SELECT pg_notify(:channel, :name)")


def defer(
    session: Session,
    task: str,
    arguments: dict[str, Any],
    *,
    queue: str,
    lock: str | None = None,
    at: datetime | None = None,
) -> None:
    """Enqueues a task; it can be seen and run once the caller's transaction has ended well.

    Tasks with the same `lock` run one after the other, in the order they were deferred; `at` is the earliest time.
    """
    session.execute(
        _DEFER,
        {"queue": queue, "task": task, "lock": lock, "arguments": orjson.dumps(arguments).decode(), "at": at},
    )


def announce_answers(session: Session, inbox_ids: Iterable[UUID]) -> None:
    """Tells every waiting process, once the caller's transaction has ended well, that these messages are answered."""
    for inbox_id in inbox_ids:
        session.execute(_ANNOUNCE, {"channel": ANSWERED, "name": str(inbox_id)})
