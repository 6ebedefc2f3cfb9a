"""Messages coming in: stored once, however often they are delivered, with the job that will answer them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assistant.history import InboxRow, MessageKind, TurnRow
from assistant.queue import DEFER, TAKE_TURNS, TURNS, defer, deferred
from core.database import new_id

# Deferring is part of the same statement: a redelivery neither stores nor defers.
_STORE = text(
    f"""
    INSERT INTO inbox
      (id, conversation_id, channel, external_id, user_id, sender, "system_user", kind, text, received_at)
    VALUES (:id, :conversation_id, :channel, :external_id, :user_id, :sender, :system_user, :kind, :text, :received_at)
    ON CONFLICT (channel, external_id) DO NOTHING
    RETURNING id, {DEFER}
    """
)


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message as a channel understood it. `external_id` is unique on the channel: the same again is a redelivery.

    `text` is what was written; of a button its action (`confirm:ID`), of a call JSON `{"operation", "arguments"}`.
    `user_id` is set by a channel that has authenticated the person. Otherwise `sender` is the chat account, and who
    that is gets decided when the message is answered. `system_user` is the operating-system account of a terminal.
    """

    channel: str
    external_id: str
    conversation_id: UUID
    text: str
    received_at: datetime
    kind: MessageKind = MessageKind.TEXT
    user_id: UUID | None = None
    sender: str | None = None
    system_user: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a message is stored. Of a redelivery it is the first delivery's, perhaps answered by now (`turn_id`)."""

    inbox_id: UUID
    conversation_id: UUID
    turn_id: UUID | None
    is_new: bool


def receive(session: Session, message: IncomingMessage) -> Receipt:
    """Stores the message and defers the turn that answers it, in the caller's transaction; a redelivery does nothing.

    Wait for the answer with `waiting`, once that transaction has ended.
    """
    inbox_id = new_id()
    name = str(message.conversation_id)
    row = {
        "id": inbox_id,
        "conversation_id": message.conversation_id,
        "channel": message.channel,
        "external_id": message.external_id,
        "user_id": message.user_id,
        "sender": message.sender,
        "system_user": message.system_user,
        "kind": message.kind.value,
        "text": message.text,
        "received_at": message.received_at,
        **deferred(TAKE_TURNS, {"conversation_id": name}, queue=TURNS, lock=name),
    }
    if session.execute(_STORE, row).one_or_none() is None:
        return _earlier(session, message)
    return Receipt(inbox_id, message.conversation_id, None, is_new=True)


def defer_turn(session: Session, conversation_id: UUID) -> None:
    """Enqueues the answering of whatever waits in the conversation."""
    name = str(conversation_id)
    defer(session, TAKE_TURNS, {"conversation_id": name}, queue=TURNS, lock=name)


def answer_to(session: Session, inbox_id: UUID) -> dict[str, Any] | None:
    """The reply (JSON of `Reply`) to the message, or None while it is not answered."""
    return session.scalar(
        select(TurnRow.reply).join(InboxRow, InboxRow.turn_id == TurnRow.id).where(InboxRow.id == inbox_id)
    )


def result_of(session: Session, inbox_id: UUID) -> Any:  # noqa: ANN401 - JSON
    """The typed result (JSON) of the operation that the message called, or None when it had none."""
    calls = session.scalar(
        select(TurnRow.calls).join(InboxRow, InboxRow.turn_id == TurnRow.id).where(InboxRow.id == inbox_id)
    )
    return calls[0]["result"] if calls else None


def _earlier(session: Session, message: IncomingMessage) -> Receipt:
    first = session.execute(
        select(InboxRow.id, InboxRow.conversation_id, InboxRow.turn_id).where(
            InboxRow.channel == message.channel, InboxRow.external_id == message.external_id
        )
    ).one()
    return Receipt(first.id, first.conversation_id, first.turn_id, is_new=False)
