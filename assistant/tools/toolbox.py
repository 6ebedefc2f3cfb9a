"""Running a turn's calls: a query runs; a command becomes a card that waits for a person's yes, unless harmless.

What the actor may not use is refused here too. Every call is its own transaction; none is open while a planner thinks.
What was written is put into words before it is kept: where that fails nothing was written, and so it is told.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from pydantic_core import to_jsonable_python

from assistant.replies.blocks import Block
from assistant.replies.present import present_proposed, present_refusal, present_result, present_run
from assistant.replies.words import say
from assistant.tools.calls import ToolCall, ToolResult
from assistant.tools.schemas import CHANGE_CARD
from assistant.turn import CallMade, CallOutcome, TurnInput
from core import operations, proposals
from core.database import Database
from core.database.refusals import DatabaseBusy, DatabaseUnreachable
from core.errors import Refusal
from core.operations import Effect
from core.proposals import Proposal, Step

_log = logging.getLogger(__name__)


class Toolbox:
    """Runs the calls of one attempt at a turn.

    What is made carries the turn's cause with the command's name and place, whoever planned it: a repeated attempt
    gets the first one's receipt for a command that was run at once, and its card replaces the first one's.
    """

    def __init__(self, database: Database, turn: TurnInput) -> None:
        self._database = database
        self._turn = turn
        self._made: Counter[str] = Counter()

    def run(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        """Runs the calls of one planner step, reads first; its commands together become one card.

        The results are in the order of the calls, whose ids must differ. Refusals and faults are results; only a
        database that is away is raised.
        """
        results: dict[str, ToolResult] = {}
        cards: list[ToolCall] = []
        for call in sorted(calls, key=_is_command):
            if _needs_card(call):
                cards.append(call)
            else:
                results[call.id] = self._guarded(self._run_harmless if _is_command(call) else self._query, [call])
        if cards:
            results |= dict.fromkeys((call.id for call in cards), self._guarded(self._card, cards))
        return [results[call.id] for call in calls]

    def _guarded(self, work: Callable[[Sequence[ToolCall]], ToolResult], calls: Sequence[ToolCall]) -> ToolResult:
        """What comes of the calls; a refusal or a fault is told, and the turn goes on with its other calls."""
        steps = [Step(call.name, call.arguments) for call in calls]
        try:
            return work(calls)
        except (DatabaseUnreachable, DatabaseBusy):
            raise
        except Refusal as refusal:
            return self._refused(calls[0].id, steps, refusal)
        except Exception:
            reference = uuid4().hex[:8]
            _log.exception("turn %s: %s failed, reference %s", self._turn.cause, calls[0].name, reference)
            text = say("turn.step_broke", self._turn.actor.language, reference=reference)
            made = tuple(CallMade(step.operation, step.arguments, "failed") for step in steps)
            return ToolResult(call_id=calls[0].id, made=made, text=text, blocks=())

    def _card(self, calls: Sequence[ToolCall]) -> ToolResult:
        """One card for all of the step's commands, in place of the open one where that is to be changed."""
        turn = self._turn
        steps: list[Step] = []
        replaces: UUID | None = None
        for call in calls:
            if call.name == CHANGE_CARD:
                steps.extend(_steps(call.arguments))
                replaces = self._replaced(call.arguments)
            else:
                steps.append(Step(call.name, call.arguments))
        try:
            with self._database.transaction() as session:
                card = proposals.propose(
                    session,
                    steps,
                    actor=turn.actor,
                    now=turn.now,
                    conversation_id=turn.conversation_id,
                    replaces=replaces,
                    cause=self._cause("card"),
                )
                text, blocks = present_proposed(card, actor=turn.actor, now=turn.now)
        except (DatabaseUnreachable, DatabaseBusy):
            raise
        except Refusal as refusal:
            return self._refused(calls[0].id, steps, refusal)
        self._made["card"] += 1
        return _with_proposal(calls[0].id, card, "proposed", text, blocks)

    def _replaced(self, arguments: dict[str, Any]) -> UUID | None:
        """The open card that is meant: the one named, or else the newest."""
        pending = [card.id for card in self._turn.pending]
        named = [one for one in pending if str(one) == str(arguments.get("proposal")).strip().lower()]
        return next(iter([*named, *reversed(pending)]), None)

    def _query(self, calls: Sequence[ToolCall]) -> ToolResult:
        turn, call = self._turn, calls[0]
        with self._database.transaction() as session:
            value = operations.run_query(session, call.name, call.arguments, actor=turn.actor, now=turn.now)
        result = operations.permitted(call.name, turn.actor).result.dump_python(value, mode="json")
        text, blocks = present_result(call.name, value, actor=turn.actor, now=turn.now)
        made = CallMade(call.name, call.arguments, "ok", result=result)
        return ToolResult(call_id=call.id, made=(made,), text=text, blocks=blocks, value=value)

    def _run_harmless(self, calls: Sequence[ToolCall]) -> ToolResult:
        turn, call = self._turn, calls[0]
        with self._database.transaction() as session:
            done = proposals.run_harmless(
                session,
                Step(call.name, call.arguments),
                actor=turn.actor,
                now=turn.now,
                conversation_id=turn.conversation_id,
                cause=self._cause(call.name),
            )
            text, blocks = present_run(done, actor=turn.actor, now=turn.now)
        self._made[call.name] += 1
        return _with_proposal(call.id, done, "ok", text, blocks)

    def _refused(self, call_id: str, steps: Sequence[Step], refusal: Refusal) -> ToolResult:
        text, blocks = present_refusal(refusal, self._turn.actor.language)
        return ToolResult(
            call_id=call_id,
            made=tuple(CallMade(step.operation, step.arguments, "refused", refusal.code) for step in steps),
            text=text,
            blocks=blocks,
            refusal=refusal,
            steps=tuple(steps),
        )

    def _cause(self, what: str) -> str:
        return f"{self._turn.cause}:{what}:{self._made[what] + 1}"


def _with_proposal(
    call_id: str, proposal: Proposal, outcome: CallOutcome, text: str, blocks: tuple[Block, ...]
) -> ToolResult:
    made = tuple(
        CallMade(step.operation, step.arguments, outcome, result=to_jsonable_python(step.result))
        for step in proposal.steps
    )
    return ToolResult(
        call_id=call_id,
        made=made,
        text=text,
        blocks=blocks,
        value=proposal,
        proposal=proposal,
        steps=tuple(Step(step.operation, step.arguments) for step in proposal.steps),
    )


def _is_command(call: ToolCall) -> bool:
    """Whether it may change what reads show: those come after the reads."""
    operation = operations.find(call.name)
    return _needs_card(call) if operation is None else operation.effect is Effect.COMMAND


def _needs_card(call: ToolCall) -> bool:
    operation = operations.find(call.name)
    if operation is None:
        return call.name == CHANGE_CARD
    return operation.effect is Effect.COMMAND and not operation.harmless


def _steps(arguments: dict[str, Any]) -> list[Step]:
    """The commands of a changed card; refuses what is no list of commands with arguments."""
    given = arguments.get("steps")
    steps = given if isinstance(given, list) else [given]
    found = []
    for step in steps:
        inner = step.get("arguments") if isinstance(step, dict) else None
        if not isinstance(step, dict) or not isinstance(inner, dict):
            raise operations.InvalidArgument(operation=CHANGE_CARD, parameter="steps", value=str(step)[:80])
        found.append(Step(str(step.get("operation")), inner))
    return found
