"""Where somebody hears of things, and saying something there unasked: kept as a turn, and posted to be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import history, outbox
from assistant.conversation import record
from assistant.history import Conversation
from assistant.turn import TurnOutcome
from core.actor import Actor
from core.events import EventRecord
from core.identity import Account, User

_PAGE = "web"
"""The channel that shows what is kept in its conversation, without anything being sent."""


def threads_of(session: Session, user: User, now: datetime) -> list[Conversation]:
    """Where the user hears of things: every linked chat, and the conversation the browser shows."""
    threads: list[Conversation] = []
    for account in session.scalars(select(Account).where(Account.user_id == user.id)):
        thread_id = history.continue_conversation(
            session,
            channel=account.channel,
            external_key=account.external_id,
            address=account.external_id,
            user_id=user.id,
            language=user.language,
            now=now,
        )
        threads.append(session.get_one(Conversation, thread_id))
    page = session.scalars(
        select(Conversation)
        .where(Conversation.channel == _PAGE, Conversation.user_id == user.id)
        .order_by(Conversation.created_at.desc())
        .limit(1)
    ).one_or_none()
    return threads if page is None else [*threads, page]


def tell(
    session: Session,
    event: EventRecord,
    conversation: Conversation,
    outcome: TurnOutcome,
    actor: Actor,
    now: datetime,
) -> None:
    """Says something in a conversation because of an event."""
    reply = record(
        session, outcome, conversation_id=conversation.id, user_id=actor.user_id, said="", elapsed_ms=0, now=now
    )
    if conversation.address is not None:
        outbox.post(
            session,
            channel=conversation.channel,
            address=conversation.address,
            kind="notice",
            reply=reply.to_json(),
            dedupe_key=f"event:{event.id}:{conversation.id}",
            now=now,
            conversation_id=conversation.id,
        )
