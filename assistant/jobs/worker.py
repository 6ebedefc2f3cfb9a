"""Running the tasks: one worker for turns, one for the rest, so that a slow model never holds up a delivery.

Survives a restart of the database; a worker that dies is noticed by the others within seconds (`upkeep`).
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from procrastinate.jobs import DeleteJobCondition
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from assistant.jobs import upkeep
from assistant.jobs.prompt import DATABASE_TROUBLE, PromptWorker
from assistant.jobs.queue_app import make_queue_app
from assistant.jobs.work import Work
from assistant.queue import DELIVERIES, TURNS, UPKEEP

HEARTBEAT = 3.0
STALLED_AFTER = 12.0
"""Seconds without a heartbeat after which a worker counts as dead and its jobs are taken up by others."""
GRACE = 15.0
"""Seconds that running jobs are given to end when the process is told to stop."""

_OTHERS_AT_ONCE = 4
_START_AGAIN_AFTER = 0.5

logger = logging.getLogger(__name__)


class Workers:
    """The workers of this process. `run` works until it is cancelled; jobs under way are then let end."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._app = make_queue_app(work)

    async def run(self) -> None:
        """Works the queue until cancelled."""
        async with self._connections() as pool, self._app.open_async(pool):
            if self.work.alone:
                await upkeep.take_up_stalled(self._app, seconds=0)
            others = [DELIVERIES, UPKEEP] if self.work.index_tasks else [DELIVERIES]
            stop = asyncio.Event()
            workers = [
                asyncio.create_task(self._keep_working("turns", [TURNS], self.work.turns_at_once)),
                asyncio.create_task(self._keep_working("others", others, _OTHERS_AT_ONCE)),
            ]
            rounds = asyncio.create_task(upkeep.keep_up(self.work, self._app, stop, stalled_after=STALLED_AFTER))
            try:
                await asyncio.gather(*workers, rounds)
            finally:
                stop.set()
                for task in workers:
                    task.cancel()
                await asyncio.gather(*workers, rounds, return_exceptions=True)

    def _connections(self) -> AsyncConnectionPool[AsyncConnection[Any]]:
        """Connections of the queue's own. Every use is one statement: no transaction around it, and no test before it.

        With Procrastinate's own pool fetching a job takes four round trips instead of one. A dead connection is
        noticed by the statement that fails, which starts the worker again.
        """
        return AsyncConnectionPool(
            self.work.database.conninfo, configure=_without_transactions, min_size=2, max_size=6, open=False
        )

    async def _keep_working(self, name: str, queues: list[str], at_once: int) -> None:
        while True:
            worker = PromptWorker(
                self._app,
                queues=queues,
                name=name,
                concurrency=at_once,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                shutdown_graceful_timeout=GRACE,
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED_AFTER,
            )
            try:
                await worker.run()  # type: ignore[no-untyped-call]
            except DATABASE_TROUBLE as error:
                logger.warning("worker %s lost the database, starting again: %s", name, error.__cause__ or error)
            await asyncio.sleep(_START_AGAIN_AFTER)


async def _without_transactions(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)
