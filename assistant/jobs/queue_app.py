"""The tasks, as Procrastinate runs them. What they do is elsewhere: in `conversation`, `deliveries` and the index."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from assistant.jobs.deliveries import DeliverAgain, deliver
from assistant.jobs.prompt import PromptConnector
from assistant.jobs.work import IndexTask, Work
from assistant.queue import DELIVER, DELIVERIES, TAKE_TURNS, TURNS, UPKEEP
from core.errors import Unavailable

_FAULTS_TRIED_AGAIN = 3
_LONGEST_WAIT = 10


class WhileAway(BaseRetryStrategy):
    """Tries again as long as the database is away or busy; after a fault a few times."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to run the job again, or None to give it up."""
        if isinstance(exception, DeliverAgain):
            return RetryDecision(retry_in={"seconds": max(1, round(exception.seconds))})
        if isinstance(exception, Unavailable) or job.attempts < _FAULTS_TRIED_AGAIN:
            return RetryDecision(retry_in={"seconds": min(2**job.attempts, _LONGEST_WAIT)})
        return None


def make_queue_app(work: Work) -> App:
    """The application whose workers do the process's work. Each task runs in a thread; the loop stays free."""
    app = App(connector=PromptConnector(conninfo=work.database.conninfo))
    again = WhileAway()

    @app.task(name=TAKE_TURNS, queue=TURNS, retry=again)
    async def take_turns(conversation_id: str) -> None:
        await _in_thread(work, work.turns.take_turn, UUID(conversation_id))

    # The queue is the channel's, named by whoever defers.
    @app.task(name=DELIVER, queue=DELIVERIES, retry=again)
    async def deliver_message(outbox_id: str) -> None:
        await deliver(work, UUID(outbox_id))

    for name, run in work.index_tasks.items():
        _add_index_task(app, work, name, run, again)
    return app


def _add_index_task(app: App, work: Work, name: str, run: IndexTask, again: WhileAway) -> None:
    @app.task(name=name, queue=UPKEEP, retry=again)
    async def index_task(**arguments: Any) -> None:  # noqa: ANN401 - the arguments are the JSON of the job
        await _in_thread(work, run, arguments)


async def _in_thread(work: Work, function: Callable[[Any], object], argument: object) -> None:
    await asyncio.get_running_loop().run_in_executor(work.threads, function, argument)
