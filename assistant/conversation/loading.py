"""What waits in a conversation, with everything that answering it needs, read in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from assistant.conversation.language import language_of
from assistant.history import Conversation, InboxRow, MessageKind, TurnRecord, transcript
from core import identity, proposals
from core.actor import Actor
from core.errors import Refusal
from core.proposals import Proposal, ProposalStatus

TEXT_MAX = 4000
"""Characters a message may have; a longer one is answered with a request to split it."""


# Made once: building a statement costs more than sending it.
_WAITING = (
    select(
        InboxRow.id,
        InboxRow.channel,
        InboxRow.user_id,
        InboxRow.sender,
        InboxRow.system_user,
        InboxRow.kind,
        InboxRow.text,
        Conversation.channel.label("thread_channel"),
        Conversation.address,
        Conversation.language,
        Conversation.started_over_at,
    )
    .join(Conversation, Conversation.id == InboxRow.conversation_id)
    .where(InboxRow.conversation_id == bindparam("conversation_id"), InboxRow.turn_id.is_(None))
    .order_by(InboxRow.id)
)


@dataclass(frozen=True, slots=True)
class _Message:
    id: UUID
    channel: str
    user_id: UUID | None
    sender: str | None
    system_user: str | None
    kind: MessageKind
    text: str

    @property
    def source(self) -> tuple[object, ...]:
        return self.channel, self.user_id, self.sender, self.system_user


@dataclass(frozen=True, slots=True)
class Waiting:
    """One or more messages that one turn answers, and what is known before it.

    `actor` is None when nobody may answer for the sender; `refusal` says why. `channel` is the conversation's,
    which a message may reach through another; `address` is where there the answer is sent, None where somebody waits.
    `open` are the actor's own cards of the conversation that wait for a yes or an approval, newest last: a chat may
    have been somebody else's before.
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
    open: tuple[Proposal, ...]

    @property
    def pending(self) -> tuple[Proposal, ...]:
        """The cards that wait for their owner's yes."""
        return tuple(proposal for proposal in self.open if proposal.status is ProposalStatus.PENDING)

    @property
    def cause(self) -> str:
        """The name of what is answered, the same in every attempt at it."""
        return str(self.inbox_ids[0])


def load_waiting(session: Session, conversation_id: UUID, *, now: datetime) -> Waiting | None:
    """The messages of the conversation that are answered next, or None when none waits.

    Texts of one sender that wait together are one message of several lines; a button or a call is one of its own.
    """
    rows = session.execute(_WAITING, {"conversation_id": conversation_id}).all()
    if not rows:
        return None
    taken = _together([_Message(*row[:7]) for row in rows])
    first, conversation = taken[0], rows[0]
    text = "\n".join(row.text for row in taken)
    actor, refusal = _actor(session, first)
    thread: str = conversation.language
    said_before = transcript(session, conversation_id, started_over_at=conversation.started_over_at, now=now)
    language = language_of(text, thread, first=not said_before) if first.kind is MessageKind.TEXT else thread
    return Waiting(
        inbox_ids=tuple(row.id for row in taken),
        conversation_id=conversation_id,
        channel=conversation.thread_channel,
        address=conversation.address,
        kind=first.kind,
        text=text,
        language=language,
        thread_language=thread,
        actor=None if actor is None else actor.speaking(language),
        refusal=refusal,
        transcript=said_before,
        open=_own_cards(session, conversation_id, actor, now),
    )


def _own_cards(session: Session, conversation_id: UUID, actor: Actor | None, now: datetime) -> tuple[Proposal, ...]:
    if actor is None:
        return ()
    cards = proposals.open_in(session, conversation_id, now=now)
    return tuple(card for card in cards if card.owner_id == actor.user_id)


def _together(rows: Iterable[_Message]) -> list[_Message]:
    taken: list[_Message] = []
    length = 0
    for row in rows:
        length += len(row.text)
        if taken and (row.kind is not MessageKind.TEXT or row.source != taken[0].source or length > TEXT_MAX):
            break
        taken.append(row)
        if row.kind is not MessageKind.TEXT:
            break
    return taken


def _actor(session: Session, row: _Message) -> tuple[Actor | None, Refusal | None]:
    try:
        if row.user_id is not None:
            actor = identity.actor_for_user(session, row.user_id, channel=row.channel)
            return replace(actor, system_user=row.system_user), None
        if row.sender is not None:
            return identity.actor_for_account(session, row.channel, row.sender), None
        return identity.visitor(session, channel=row.channel), None
    except Refusal as refusal:
        return None, refusal
