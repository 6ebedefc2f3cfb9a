"""Saying something on the page: words or a pressed button in, the answer out as an event stream.

A message carries an id its page made. Sent again under that id (the connection broke, the server was restarted), it is
answered by the same turn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, model_validator
from starlette.concurrency import run_in_threadpool

from assistant.channels.api.events import answer_events, event
from assistant.channels.api.identifying import Context
from assistant.channels.contract import ChannelContext
from assistant.channels.web.browser import CHANNEL, OurPagesOnly, language_of_page, require_actor
from assistant.channels.web.guarding import DataRoute
from assistant.channels.web.shown import cards_now, last_turns, own_conversation
from assistant.history import MessageKind
from assistant.inbox import IncomingMessage
from assistant.waiting import Answer

router = APIRouter(route_class=DataRoute, dependencies=[OurPagesOnly])


class Said(BaseModel):
    """A message from the page: `text` that was written, or the `action` of a button."""

    conversation: UUID
    message_id: str = Field(min_length=8, max_length=64)
    text: str | None = Field(default=None, max_length=100_000)
    action: str | None = Field(default=None, max_length=2_000)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.action is None):
            raise ValueError("either text or action")
        return self


@router.post("/web/messages")
async def say(said: Said, request: Request, context: Context) -> Response:
    """Takes the message and answers as events: `accepted`, `working`, then `reply` or `problem`, then `cards`."""
    answer = await run_in_threadpool(_receive, said, request, context)
    return StreamingResponse(
        _events(answer, said, request, context),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _receive(said: Said, request: Request, context: ChannelContext) -> Answer:
    with context.database.transaction() as session:
        actor = require_actor(session, request)
        conversation = own_conversation(session, said.conversation, actor)
        message = IncomingMessage(
            channel=CHANNEL,
            external_id=f"{conversation.id}/{said.message_id}",
            conversation_id=conversation.id,
            text=said.action if said.action is not None else said.text or "",
            received_at=context.clock.now(),
            kind=MessageKind.BUTTON if said.action is not None else MessageKind.TEXT,
            user_id=actor.user_id,
        )
        return context.receive(session, message)


async def _events(answer: Answer, said: Said, request: Request, context: ChannelContext) -> AsyncIterator[bytes]:
    async for each in answer_events(answer, language_of_page(request)):
        yield each
    # A yes or a change decides cards of earlier turns too.
    yield event("cards", await run_in_threadpool(_cards, said, request, context))


def _cards(said: Said, request: Request, context: ChannelContext) -> dict[str, Any]:
    with context.database.transaction() as session:
        actor = require_actor(session, request)
        turns, _ = last_turns(session, said.conversation, language=language_of_page(request))
        return cards_now(session, turns, actor=actor, now=context.clock.now())
