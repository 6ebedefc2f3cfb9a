"""Running the tasks: one worker for turns, one for the rest, so that a slow model never holds up a delivery.

Survives a restart of the database; a worker that dies is noticed by the others within seconds (`upkeep`).
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from procrastinate import App
from procrastinate.jobs import DeleteJobCondition
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from assistant.jobs import upkeep
from assistant.jobs.prompt import DATABASE_TROUBLE, PromptWorker
from assistant.jobs.queue_app import make_queue_app
from assistant.jobs.work import Work
from assistant.queue import TURNS, UPKEEP, deliveries_of

HEARTBEAT = 3.0
STALLED_AFTER = 12.0
"""Seconds without a heartbeat after which a worker counts as dead and its jobs are taken up by others."""
GRACE = 15.0
"""Seconds that running jobs are given to end when the process is told to stop."""

_OTHERS_AT_ONCE = 4
_START_AGAIN_AFTER = 0.5
_CONNECTS_WITHIN = 5.0

logger = logging.getLogger(__name__)


class Workers:
    """The workers of this process. `run` works until it is cancelled; jobs under way are then let end."""

    def __init__(self, work: Work) -> None:
        self.work = work

    async def run(self) -> None:
        """Works the queue until cancelled; begins anew, with new connections, whenever the database was away."""
        alone = self.work.alone
        while True:
            try:
                await self._work(alone=alone)
            except DATABASE_TROUBLE as error:
                logger.warning("the workers lost the database and start again: %s", error.__cause__ or error)
            # What a dead process left in hand was taken up; from now on "in hand" may mean by ourselves.
            alone = False
            await asyncio.sleep(_START_AGAIN_AFTER)

    async def _work(self, *, alone: bool) -> None:
        app = make_queue_app(self.work)
        async with self._connections() as pool, app.open_async(pool):
            await pool.wait(_CONNECTS_WITHIN)
            if alone:
                await upkeep.take_up_stalled(app, seconds=0)
            stop = asyncio.Event()
            rounds = asyncio.create_task(upkeep.keep_up(self.work, app, stop, stalled_after=STALLED_AFTER))
            workers = [asyncio.create_task(_run_worker(app, "turns", [TURNS], self.work.turns_at_once))]
            if others := self._other_queues():
                workers.append(asyncio.create_task(_run_worker(app, "others", others, _OTHERS_AT_ONCE)))
            try:
                # A worker ends by itself only when it lost the database.
                await asyncio.wait([*workers, rounds], return_when=asyncio.FIRST_COMPLETED)
            finally:
                stop.set()
                for task in workers:
                    task.cancel()
                ended = await asyncio.gather(*workers, rounds, return_exceptions=True)
            for end in ended:
                if isinstance(end, Exception):
                    raise end

    def _other_queues(self) -> list[str]:
        """What this process can do besides turns: nobody may take a message it has no channel for."""
        deliveries = [deliveries_of(name) for name in self.work.channels]
        return [*deliveries, UPKEEP] if self.work.index_tasks else deliveries

    def _connections(self) -> AsyncConnectionPool[AsyncConnection[Any]]:
        """Connections of the queue's own. Every use is one statement: no transaction around it, and no test before it.

        With Procrastinate's own pool fetching a job takes four round trips instead of one.
        """
        return AsyncConnectionPool(
            self.work.database.conninfo,
            configure=_without_transactions,
            min_size=2,
            max_size=6,
            timeout=_CONNECTS_WITHIN,
            open=False,
        )


async def _run_worker(app: App, name: str, queues: list[str], at_once: int) -> None:
    worker = PromptWorker(
        app,
        queues=queues,
        name=name,
        concurrency=at_once,
        delete_jobs=DeleteJobCondition.SUCCESSFUL,
        shutdown_graceful_timeout=GRACE,
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED_AFTER,
    )
    await worker.run()  # type: ignore[no-untyped-call]


async def _without_transactions(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)
