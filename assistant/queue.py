"""The names of the queue's work, and deferring it in the caller's transaction. The work itself is in `jobs`.

Procrastinate's own Python is not used here: a caller that only enqueues needs neither its connector nor its 0.2 s of
imports, and the SQL function called below is the one its `defer` calls.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

TURNS = "turns"
UPKEEP = "upkeep"

TAKE_TURNS = "take_turns"
DELIVER = "deliver"
SYNCHRONISE_INDEX = "synchronise_index"
REBUILD_INDEX = "rebuild_index"

DELIVERIES = "deliveries"
"""What the names of the queues of messages to be sent begin with: each channel has its own, see `deliveries_of`."""

ANSWERED = "zhanggui_turns"
"""The notification channel on which the ids of answered inbox rows are announced."""

DEFER = (
    "procrastinate_defer_jobs_v1(ARRAY[ROW(:job_queue, :job_task, 0, :job_lock, NULL, CAST(:job_arguments AS jsonb),"
    " :job_at)::procrastinate_job_to_defer_v1])"
)
"""The SQL expression that enqueues a task; its parameters are made by `deferred`."""

_DEFER = text(f"SELECT {DEFER}")


def deliveries_of(channel: str) -> str:
    """The queue of the messages of a channel: worked by the processes that can send them, and by no other."""
    return f"{DELIVERIES}_{channel}"


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
    session.execute(_DEFER, deferred(task, arguments, queue=queue, lock=lock, at=at))


def deferred(
    task: str, arguments: dict[str, Any], *, queue: str, lock: str | None = None, at: datetime | None = None
) -> dict[str, Any]:
    """The parameters of `DEFER`, for those who enqueue within a statement of their own."""
    return {
        "job_queue": queue,
        "job_task": task,
        "job_lock": lock,
        "job_arguments": orjson.dumps(arguments).decode(),
        "job_at": at,
    }
