"""One conversation in the small company: turns planned by scripted models, and what they left in the books."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from pydantic_core import to_jsonable_python
from sqlalchemy import func, select

from assistant.agent import run_turn
from assistant.history import TurnRecord
from assistant.models import Account, Guidance, Planners
from assistant.testing import Line, ScriptedModel, calling
from assistant.turn import TurnInput, TurnOutcome
from core import identity, proposals
from core.database import Database, new_id
from core.proposals import Proposal, ProposalRow
from core.service.models import Ticket

NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
"""Monday, 23 November 2026, 10:02 in Shanghai."""

Wanted = tuple[str, dict[str, Any]]
"""A tool's name and the arguments it is called with."""

STOCK: Wanted = ("get_stock", {"product": "BP-200", "warehouse": "SH"})
ORDER: Wanted = ("place_order", {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": "2"}]})
TICKET: Wanted = ("open_ticket", {"subject": "耳温枪坏了"})

OWN_WORDS = "built-in"


@dataclass
class Shop:
    """A conversation. `record` keeps a turn so that the next one remembers it."""

    database: Database
    conversation: UUID = field(default_factory=uuid4)
    transcript: list[TurnRecord] = field(default_factory=list)

    def turn(self, text: str, *, login: str = "sales", language: str = "zh", cause: str | None = None) -> TurnInput:
        """A message of a user of the company, with everything remembered so far."""
        with self.database.transaction() as session:
            actor = identity.actor_for_login(session, login, channel="test").speaking(language)
            pending = proposals.open_in(session, self.conversation, now=NOW)
        return TurnInput(
            actor=actor,
            text=text,
            transcript=tuple(self.transcript),
            pending=pending,
            question=self.transcript[-1].question if self.transcript else None,
            now=NOW,
            conversation_id=self.conversation,
            cause=cause or str(uuid4()),
        )

    def run(self, turn: TurnInput, planners: Planners) -> TurnOutcome:
        """The turn, answered and remembered."""
        outcome = run_turn(turn, database=self.database, planners=planners)
        blocks = [block.model_dump(mode="json") for block in outcome.blocks]
        self.transcript.append(
            TurnRecord(
                id=new_id(),
                user_id=turn.actor.user_id,
                said=turn.text,
                language=outcome.language,
                reply={"text": outcome.text, "blocks": blocks},
                calls=tuple(to_jsonable_python(call) for call in outcome.calls),
                question=outcome.question,
                proposal_id=outcome.proposal.id if outcome.proposal else None,
                at=NOW,
            )
        )
        return outcome

    def cards(self) -> tuple[Proposal, ...]:
        """The conversation's open cards."""
        with self.database.transaction() as session:
            return proposals.open_in(session, self.conversation, now=NOW)

    def made(self) -> int:
        """How many proposals of any state the conversation has."""
        with self.database.transaction() as session:
            own = ProposalRow.conversation_id == self.conversation
            return session.scalar(select(func.count()).select_from(ProposalRow).where(own)) or 0

    def tickets(self, subject: str) -> int:
        """How many tickets of that subject there are."""
        with self.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(Ticket).where(Ticket.subject == subject)) or 0


def own_planner(*lines: Line) -> ScriptedModel:
    """A stand-in for the built-in planner; without lines it answers every message with the same words."""
    return ScriptedModel(lines=list(lines) or [OWN_WORDS], for_ever=not lines)


def reading_stock() -> ScriptedModel:
    """A stand-in for the built-in planner that looks the stock up and lets the result speak."""
    return own_planner(calling(STOCK), "")


def planners(
    model: BaseChatModel | None,
    builtin: BaseChatModel | None = None,
    *,
    deadline_s: float = 5.0,
    guidance: Guidance | None = None,
    account: Account | None = None,
) -> Planners:
    """The planners of a turn: a model, and the stand-in for the built-in planner."""
    return Planners(builtin or own_planner(), model, deadline_s=deadline_s, guidance=guidance, account=account)


def scripted(*lines: Line) -> ScriptedModel:
    """A model that gives these answers."""
    return ScriptedModel(lines=list(lines))


def saying(words: str) -> AIMessage:
    """An answer that ends the turn the way it is asked to: by the tool for replying."""
    return calling(("reply_to_user", {"text": words}))


def is_well_formed(messages: Sequence[BaseMessage]) -> bool:
    """Whether an endpoint takes the messages: person and assistant in turn, every call answered right after it."""
    kinds = [type(message) for message in messages]
    if kinds[0] is not SystemMessage or kinds.count(SystemMessage) != 1 or kinds[1] is not HumanMessage:
        return False
    due: list[str] = []
    for before, message in itertools.pairwise(messages):
        if isinstance(message, ToolMessage):
            if message.tool_call_id not in due:
                return False
            due.remove(message.tool_call_id)
            continue
        if due or (isinstance(message, HumanMessage) and isinstance(before, HumanMessage)):
            return False
        if isinstance(message, AIMessage):
            due = [str(call["id"]) for call in message.tool_calls]
            if isinstance(before, AIMessage) or not (due or message.text):
                return False
            if len(set(due)) != len(due):
                return False
    return not due


@dataclass(frozen=True, slots=True)
class Timed:
    """An outcome and the seconds it took."""

    outcome: TurnOutcome
    seconds: float


def timed(shop: Shop, turn: TurnInput, with_planners: Planners) -> Timed:
    """Runs a turn by the clock on the wall."""
    began = time.monotonic()
    outcome = shop.run(turn, with_planners)
    return Timed(outcome, time.monotonic() - began)
