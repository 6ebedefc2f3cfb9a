"""Calling an operation by name from a channel: at once in this process, or by the one that holds the index.

The answer is kept as a turn of the caller's own thread on the channel, so that "it" means what was just shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

from assistant import history
from assistant.channels.contract import ChannelContext
from assistant.conversation import record, refused_call, run_call
from assistant.history import MessageKind
from assistant.inbox import IncomingMessage, result_of
from core import operations
from core.actor import Actor
from core.errors import Refusal
from core.operations import Effect

INDEX_AREA = "knowledge"
"""The area whose queries read the index, which may be open in one process only."""

Identify = Callable[[Session], Actor]


def call_operation(
    context: ChannelContext,
    name: str,
    arguments: Mapping[str, Any],
    *,
    channel: str,
    identify: Identify,
) -> dict[str, Any]:
    """The answer as JSON: a `Reply` with `result`, the operation's typed result. Refusals propagate."""
    if _needs_index(name) and not context.index_is_here():
        return _queued(context, name, arguments, channel=channel, identify=identify)
    began = time.perf_counter()
    now = context.clock.now()
    with context.database.transaction() as session:
        actor = identify(session)
        conversation_id = _thread(session, actor, channel, context)
        outcome = run_call(session, name, arguments, actor=actor, now=now, conversation_id=conversation_id)
        reply = record(
            session,
            outcome,
            conversation_id=conversation_id,
            user_id=actor.user_id,
            said=said(name, arguments),
            elapsed_ms=round((time.perf_counter() - began) * 1000),
            now=now,
        )
    return {**reply.to_json(), "result": outcome.calls[0].result}


def record_refusal(
    context: ChannelContext,
    name: str,
    arguments: Mapping[str, Any],
    refusal: Refusal,
    *,
    channel: str,
    identify: Identify,
) -> dict[str, Any]:
    """The answer to a refused call, kept as a turn: for callers that want one object either way."""
    with context.database.transaction() as session:
        actor = identify(session)
        reply = record(
            session,
            refused_call(name, arguments, refusal, actor.language),
            conversation_id=_thread(session, actor, channel, context),
            user_id=actor.user_id,
            said=said(name, arguments),
            elapsed_ms=0,
            now=context.clock.now(),
        )
    return {**reply.to_json(), "result": None}


def said(name: str, arguments: Mapping[str, Any]) -> str:
    """How a call is written in the transcript."""
    return f"{name} {orjson.dumps(dict(arguments), default=str).decode()}" if arguments else name


def _needs_index(name: str) -> bool:
    operation = operations.find(name)
    return operation is not None and operation.effect is Effect.QUERY and operation.area == INDEX_AREA


def _queued(
    context: ChannelContext, name: str, arguments: Mapping[str, Any], *, channel: str, identify: Identify
) -> dict[str, Any]:
    with context.database.transaction() as session:
        actor = identify(session)
        operations.permitted(name, actor)
        message = IncomingMessage(
            channel=channel,
            external_id=f"call/{uuid4()}",
            conversation_id=_thread(session, actor, channel, context),
            text=orjson.dumps({"operation": name, "arguments": dict(arguments)}).decode(),
            received_at=context.clock.now(),
            kind=MessageKind.CALL,
            user_id=actor.user_id,
            system_user=actor.system_user,
        )
        answer = context.receive(session, message)
    reply = context.wait(answer)
    with context.database.transaction() as session:
        return {**reply, "result": result_of(session, answer.inbox_id)}


def _thread(session: Session, actor: Actor, channel: str, context: ChannelContext) -> UUID:
    return history.continue_conversation(
        session,
        channel=channel,
        external_key=actor.login,
        user_id=actor.user_id,
        language=actor.language,
        now=context.clock.now(),
    )
