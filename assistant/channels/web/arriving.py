"""What arrives without the page having asked: approval requests, decisions of others, answers given in another tab.

It is read from the turns that were recorded, so it does not matter which process answered. One look at the newest turns
serves all open pages of this process.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Request, Response
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from assistant.channels.api.identifying import Context
from assistant.channels.contract import ChannelContext
from assistant.channels.web.browser import language_of_page, require_actor
from assistant.channels.web.guarding import DataRoute
from assistant.channels.web.shown import LATE, TurnShown, cards_now, last_turns, own_conversation, turns_after
from assistant.history import TurnRow
from core.database import Database
from core.errors import Refusal

LOOK_EVERY = 0.5
"""Seconds between two looks at the newest turns, while a page is open."""

CHECK_EVERY = 20.0
"""Seconds after which a page with no news is asked for again whether it is still signed in."""

PING_EVERY = 15
"""Seconds between two signs of life, so that nothing on the way closes a quiet connection."""

ENDS_WITHIN = 1.0
"""Seconds a stream gets to end by itself when the server stops."""


def make_router(database: Database) -> APIRouter:
    """The route of the stream."""
    router = APIRouter(route_class=DataRoute)
    arrivals = Arrivals(database)

    @router.get("/web/events")
    async def events(
        request: Request,
        context: Context,
        conversation: UUID,
        after: int = 0,
        last_event_id: Annotated[int, Header()] = 0,
    ) -> Response:
        """The conversation's turns above a number as they come: `turn`, `cards`; `signed_out` ends it."""
        await run_in_threadpool(_signed_in, request, context, conversation)
        stopping = asyncio.Event()
        stream = _stream(arrivals, stopping, request, context, conversation, max(after, last_event_id))
        return EventSourceResponse(
            stream,
            ping=PING_EVERY,
            # Only ever set by the response, when the server is told to stop; an event of asyncio does.
            shutdown_event=stopping,  # type: ignore[arg-type]
            shutdown_grace_period=ENDS_WITHIN,
        )

    return router


class Arrivals:
    """Says which conversations got a turn, to the pages of this process that are open."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._looking: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def of(self, conversation_id: UUID) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever the conversation got a turn."""
        news = asyncio.Event()
        self._open[conversation_id].add(news)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look(), name="arrivals")
        try:
            yield news
        finally:
            self._open[conversation_id].discard(news)
            if not self._open[conversation_id]:
                del self._open[conversation_id]
            if not self._open and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        seen: set[int] = set()
        while True:
            try:
                newest = dict(await asyncio.to_thread(self._newest))
            except (Refusal, SQLAlchemyError):
                # The database is away.
                newest = {}
            # Where nothing seen before is among the newest, more may have come than they show.
            missed = seen.isdisjoint(newest)
            fresh = {newest[seq] for seq in newest.keys() - seen}
            for conversation_id in list(self._open) if missed and newest else fresh:
                for news in self._open.get(conversation_id, ()):
                    news.set()
            seen = set(newest)
            await asyncio.sleep(LOOK_EVERY)

    def _newest(self) -> Sequence[tuple[int, UUID]]:
        highest = select(func.max(TurnRow.seq)).scalar_subquery()
        with self._database.transaction() as session:
            found = session.execute(select(TurnRow.seq, TurnRow.conversation_id).where(TurnRow.seq > highest - LATE))
            return [(seq, conversation_id) for seq, conversation_id in found]


async def _stream(
    arrivals: Arrivals,
    stopping: asyncio.Event,
    request: Request,
    context: ChannelContext,
    conversation: UUID,
    after: int,
) -> AsyncIterator[ServerSentEvent]:
    sent: set[int] = set()
    async with arrivals.of(conversation) as news, _woken(news, stopping):
        while not stopping.is_set():
            news.clear()
            try:
                turns, cards = await run_in_threadpool(_news, request, context, conversation, after, sent)
            except Refusal as refusal:
                if refusal.kind != "unavailable":  # else the page asks again by itself
                    yield _event("signed_out", {"code": refusal.code})
                return
            for turn in turns:
                sent.add(turn["seq"])
                after = max(after, turn["seq"])
                yield _event("turn", turn, number=turn["seq"])
            if turns:
                yield _event("cards", cards)
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), CHECK_EVERY)


@asynccontextmanager
async def _woken(waiting: asyncio.Event, by: asyncio.Event) -> AsyncIterator[None]:
    """Sets the one event once the other is."""

    async def wake() -> None:
        await by.wait()
        waiting.set()

    task = asyncio.create_task(wake())
    try:
        yield
    finally:
        task.cancel()


def _signed_in(request: Request, context: ChannelContext, conversation: UUID) -> None:
    with context.database.transaction() as session:
        own_conversation(session, conversation, require_actor(session, request))


def _news(
    request: Request, context: ChannelContext, conversation: UUID, after: int, sent: set[int]
) -> tuple[list[TurnShown], dict[str, Any]]:
    with context.database.transaction() as session:
        actor = require_actor(session, request)
        language, now = language_of_page(request), context.clock.now()
        turns = turns_after(session, conversation, after, language=language, now=now)
        fresh = [turn for turn in turns if turn["seq"] not in sent]
        if not fresh:
            return [], {}
        recent, _ = last_turns(session, conversation, language=language)
        return fresh, cards_now(session, recent, actor=actor, now=now)


def _event(name: str, data: dict[str, Any], *, number: int | None = None) -> ServerSentEvent:
    return ServerSentEvent(data=orjson.dumps(data).decode(), event=name, id=None if number is None else str(number))
