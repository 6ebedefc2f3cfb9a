"""What is looked after every few seconds: jobs a dead worker left, messages without a job, proposals and quotations
out of date, requests that wait too long, deliveries that should have arrived.

Each round may run in several processes at once without harm.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text

from assistant.inbox import defer_turn
from assistant.jobs import notices
from assistant.jobs.work import Work
from assistant.queue import TAKE_TURNS
from core import company, proposals
from core.actor import system_actor
from core.errors import Refusal, Unavailable
from core.sales.deliveries import assuming
from core.sales.quotations import holding

FAILED_JOBS_KEPT_HOURS = 24 * 7
STRANDED_AFTER = timedelta(seconds=5)
STRANDED_UNTIL = timedelta(days=1)

# Jobs fetch in the order of their ids under one lock; a conversation with any open job will be looked at anyway.
_STRANDED = text(
    """
    SELECT DISTINCT inbox.conversation_id FROM inbox
    WHERE inbox.turn_id IS NULL AND inbox.received_at BETWEEN :since AND :until
      AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs AS job
        WHERE job.lock = inbox.conversation_id::text AND job.task_name = :task AND job.status IN ('todo', 'doing'))
    """
)

logger = logging.getLogger(__name__)

Round = Callable[[], Awaitable[object]]


async def keep_up(work: Work, app: App, stop: asyncio.Event, *, stalled_after: float) -> None:
    """Makes every round when it is due, until told to stop. A round that fails is made again the next time."""
    rounds: list[tuple[float, Round]] = [
        (2.0, lambda: asyncio.to_thread(notices.post_due, work)),
        (4.0, lambda: take_up_stalled(app, seconds=stalled_after)),
        (5.0, lambda: asyncio.to_thread(take_up_stranded, work)),
        (30.0, lambda: asyncio.to_thread(expire_proposals, work)),
        (30.0, lambda: asyncio.to_thread(escalate_proposals, work)),
        (30.0, lambda: asyncio.to_thread(expire_quotations, work)),
        (600.0, lambda: asyncio.to_thread(assume_received, work)),
        (3600.0, lambda: _forget_failed(app)),
    ]
    due = [time.monotonic() + every / 2 for every, _ in rounds]
    while not stop.is_set():
        for place, (every, make) in enumerate(rounds):
            if time.monotonic() >= due[place]:
                due[place] = time.monotonic() + every
                try:
                    await make()
                except (ConnectorException, Unavailable) as error:
                    logger.info("a round of upkeep waits for the database: %s", error)
                except Exception:
                    logger.exception("a round of upkeep failed")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), max(0.1, min(due) - time.monotonic()))


async def take_up_stalled(app: App, *, seconds: float) -> int:
    """Gives back the jobs of workers without a heartbeat for so long; how many there were."""
    jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for job in jobs:
        try:
            await app.job_manager.retry_job(job)
        except ConnectorException:
            logger.info("job %s was taken up by another worker", job.id)
    return len(jobs)


def take_up_stranded(work: Work) -> int:
    """Defers a turn for messages nobody answers and no job will; how many conversations there were."""
    now = work.clock.now()
    with work.database.transaction() as session:
        period = {"since": now - STRANDED_UNTIL, "until": now - STRANDED_AFTER, "task": TAKE_TURNS}
        conversations = session.scalars(_STRANDED, period).all()
        for conversation_id in conversations:
            defer_turn(session, conversation_id)
    return len(conversations)


def expire_proposals(work: Work) -> int:
    """Closes the proposals nobody decided in time; how many there were."""
    return _by_the_company(work, proposals.expire_due)


def escalate_proposals(work: Work) -> int:
    """Takes the requests nobody decided on within the company's time up a level; how many there were."""
    return _by_the_company(work, proposals.escalate_due)


def expire_quotations(work: Work) -> int:
    """Ends the quotations whose validity is over, and frees goods held until a day before; how many ended."""
    return _by_the_company(work, holding.expire_due)


def _by_the_company(work: Work, attend_to: Callable[..., int]) -> int:
    """What is done of what is due by now, in the company's own name; nothing where there is no company yet."""
    with work.database.transaction() as session:
        own = company.find(session)
        return 0 if own is None else attend_to(session, now=work.clock.now(), actor=system_actor(own.zone))


def assume_received(work: Work) -> int:
    """Books the deliveries that count as received by now, each in a transaction of its own; how many there were.

    One that is refused (a closed month, somebody else at it) is left for the next time.
    """
    now = work.clock.now()
    with work.database.transaction() as session:
        own = company.find(session)
        if own is None:
            return 0
        actor = system_actor(own.zone)
        due = assuming.overdue_arrivals(session, now=now, actor=actor)
    booked = 0
    for delivery_id in due:
        try:
            with work.database.transaction() as session:
                booked += assuming.assume_received(session, delivery_id, now=now, actor=actor)
        except Refusal as refusal:
            logger.warning("delivery %s was not booked as received: %s", delivery_id, refusal.code)
    return booked


async def _forget_failed(app: App) -> None:
    await app.job_manager.delete_old_jobs(
        FAILED_JOBS_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
