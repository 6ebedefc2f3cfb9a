"""Questions about an approval that stay open for one message: who is to decide, why it was refused, which request.

A message that is no answer is the planner's, and the question is dropped; nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from assistant.conversation.deciding import press
from assistant.conversation.language import decision_in
from assistant.conversation.loading import Waiting
from assistant.conversation.naming import COLLEAGUE, hand_on_if_named
from assistant.conversation.verdicts import announces_reason, reason_in
from assistant.turn import TurnOutcome
from core import proposals
from core.actor import Actor
from core.database import Database
from core.proposals import Proposal, ProposalStatus, ProposalUnknown

REASON = "reason"
WHICH_REQUEST = "which_request"
_QUESTIONS = "?？"


def asked_before(waiting: Waiting, what: str) -> Mapping[str, Any] | None:
    """The question of the turn before, if it asked that."""
    question = waiting.transcript[-1].question if waiting.transcript else None
    return question if question is not None and question.get("asks") == what else None


def said_to_question(database: Database, waiting: Waiting, actor: Actor, *, now: datetime) -> TurnOutcome | None:
    """What the message does as the answer to one of these questions; a reason that begins as one needs no question."""
    if decision_in(waiting.text) is not None or waiting.text.startswith("/"):
        return None
    colleague = asked_before(waiting, COLLEAGUE)
    if colleague is not None:
        return hand_on_if_named(database, UUID(colleague["proposal"]), waiting.text, actor, now=now)
    told = asked_before(waiting, REASON) is not None or announces_reason(waiting.text)
    told = told and waiting.text[-1] not in _QUESTIONS
    refused = _refused_just_now(database, waiting, actor, now) if told else None
    if refused is None:
        return None
    return press(database, f"explain:{refused.id}:{reason_in(waiting.text)}", actor=actor, now=now)


def _refused_just_now(database: Database, waiting: Waiting, actor: Actor, now: datetime) -> Proposal | None:
    """The request the actor refused in the turn before, if no reason is known yet."""
    last = waiting.transcript[-1] if waiting.transcript else None
    if last is None or last.proposal_id is None:
        return None
    with database.transaction() as session:
        try:
            shown = proposals.get(session, last.proposal_id, actor=actor, now=now)
        except ProposalUnknown:
            return None
    refused = shown.status is ProposalStatus.REJECTED and shown.reason is None
    return shown if refused and actor.user_id is not None and shown.approver_id == actor.user_id else None
