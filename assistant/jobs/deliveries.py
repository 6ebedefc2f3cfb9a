"""Sending one message of the outbox through its channel, and noting what came of it.

Messages of channels this process does not have are in queues it does not work.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

from assistant import outbox
from assistant.channels.contract import DeliveryDelayed, DeliveryImpossible
from assistant.jobs.work import Work
from assistant.outbox import Delivery

_LONGEST_WAIT = 600

logger = logging.getLogger(__name__)


class DeliverAgain(Exception):
    """The message waits for another attempt, `seconds` from now; those behind it for the same address wait too."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


async def deliver(work: Work, outbox_id: UUID) -> None:
    """Sends the message unless that was done before; raises `DeliverAgain` when it is to be tried later."""
    delivery = await asyncio.to_thread(_begin, work, outbox_id)
    if delivery is None:
        return
    try:
        await work.channels[delivery.channel].send(delivery)
    except DeliveryDelayed as error:
        await asyncio.to_thread(_delayed, work, delivery, error.seconds)
        raise DeliverAgain(error.seconds) from error
    except DeliveryImpossible as error:
        logger.warning("message %s can never be delivered: %s", outbox_id, error)
        await asyncio.to_thread(_given_up, work, outbox_id, str(error))
    except Exception as error:
        logger.warning("message %s was not delivered, attempt %d", outbox_id, delivery.attempt, exc_info=error)
        await _failed(work, delivery, f"{type(error).__name__}: {error}")
    else:
        await asyncio.to_thread(_sent, work, outbox_id)


async def _failed(work: Work, delivery: Delivery, error: str) -> None:
    wait = min(2**delivery.attempt, _LONGEST_WAIT)
    if await asyncio.to_thread(_note_failure, work, delivery, error, wait):
        raise DeliverAgain(wait)


def _begin(work: Work, outbox_id: UUID) -> Delivery | None:
    with work.database.transaction() as session:
        return outbox.begin(session, outbox_id, now=work.clock.now())


def _note_failure(work: Work, delivery: Delivery, error: str, wait: int) -> bool:
    with work.database.transaction() as session:
        return outbox.failed(session, delivery, error=error, wait=timedelta(seconds=wait), now=work.clock.now())


def _delayed(work: Work, delivery: Delivery, seconds: float) -> None:
    with work.database.transaction() as session:
        outbox.delayed(session, delivery, wait=timedelta(seconds=seconds), now=work.clock.now())


def _sent(work: Work, outbox_id: UUID) -> None:
    with work.database.transaction() as session:
        outbox.sent(session, outbox_id)


def _given_up(work: Work, outbox_id: UUID, error: str) -> None:
    with work.database.transaction() as session:
        outbox.given_up(session, outbox_id, error=error)
