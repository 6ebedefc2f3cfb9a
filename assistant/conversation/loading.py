"""What waits in a conversation, with everything that answering it needs, read in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.conversation.language import language_of
from assistant.history import Conversation, InboxRow, MessageKind, TurnRecord, transcript
from core import identity, proposals
from core.actor import Actor
from core.errors import Refusal
from core.proposals import Proposal

TEXT_MAX = 4000
"""Characters a message may have; a longer one is answered with a request to split it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One or more messages that one turn answers, and what is known before it.

    `actor` is None when nobody may answer for the sender; `refusal` says why. `address` is where a channel that
    messages are pushed to would send the answer.
    """

    inbox_ids: tuple[UUID, ...]
    conversation_id: UUID
    channel: str
    address: str | None
    kind: MessageKind
    text: str
    language: str
    thread_language: str
    actor: Actor | None
    refusal: Refusal | None
    transcript: tuple[TurnRecord, ...]
    pending: tuple[Proposal, ...]

    @property
    def cause(self) -> str:
        """The name of what is answered, the same in every attempt at it."""
        return str(self.inbox_ids[0])


def load_waiting(session: Session, conversation_id: UUID, *, now: datetime) -> Waiting | None:
    """The messages of the conversation that are answered next, or None when none waits.

    Texts of one sender that wait together are one message of several lines; a button or a call is one of its own.
    """
    rows = session.execute(
        select(InboxRow, Conversation)
        .join(Conversation, Conversation.id == InboxRow.conversation_id)
        .where(InboxRow.conversation_id == conversation_id, InboxRow.turn_id.is_(None))
        .order_by(InboxRow.id)
    ).all()
    if not rows:
        return None
    conversation: Conversation = rows[0][1]
    taken = _together(row for row, _ in rows)
    first = taken[0]
    text = "\n".join(row.text for row in taken)
    actor, refusal = _actor(session, first)
    thread = conversation.language
    language = language_of(text, thread) if first.kind is MessageKind.TEXT else thread
    return Waiting(
        inbox_ids=tuple(row.id for row in taken),
        conversation_id=conversation_id,
        channel=conversation.channel,
        address=conversation.external_key,
        kind=first.kind,
        text=text,
        language=language,
        thread_language=thread,
        actor=None if actor is None else actor.speaking(language),
        refusal=refusal,
        transcript=transcript(session, conversation, now=now),
        pending=proposals.pending_in(session, conversation_id, now=now),
    )


def _together(rows: Iterable[InboxRow]) -> list[InboxRow]:
    taken: list[InboxRow] = []
    length = 0
    for row in rows:
        length += len(row.text)
        if taken and (row.kind is not MessageKind.TEXT or _sender(row) != _sender(taken[0]) or length > TEXT_MAX):
            break
        taken.append(row)
        if row.kind is not MessageKind.TEXT:
            break
    return taken


def _sender(row: InboxRow) -> tuple[object, ...]:
    return row.channel, row.user_id, row.sender, row.system_user


def _actor(session: Session, row: InboxRow) -> tuple[Actor | None, Refusal | None]:
    try:
        if row.user_id is not None:
            actor = identity.actor_for_user(session, row.user_id, channel=row.channel)
            return replace(actor, system_user=row.system_user), None
        if row.sender is not None:
            return identity.actor_for_account(session, row.channel, row.sender), None
        return identity.visitor(session, channel=row.channel), None
    except Refusal as refusal:
        return None, refusal
