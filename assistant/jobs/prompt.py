"""Procrastinate's worker and connector without the delays they have of their own. When to work is `worker`'s."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.connector import LISTEN_TIMEOUT, Notify
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext, JobResult
from procrastinate.jobs import Job, Notification, Status
from procrastinate.retry import RetryDecision
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout

DATABASE_TROUBLE = (ConnectorException, psycopg.Error, PoolTimeout, OSError)
"""What is raised while the database is away."""

_TRIES_TO_PERSIST = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)
_LOOK = '{"type": "job_inserted", "job_id": 0}'

logger = logging.getLogger(__name__)


class PromptConnector(PsycopgConnector):
    """Looks for jobs once it listens: those deferred before, or while the connection was down, nobody announces."""

    async def _loop_notify(
        self,
        on_notification: Notify,
        connection: psycopg.AsyncConnection[Any],
        timeout: float = LISTEN_TIMEOUT,
    ) -> None:
        await on_notification(channel="", payload=_LOOK)
        await super()._loop_notify(on_notification=on_notification, connection=connection, timeout=timeout)


class PromptWorker(Worker):
    """Procrastinate's worker without two delays of its own.

    A notification that arrives while it fetches is lost to it until the next poll (5 s): here it fetches once more.
    A job's end that cannot be written while the database restarts would leave the job in hand: here it is written
    again.
    """

    _notified = 0

    async def _handle_notification(self, *, channel: str, notification: Notification) -> None:
        self._notified += 1
        await super()._handle_notification(channel=channel, notification=notification)

    async def _fetch_and_process_jobs(self) -> None:
        while True:
            notified = self._notified
            await super()._fetch_and_process_jobs()  # type: ignore[no-untyped-call]
            if notified == self._notified or self._stop_event.is_set():
                return

    async def _persist_job_status(
        self,
        job: Job,
        status: Status,
        retry_decision: RetryDecision | None,
        context: JobContext,
        job_result: JobResult | None,
    ) -> None:
        for wait in _TRIES_TO_PERSIST:
            try:
                await super()._persist_job_status(job, status, retry_decision, context, job_result)
                return
            except DATABASE_TROUBLE as error:
                logger.warning("the end of job %s could not be written, trying again: %s", job.id, error.__cause__)
                await asyncio.sleep(wait)
        await super()._persist_job_status(job, status, retry_decision, context, job_result)
