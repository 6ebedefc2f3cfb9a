"""Keeping a turn: its row, its reply, what goes out, and the news to whoever waits. One transaction, the caller's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import insert
from sqlalchemy.orm import Session

from assistant.files import addressed
from assistant.history import TurnRow
from assistant.replies.blocks import (
    Block,
    CallShown,
    CitationsBlock,
    CitationShown,
    ProposalShown,
    Reply,
    StepShown,
    TextBlock,
)
from assistant.turn import TurnOutcome
from core.database import new_id, table_of
from core.operations import Document
from core.proposals import Proposal


def record(
    session: Session,
    outcome: TurnOutcome,
    *,
    conversation_id: UUID,
    user_id: UUID | None,
    said: str,
    elapsed_ms: int,
    now: datetime,
) -> Reply:
    """Writes the turn and returns its reply, as every channel and API client gets it."""
    turn_id = new_id()
    reply = _reply(outcome, conversation_id, turn_id, elapsed_ms)
    session.execute(
        insert(table_of(TurnRow)),
        {
            "id": turn_id,
            "conversation_id": conversation_id,
            "user_id": user_id,
            "said": said,
            "language": outcome.language,
            "reply": reply.to_json(),
            "calls": [to_jsonable_python(call) for call in outcome.calls],
            "question": outcome.question,
            "proposal_id": outcome.proposal.id if outcome.proposal else None,
            "planner": outcome.planner,
            "trace": to_jsonable_python(outcome.trace, fallback=str),
            "elapsed_ms": elapsed_ms,
            "at": now,
        },
    )
    return reply


def _reply(outcome: TurnOutcome, conversation_id: UUID, turn_id: UUID, elapsed_ms: int) -> Reply:
    citations = tuple(
        CitationShown(document=item.document, title=item.title, passage=item.passage)
        for block in outcome.blocks
        if isinstance(block, CitationsBlock)
        for item in block.items
    )
    return Reply(
        conversation=str(conversation_id),
        turn=str(turn_id),
        language=outcome.language,
        text=outcome.text,
        blocks=addressed(_with_text(outcome), turn_id),
        proposal=None if outcome.proposal is None else _proposal(outcome.proposal),
        calls=tuple(
            CallShown(operation=call.operation, arguments=call.arguments, outcome=call.outcome, refusal=call.refusal)
            for call in outcome.calls
        ),
        citations=citations,
        planner=outcome.planner,
        elapsed_ms=elapsed_ms,
    )


def _with_text(outcome: TurnOutcome) -> tuple[Block, ...]:
    """The blocks, beginning with what is said: a channel that draws the blocks has drawn everything."""
    said = any(isinstance(block, TextBlock) and block.text == outcome.text for block in outcome.blocks)
    return outcome.blocks if said or not outcome.text else (TextBlock(text=outcome.text), *outcome.blocks)


def _proposal(proposal: Proposal) -> ProposalShown:
    return ProposalShown(
        id=str(proposal.id),
        status=proposal.status.value,
        steps=tuple(
            StepShown(operation=step.operation, arguments=_plain(step.arguments), document=_number(step.document))
            for step in proposal.steps
        ),
        expires_at=proposal.expires_at,
    )


def _plain(arguments: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = to_jsonable_python(arguments)
    return plain


def _number(document: Document | None) -> str | None:
    return None if document is None else document.number
