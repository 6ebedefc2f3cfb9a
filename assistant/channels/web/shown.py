"""What the page shows of a conversation: its turns as they were recorded, and how their cards stand now.

A turn is recorded once and never changed; a card on it may have been decided since. So the page is given both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from assistant.channels.web.browser import CHANNEL
from assistant.history import Conversation, ConversationUnknown, InboxRow, MessageKind, TurnRow, conversation_of
from assistant.replies.blocks import words_said
from assistant.replies.entries import find_entry
from assistant.replies.present import present_proposal
from core import proposals
from core.actor import Actor
from core.proposals import ProposalUnknown

PAGE = 40
"""Turns that are shown at once; older ones when the person asks for them."""

LATE = 50
LATE_FOR = timedelta(seconds=15)
"""How many numbers and how much time a turn may become visible after one with a higher number."""

_UNDECIDED = ("pending", "awaiting_approval")
_BUTTON_WORDS = {"confirm": "confirm", "approve": "approve", "reject": "cancel", "change": "change", "undo": "undo"}

TurnShown = dict[str, Any]
"""seq, at, said (the messages it answers), reply (a `Reply`)."""


def own_conversation(session: Session, conversation_id: UUID, actor: Actor) -> Conversation:
    """The conversation, if the person has it in the browser; refuses `ConversationUnknown`."""
    conversation = conversation_of(session, conversation_id, user_id=actor.user_id)
    if conversation.channel != CHANNEL:
        raise ConversationUnknown()
    return conversation


def last_turns(
    session: Session, conversation_id: UUID, *, language: str, before: int | None = None
) -> tuple[list[TurnShown], bool]:
    """The last `PAGE` turns (before the one numbered `before`), oldest first, and whether there are older ones."""
    rows = select(TurnRow).where(TurnRow.conversation_id == conversation_id)
    if before is not None:
        rows = rows.where(TurnRow.seq < before)
    found = list(session.scalars(rows.order_by(TurnRow.seq.desc()).limit(PAGE + 1)))
    return _shown(session, found[PAGE - 1 :: -1] if len(found) > PAGE else found[::-1], language), len(found) > PAGE


def turns_after(session: Session, conversation_id: UUID, seq: int, *, language: str, now: datetime) -> list[TurnShown]:
    """The turns with a number above `seq`, oldest first; with recent ones of slightly lower numbers.

    Numbers are given before a turn becomes visible, so one with a lower number may appear after one with a higher.
    """
    recent = and_(TurnRow.seq > seq - LATE, TurnRow.at > now - LATE_FOR)
    rows = (
        select(TurnRow)
        .where(TurnRow.conversation_id == conversation_id, or_(TurnRow.seq > seq, recent))
        .order_by(TurnRow.seq)
    )
    return _shown(session, list(session.scalars(rows)), language)


def unanswered(session: Session, conversation_id: UUID, *, language: str) -> list[dict[str, str]]:
    """The messages that no turn has answered yet, in order."""
    rows = session.scalars(
        select(InboxRow)
        .where(InboxRow.conversation_id == conversation_id, InboxRow.turn_id.is_(None))
        .order_by(InboxRow.id)
        .limit(PAGE)
    )
    return [_message(row, language) for row in rows]


def cards_now(
    session: Session, turns: Sequence[TurnShown], *, actor: Actor, now: datetime
) -> dict[str, dict[str, Any]]:
    """How the undecided or still actionable cards on these turns stand now, by proposal: what may differ from then."""
    last_shown = {card["proposal"]: (card, turn["reply"]["language"]) for turn in turns for card in _cards(turn)}
    return {
        proposal_id: state
        for proposal_id, (card, language) in last_shown.items()
        if card["buttons"] or card["status"] in _UNDECIDED
        if (state := _state(session, UUID(proposal_id), actor.speaking(language), now))
    }


def _shown(session: Session, rows: Sequence[TurnRow], language: str) -> list[TurnShown]:
    said = defaultdict(list)
    answered = select(InboxRow).where(InboxRow.turn_id.in_([row.id for row in rows])).order_by(InboxRow.id)
    for message in session.scalars(answered):
        said[message.turn_id].append(_message(message, language))
    return [{"seq": row.seq, "at": row.at.isoformat(), "said": said[row.id], "reply": row.reply} for row in rows]


def _message(row: InboxRow, language: str) -> dict[str, str]:
    """A message as its sender sees it: of a button what it said, or the word on it."""
    text = row.text
    if row.kind is MessageKind.BUTTON:
        verb = text.partition(":")[0]
        word = find_entry(f"button.{_BUTTON_WORDS.get(verb, verb)}", language)
        said = words_said(text)
        text = said if said is not None else word or text
    return {
        "message_id": row.external_id.rpartition("/")[2],
        "kind": row.kind.value,
        "text": text,
        "action": row.text if row.kind is MessageKind.BUTTON else "",
    }


def _cards(turn: TurnShown) -> Iterator[dict[str, Any]]:
    return (block for block in turn["reply"]["blocks"] if block["type"] == "card" and block["proposal"])


def _state(session: Session, proposal_id: UUID, actor: Actor, now: datetime) -> dict[str, Any] | None:
    try:
        card = present_proposal(proposals.get(session, proposal_id, actor=actor, now=now), actor=actor, now=now)
    except ProposalUnknown:
        return None
    return card.model_dump(mode="json", include={"status", "status_label", "buttons", "footer", "expires_at"})
