"""The queue's tables as the application's role uses them, and the notice that a job under a lock has ended."""

from __future__ import annotations

import asyncio
import json
import time

import procrastinate
import psycopg
import pytest
from procrastinate import PsycopgConnector

from core.database import Database

POLL_SECONDS = 5.0
"""How often a worker that was told nothing looks for jobs."""


def job(connection: psycopg.Connection[tuple[int]], lock: str | None) -> int:
    """A job that is being done."""
    row = connection.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status) VALUES ('turns', 't', %s, 'doing') "
        "RETURNING id",
        [lock],
    ).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("lock", "ending", "told"),
    [
        ("talk-7", "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", True),
        ("talk-7", "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", True),
        ("talk-7", "UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", True),
        ("talk-7", "DELETE FROM procrastinate_jobs WHERE id = %s", True),
        (None, "UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", True),
        # Nobody can be waiting for these.
        (None, "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", False),
        (None, "DELETE FROM procrastinate_jobs WHERE id = %s", False),
        ("talk-7", "UPDATE procrastinate_jobs SET priority = 3 WHERE id = %s", False),
    ],
)
def test_workers_are_told_when_a_job_ends_for_which_another_may_wait(
    database: Database, lock: str | None, ending: str, told: bool
) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        number = job(connection, lock)
        connection.execute('LISTEN procrastinate_any_queue_v1; LISTEN "procrastinate_queue_v1#turns"')
        connection.execute(ending, [number])
        notices = [(each.channel, json.loads(each.payload)) for each in connection.notifies(timeout=0.2)]
    message = {"type": "job_inserted", "job_id": number}
    both = [("procrastinate_queue_v1#turns", message), ("procrastinate_any_queue_v1", message)]
    assert notices == (both if told else [])


def test_the_next_job_under_a_lock_starts_without_waiting_for_the_poll(database: Database) -> None:
    began: list[float] = []

    async def work() -> None:
        app = procrastinate.App(connector=PsycopgConnector(conninfo=database.conninfo))

        @app.task(name="turn", lock="talk-7")
        async def turn() -> None:
            began.append(time.monotonic())
            await asyncio.sleep(0.3)

        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(fetch_job_polling_interval=POLL_SECONDS, install_signal_handlers=False)
            )
            await asyncio.sleep(0.5)
            for _ in range(3):
                await turn.defer_async()
            while len(began) < 3:
                await asyncio.sleep(0.01)
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)

    asyncio.run(asyncio.wait_for(work(), timeout=30))
    assert began[2] - began[0] < POLL_SECONDS / 2
