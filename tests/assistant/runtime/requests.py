"""What the tests of requests for approval look at: reasons that are kept, cards, and what whoever asked was told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from assistant.app import Application
from assistant.history import Conversation, TurnRow
from core.proposals import Proposal, ProposalRow
from tests.assistant.runtime.talking import Talk


def reasons(talk: Talk, waiting: list[Proposal]) -> list[str | None]:
    with talk.application.database.transaction() as session:
        return [session.get_one(ProposalRow, each.id).reason for each in waiting]


def cards(reply: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in reply["blocks"] if block["type"] == "card"]


def turns_at_the_terminal(application: Application) -> list[dict[str, Any]]:
    """What was said in the thread of whoever asked."""
    with application.database.transaction() as session:
        thread = select(Conversation.id).where(Conversation.channel == "terminal")
        rows = session.scalars(select(TurnRow).where(TurnRow.conversation_id.in_(thread)).order_by(TurnRow.seq))
        return [row.reply for row in rows]
