"""An answer as server-sent events: that it was taken, that it is still being worked on, and how it ended.

The stream always ends with one `reply` or one `problem`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import orjson

from assistant.channels.api.problems import broken, problem_of
from assistant.waiting import Answer
from core.errors import Refusal

WORKING_EVERY = 2.0
"""Seconds between two signs of life."""

logger = logging.getLogger(__name__)


async def answer_events(answer: Answer, language: str) -> AsyncIterator[bytes]:
    """`accepted` {message}, `working` {seconds} now and then, at last `reply` (a `Reply`) or `problem`."""
    yield event("accepted", {"message": str(answer.inbox_id)})
    waiting = asyncio.ensure_future(answer.result_async())
    waited = 0.0
    try:
        while not waiting.done():
            await asyncio.wait([waiting], timeout=WORKING_EVERY)
            if not waiting.done():
                waited += WORKING_EVERY
                yield event("working", {"seconds": int(waited)})
        yield _ending(waiting, language)
    finally:
        waiting.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await waiting


def event(name: str, data: dict[str, Any]) -> bytes:
    """One event on the wire. JSON has no raw line breaks, so one data line holds it."""
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"


def _ending(waiting: asyncio.Future[dict[str, Any]], language: str) -> bytes:
    error = waiting.exception()
    if error is None:
        return event("reply", waiting.result())
    if isinstance(error, Refusal):
        return event("problem", problem_of(error, language).model_dump(mode="json"))
    reference = uuid4().hex[:8]
    logger.error("answer failed, reference %s", reference, exc_info=error)
    return event("problem", broken(language, reference).model_dump(mode="json"))
