"""Conversations and what was said in them: the tables of the assistant, and the transcript read from them.

Receiving messages is in `inbox`, sending in `outbox`; what a turn does is in `conversation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.actor import Actor
from core.database import Base, new_id
from core.errors import NotFound
from core.proposals import Proposal

REMEMBERED_FOR = timedelta(days=30)
TURNS_REMEMBERED = 20


class ConversationUnknown(NotFound):
    """No such conversation, or not one of this person's."""


class MessageKind(StrEnum):
    """What a person sent: words, a pressed button (`confirm:ID`, `reject:ID`, …) or an operation by name."""

    TEXT = "text"
    BUTTON = "button"
    CALL = "call"


class DeliveryState(StrEnum):
    """Where an outgoing message stands. `dead` was given up."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


class Conversation(Base):
    """A thread on one channel. `external_key` is the channel's own name for it (chat, login), unique there.

    `address` is where answers are sent, in the channel's own words; None on channels where somebody waits for them.
    `language` is that of the last message that carried one; what was said before `started_over_at` is forgotten.
    """

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "external_key"), Index("ix_conversations_user_id", "user_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    channel: Mapped[str]
    external_key: Mapped[str | None]
    address: Mapped[str | None]
    user_id: Mapped[UUID | None]
    language: Mapped[str]
    created_at: Mapped[datetime]
    started_over_at: Mapped[datetime | None]


class TurnRow(Base):
    """One answered turn. `seq` grows over all conversations; `calls` keep typed results as JSON.

    `question` is what was asked and is still open: operation, arguments so far, parameter, choices.
    """

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_conversation_id_seq", "conversation_id", "seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    user_id: Mapped[UUID | None]
    said: Mapped[str]
    language: Mapped[str]
    reply: Mapped[dict[str, Any]]
    calls: Mapped[list[dict[str, Any]]]
    question: Mapped[dict[str, Any] | None]
    proposal_id: Mapped[UUID | None]
    planner: Mapped[str]
    trace: Mapped[dict[str, Any]]
    elapsed_ms: Mapped[int]
    at: Mapped[datetime]


class InboxRow(Base):
    """A message as it came in. `turn_id` is set by the turn that answered it.

    `sender` is the chat account on the channel, for people who may not be linked to a user; `system_user` the
    operating-system account behind a terminal.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_inbox_waiting", "conversation_id", "id", postgresql_where="turn_id IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str]
    external_id: Mapped[str]
    user_id: Mapped[UUID | None]
    sender: Mapped[str | None]
    system_user: Mapped[str | None]
    kind: Mapped[MessageKind]
    text: Mapped[str]
    received_at: Mapped[datetime]
    turn_id: Mapped[UUID | None] = mapped_column(ForeignKey("turns.id"))


class OutboxRow(Base):
    """A message to be sent by a channel. `address` is where to, in the channel's own words."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str]
    address: Mapped[str]
    kind: Mapped[str]
    reply: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.PENDING)
    last_error: Mapped[str | None]
    dedupe_key: Mapped[str] = mapped_column(unique=True)


class ToldEvent(Base):
    """That the people concerned were told of an event."""

    __tablename__ = "told_events"

    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A turn as the planner remembers it. `reply`, `calls` and `question` are the stored JSON."""

    id: UUID
    user_id: UUID | None
    said: str
    language: str
    reply: dict[str, Any]
    calls: tuple[dict[str, Any], ...]
    question: dict[str, Any] | None
    proposal_id: UUID | None
    at: datetime


_REMEMBERED = (
    select(*(getattr(TurnRow, name) for name in TurnRecord.__slots__))
    .where(TurnRow.conversation_id == bindparam("conversation_id"), TurnRow.at >= bindparam("since"))
    .order_by(TurnRow.seq.desc())
    .limit(TURNS_REMEMBERED)
)


def transcript(
    session: Session, conversation_id: UUID, *, started_over_at: datetime | None, now: datetime
) -> tuple[TurnRecord, ...]:
    """What is remembered of the conversation, oldest first: the last turns since it was started over."""
    since = max(now - REMEMBERED_FOR, started_over_at or now - REMEMBERED_FOR)
    rows = session.execute(_REMEMBERED, {"conversation_id": conversation_id, "since": since}).all()
    return tuple(
        TurnRecord(
            id=row.id,
            user_id=row.user_id,
            said=row.said,
            language=row.language,
            reply=row.reply,
            calls=tuple(row.calls),
            question=row.question,
            proposal_id=row.proposal_id,
            at=row.at,
        )
        for row in reversed(rows)
    )


def conversation_of(session: Session, conversation_id: UUID, *, user_id: UUID | None) -> Conversation:
    """The conversation, for the person it belongs to; refuses `ConversationUnknown`."""
    found = session.get(Conversation, conversation_id)
    if found is None or user_id is None or found.user_id != user_id:
        raise ConversationUnknown()
    return found


def continue_conversation(
    session: Session,
    *,
    channel: str,
    external_key: str,
    user_id: UUID | None,
    language: str,
    now: datetime,
    address: str | None = None,
) -> UUID:
    """The id of the thread the channel calls `external_key`, opened when there is none yet.

    A thread whose chat was linked to another user since is started over: the new person does not see the old one's.
    """
    known = session.execute(
        select(Conversation.id, Conversation.user_id).where(
            Conversation.channel == channel, Conversation.external_key == external_key
        )
    ).one_or_none()
    if known is not None:
        if known.user_id != user_id:
            changed = {"user_id": user_id, "started_over_at": now}
            session.execute(update(Conversation).where(Conversation.id == known.id).values(changed))
        known_id: UUID = known.id
        return known_id
    opened = insert(Conversation).values(
        id=new_id(),
        channel=channel,
        external_key=external_key,
        address=address,
        user_id=user_id,
        language=language,
        created_at=now,
    )
    # Two first messages at once: the second takes the first one's conversation.
    same = opened.on_conflict_do_update(index_elements=["channel", "external_key"], set_={"external_key": external_key})
    return session.execute(same.returning(Conversation.id)).scalar_one()


def open_conversation(
    session: Session,
    *,
    channel: str,
    user_id: UUID | None,
    language: str,
    now: datetime,
    external_key: str | None = None,
) -> UUID:
    """The id of a new thread. With `external_key` it takes that name over from the thread that had it."""
    if external_key is not None:
        session.execute(
            update(Conversation)
            .where(Conversation.channel == channel, Conversation.external_key == external_key)
            .values(external_key=None)
        )
    opened = Conversation(
        channel=channel, external_key=external_key, user_id=user_id, language=language, created_at=now
    )
    session.add(opened)
    session.flush()
    return opened.id


def conversation_to_decide_in(
    session: Session, proposal: Proposal, *, actor: Actor, channel: str, now: datetime
) -> UUID:
    """Where a decision on the proposal is told: its thread to its owner, while it is theirs; else their own."""
    thread = session.get(Conversation, proposal.conversation_id) if proposal.conversation_id is not None else None
    if thread is not None and proposal.owner_id == actor.user_id == thread.user_id:
        return thread.id
    return continue_conversation(
        session, channel=channel, external_key=actor.login, user_id=actor.user_id, language=actor.language, now=now
    )


def start_over(session: Session, conversation_id: UUID, *, now: datetime) -> None:
    """Forgets what was said so far: "it" and "the last one" mean nothing older any more."""
    session.execute(update(Conversation).where(Conversation.id == conversation_id).values(started_over_at=now))
