"""Talking by REST: open a conversation, say something in it, decide on a proposal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID, uuid4

import orjson
from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from assistant import history
from assistant.channels.api.events import answer_events
from assistant.channels.api.identifying import CHANNEL, Context, Token, actor_of, language_wanted
from assistant.channels.contract import ChannelContext
from assistant.history import MessageKind
from assistant.inbox import IncomingMessage
from assistant.replies.blocks import Reply
from assistant.waiting import Answer
from core import proposals

router = APIRouter(tags=["conversations"])

_ANSWER: dict[int | str, dict[str, Any]] = {200: {"model": Reply, "description": "The answer, also as an event stream"}}


class ConversationOpened(BaseModel):
    """A new conversation; `conversation` is its id under the name it has in every reply."""

    id: UUID
    conversation: UUID


class Said(BaseModel):
    """What the person says. The same `message_id` again gives the same turn, not a second one."""

    text: str = Field(max_length=100_000)
    message_id: str | None = Field(default=None, max_length=200)


class Refused(BaseModel):
    """Why a request is not approved, in a sentence or two."""

    reason: str = Field(default="", max_length=100_000)


class HandedOver(BaseModel):
    """The colleague who may decide as well."""

    to: str = Field(min_length=1, max_length=200)


@router.post("/conversations", status_code=201)
def open_conversation(context: Context, token: Token, request: Request) -> ConversationOpened:
    """Opens a conversation of its own for the person the token stands for."""
    with context.database.transaction() as session:
        actor = actor_of(session, token)
        conversation_id = history.open_conversation(
            session,
            channel=CHANNEL,
            user_id=actor.user_id,
            language=actor.language,
            now=context.clock.now(),
        )
    return ConversationOpened(id=conversation_id, conversation=conversation_id)


@router.post("/conversations/{conversation_id}/messages", responses=_ANSWER)
async def say(
    conversation_id: UUID,
    said: Said,
    context: Context,
    token: Token,
    request: Request,
    accept: Annotated[str, Header()] = "application/json",
) -> Response:
    """Says something and waits for the answer. With `Accept: text/event-stream` it comes as events."""
    answer = await run_in_threadpool(_receive, context, token, conversation_id, said)
    return await answered(request, answer, accept)


@router.post("/proposals/{proposal_id}/confirm", responses=_ANSWER)
async def confirm(proposal_id: UUID, context: Context, token: Token, request: Request) -> Response:
    """The owner's yes to a card, or an approver's. A second one gives the receipt of the first."""
    answer = await run_in_threadpool(_press, context, token, proposal_id, "confirm")
    return await answered(request, answer, "application/json")


@router.post("/proposals/{proposal_id}/reject", responses=_ANSWER)
async def reject(
    proposal_id: UUID, context: Context, token: Token, request: Request, refused: Refused | None = None
) -> Response:
    """The owner's no to a card, or an approver's, who may say why: whoever asked is told it."""
    said = refused.reason if refused is not None else ""
    answer = await run_in_threadpool(_press, context, token, proposal_id, "reject", said)
    return await answered(request, answer, "application/json")


@router.post("/proposals/{proposal_id}/explain", responses=_ANSWER)
async def explain(proposal_id: UUID, refused: Refused, context: Context, token: Token, request: Request) -> Response:
    """Says afterwards why a request was refused; once, by the approver who refused it."""
    answer = await run_in_threadpool(_press, context, token, proposal_id, "explain", refused.reason)
    return await answered(request, answer, "application/json")


@router.post("/proposals/{proposal_id}/delegate", responses=_ANSWER)
async def delegate(proposal_id: UUID, handed: HandedOver, context: Context, token: Token, request: Request) -> Response:
    """Lets a colleague decide on a request as well, named by login or name."""
    answer = await run_in_threadpool(_press, context, token, proposal_id, "delegate", handed.to)
    return await answered(request, answer, "application/json")


async def answered(request: Request, answer: Answer, accept: str) -> Response:
    """The answer as one JSON object, or as an event stream where the client accepts that."""
    if "text/event-stream" in accept:
        events: AsyncIterator[bytes] = answer_events(answer, language_wanted(request))
        return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
    return Response(orjson.dumps(await answer.result_async()), media_type="application/json")


def _receive(context: ChannelContext, token: str, conversation_id: UUID, said: Said) -> Answer:
    with context.database.transaction() as session:
        actor = actor_of(session, token)
        history.conversation_of(session, conversation_id, user_id=actor.user_id)
        message = IncomingMessage(
            channel=CHANNEL,
            external_id=f"{conversation_id}/{said.message_id or uuid4()}",
            conversation_id=conversation_id,
            text=said.text,
            received_at=context.clock.now(),
            user_id=actor.user_id,
        )
        return context.receive(session, message)


def _press(context: ChannelContext, token: str, proposal_id: UUID, action: str, said: str = "") -> Answer:
    with context.database.transaction() as session:
        actor = actor_of(session, token)
        now = context.clock.now()
        proposal = proposals.get(session, proposal_id, actor=actor, now=now)
        conversation_id = history.conversation_to_decide_in(session, proposal, actor=actor, channel=CHANNEL, now=now)
        message = IncomingMessage(
            channel=CHANNEL,
            external_id=f"{proposal_id}/{action}/{uuid4()}",
            conversation_id=conversation_id,
            text=f"{action}:{proposal_id}:{said}" if said else f"{action}:{proposal_id}",
            received_at=now,
            kind=MessageKind.BUTTON,
            user_id=actor.user_id,
        )
        return context.receive(session, message)
