"""What a turn is given and what comes of it: the values between conversation, agent and planner."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from assistant.history import TurnRecord
from assistant.replies.blocks import Block
from core.actor import Actor
from core.proposals import Proposal

CallOutcome = Literal["ok", "proposed", "refused", "failed"]
PlannerName = Literal["builtin", "model"]


@dataclass(frozen=True, slots=True)
class TurnInput:
    """Everything a turn is decided from. The actor speaks the language the turn is answered in.

    `pending` are the conversation's cards that wait for a yes or an approval, newest last; `question` is what was asked
    in the last turn and is still open. `cause` names the message: a proposal made for it carries `cause` with the
    call's place, so that a repeated attempt at the same message makes no second one.
    """

    actor: Actor
    text: str
    transcript: tuple[TurnRecord, ...]
    pending: tuple[Proposal, ...]
    question: dict[str, Any] | None
    now: datetime
    conversation_id: UUID
    cause: str


@dataclass(frozen=True, slots=True)
class CallMade:
    """One operation that was called. `result` is its typed result as JSON, `refusal` the refusal's code."""

    operation: str
    arguments: dict[str, Any]
    outcome: CallOutcome
    refusal: str | None = None
    result: Any = None


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """What a turn answers. `question` is what it asks and leaves open; `proposal` the card it made or acted on.

    `trace` is plain JSON that explains how the message was understood.
    """

    text: str
    blocks: tuple[Block, ...]
    language: str
    calls: tuple[CallMade, ...] = ()
    question: dict[str, Any] | None = None
    proposal: Proposal | None = None
    planner: PlannerName = "builtin"
    trace: dict[str, Any] = field(default_factory=dict)
