"""Operations as tools: what a planner is shown, and what happens when it calls one.

A query runs. A command becomes a card that waits for a person's yes, unless it is harmless. What the actor may not
use is not shown, and is refused again here. Every call is its own transaction; none is open while a planner thinks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from assistant.replies.blocks import Block
from assistant.replies.present import present_proposed, present_refusal, present_result, present_run
from assistant.turn import CallMade, CallOutcome, TurnInput
from core import operations, proposals
from core.actor import Actor
from core.database import Database
from core.errors import Refusal
from core.operations import Effect, Operation
from core.proposals import Proposal, Step

CHANGE_CARD = "change_card"
"""The tool that replaces an open card by a changed one. It is no operation: it proposes the commands anew."""

_CHANGE_CARD_SCHEMA: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": CHANGE_CARD,
        "description": "Replaces the open card by a changed one. Give all commands of the card with all arguments.",
        "parameters": {
            "type": "object",
            "properties": {
                "proposal": {"type": "string", "description": "the id of the open card"},
                "steps": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"operation": {"type": "string"}, "arguments": {"type": "object"}},
                        "required": ["operation", "arguments"],
                    },
                },
            },
            "required": ["proposal", "steps"],
        },
    },
}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call a planner asks for. `id` is the planner's own and means nothing to the books."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of one call: for the record, in words and blocks for the person, and as text for the planner."""

    call_id: str
    made: tuple[CallMade, ...]
    text: str
    blocks: tuple[Block, ...]
    for_planner: str
    value: object = None
    proposal: Proposal | None = None
    refusal: Refusal | None = None
    steps: tuple[Step, ...] = field(default=())


def tool_schemas(actor: Actor, *, with_change: bool) -> list[dict[str, Any]]:
    """The tools of the actor's operations in the form chat models take; `with_change` where a card is open."""
    shown = [_schema(operation) for operation in operations.available_to(actor)]
    return [*shown, _CHANGE_CARD_SCHEMA] if with_change else shown


class Toolbox:
    """Runs a turn's calls. `place` numbers them, so that a repeated attempt at the turn makes nothing twice."""

    def __init__(self, database: Database, turn: TurnInput) -> None:
        self._database = database
        self._turn = turn
        self._place = 0

    def run(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        """Runs the calls of one planner step, reads first; its commands together become one card."""
        commands = [call for call in calls if self._needs_card(call)]
        results = {call.id: self._run_one(call) for call in calls if call not in commands}
        if commands:
            steps = tuple(Step(call.name, call.arguments) for call in commands)
            results |= dict.fromkeys((call.id for call in commands), self._propose(commands[0].id, steps, None))
        return [results[call.id] for call in calls]

    def _needs_card(self, call: ToolCall) -> bool:
        operation = operations.find(call.name)
        return operation is not None and operation.effect is Effect.COMMAND and not operation.harmless

    def _run_one(self, call: ToolCall) -> ToolResult:
        if call.name == CHANGE_CARD:
            steps = tuple(
                Step(str(step.get("operation")), dict(step.get("arguments") or {}))
                for step in call.arguments.get("steps") or []
            )
            return self._propose(call.id, steps, _uuid(call.arguments.get("proposal")))
        operation = operations.find(call.name)
        if operation is not None and operation.effect is Effect.COMMAND:
            return self._run_harmless(call)
        return self._query(call)

    def _query(self, call: ToolCall) -> ToolResult:
        turn = self._turn
        try:
            with self._database.transaction() as session:
                value = operations.run_query(session, call.name, call.arguments, actor=turn.actor, now=turn.now)
        except Refusal as refusal:
            return self._refused(call.id, [Step(call.name, call.arguments)], refusal)
        result = operations.permitted(call.name, turn.actor).result.dump_python(value, mode="json")
        text, blocks = present_result(call.name, value, actor=turn.actor, now=turn.now)
        return ToolResult(
            call_id=call.id,
            made=(CallMade(call.name, call.arguments, "ok", result=result),),
            text=text,
            blocks=blocks,
            for_planner=json.dumps(result, ensure_ascii=False),
            value=value,
        )

    def _run_harmless(self, call: ToolCall) -> ToolResult:
        turn, step = self._turn, Step(call.name, call.arguments)
        try:
            with self._database.transaction() as session:
                done = proposals.run_harmless(
                    session,
                    step,
                    actor=turn.actor,
                    now=turn.now,
                    conversation_id=turn.conversation_id,
                    cause=self._cause(),
                )
        except Refusal as refusal:
            return self._refused(call.id, [step], refusal)
        text, blocks = present_run(done, actor=turn.actor, now=turn.now)
        return self._with_proposal(call.id, done, "ok", text, blocks)

    def _propose(self, call_id: str, steps: Sequence[Step], replaces: UUID | None) -> ToolResult:
        turn = self._turn
        try:
            with self._database.transaction() as session:
                card = proposals.propose(
                    session,
                    steps,
                    actor=turn.actor,
                    now=turn.now,
                    conversation_id=turn.conversation_id,
                    replaces=replaces,
                    cause=self._cause(),
                )
        except Refusal as refusal:
            return self._refused(call_id, steps, refusal)
        text, blocks = present_proposed(card, actor=turn.actor, now=turn.now)
        return self._with_proposal(call_id, card, "proposed", text, blocks)

    def _with_proposal(
        self, call_id: str, proposal: Proposal, outcome: CallOutcome, text: str, blocks: tuple[Block, ...]
    ) -> ToolResult:
        made = tuple(
            CallMade(step.operation, step.arguments, outcome, result=to_jsonable_python(step.result))
            for step in proposal.steps
        )
        facts = {"proposal": str(proposal.id), "status": proposal.status.value, "results": [one.result for one in made]}
        return ToolResult(
            call_id=call_id,
            made=made,
            text=text,
            blocks=blocks,
            for_planner=json.dumps(facts, ensure_ascii=False),
            value=proposal,
            proposal=proposal,
            steps=tuple(Step(step.operation, step.arguments) for step in proposal.steps),
        )

    def _refused(self, call_id: str, steps: Sequence[Step], refusal: Refusal) -> ToolResult:
        text, blocks = present_refusal(refusal, self._turn.actor.language)
        return ToolResult(
            call_id=call_id,
            made=tuple(CallMade(step.operation, step.arguments, "refused", refusal.code) for step in steps),
            text=text,
            blocks=blocks,
            for_planner=json.dumps({"refused": refusal.code, "why": text}, ensure_ascii=False),
            refusal=refusal,
            steps=tuple(steps),
        )

    def _cause(self) -> str:
        self._place += 1
        return f"{self._turn.cause}:{self._place}"


def _schema(operation: Operation) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": operation.name,
            "description": operation.description,
            "parameters": operation.schema,
        },
    }


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
