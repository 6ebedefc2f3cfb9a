"""The loop between a planner and its tools, within hard limits; from a message to what the turn answers.

Numbers reach the person only through blocks and words made from results. A model's words come last and may be
missing: then the results speak for themselves.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from assistant.models import Planner, Planners, UnfitAnswer
from assistant.replies.blocks import Block, TextBlock
from assistant.replies.words import say
from assistant.tools import Toolbox, ToolCall, ToolResult, tool_schemas
from assistant.turn import CallMade, PlannerName, TurnInput, TurnOutcome
from core.database import Database
from core.proposals import Proposal

ROUNDS_MAX = 5
CALLS_MAX = 12

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Answer:
    """A turn in the making."""

    results: list[ToolResult]
    words: str = ""
    extra_blocks: tuple[Block, ...] = ()
    question: dict[str, Any] | None = None
    trace: dict[str, Any] | None = None


def run_turn(turn: TurnInput, *, database: Database, planners: Planners) -> TurnOutcome:
    """Answers the message: by the model where one is set up and works in time, else by the built-in planner."""
    toolbox = Toolbox(database, turn)
    model = planners.model_for(turn)
    if model is not None:
        answer = _Answer([])
        try:
            _converse(turn, answer, model, toolbox, deadline=time.monotonic() + planners.deadline_s)
            planners.worked()
            return _outcome(turn, answer, "model")
        except UnfitAnswer as error:
            planners.failed()
            _log.warning("turn %s: model gave no fit answer (%s), built-in planner takes over", turn.cause, error)
            if answer.results:
                return _outcome(turn, answer, "model")
    answer = _Answer([])
    _converse(turn, answer, planners.builtin, toolbox, deadline=None)
    return _outcome(turn, answer, "builtin")


def _converse(turn: TurnInput, answer: _Answer, planner: Planner, toolbox: Toolbox, *, deadline: float | None) -> None:
    """Planner and tools in turn, until the planner has nothing more to call or a limit is reached."""
    schemas = tool_schemas(turn.actor, with_change=bool(turn.pending))
    bound = planner.bind_tools(schemas)
    messages = _opening(turn)
    seen: set[str] = set()
    for _ in range(ROUNDS_MAX):
        if deadline is not None and time.monotonic() > deadline:
            raise UnfitAnswer("deadline passed")
        said = bound.invoke(messages)
        if not isinstance(said, AIMessage):
            raise UnfitAnswer("no message of an assistant")
        messages.append(said)
        _note(answer, said)
        calls = [call for call in _calls(said) if _key(call) not in seen]
        room = CALLS_MAX - sum(len(result.made) for result in answer.results)
        if not calls or room <= 0:
            return
        seen.update(_key(call) for call in calls)
        results = toolbox.run(calls[:room])
        answer.results.extend(results)
        messages.extend(
            ToolMessage(content=result.for_planner, tool_call_id=result.call_id, artifact=result) for result in results
        )
        refused = [call for call in _calls(said) if call.id not in {result.call_id for result in results}]
        messages.extend(ToolMessage(content='{"refused": "repeated"}', tool_call_id=call.id) for call in refused)


def _opening(turn: TurnInput) -> list[BaseMessage]:
    """The situation, what was said before, and the message itself."""
    from assistant.prompt import policy_for

    messages: list[BaseMessage] = [SystemMessage(policy_for(turn), additional_kwargs={"turn": turn})]
    for record in turn.transcript:
        messages.append(HumanMessage(record.said))
        messages.append(AIMessage(str(record.reply.get("text") or "…"), additional_kwargs={"record": record}))
    messages.append(HumanMessage(turn.text))
    return messages


def _note(answer: _Answer, said: AIMessage) -> None:
    answer.words = str(said.text)
    answer.extra_blocks = tuple(said.additional_kwargs.get("blocks", ()))
    answer.question = said.additional_kwargs.get("question")
    answer.trace = said.additional_kwargs.get("trace") or answer.trace


def _calls(said: AIMessage) -> list[ToolCall]:
    return [ToolCall(str(call["id"]), call["name"], dict(call["args"])) for call in said.tool_calls]


def _key(call: ToolCall) -> str:
    return json.dumps([call.name, call.arguments], sort_keys=True, default=str)


def _outcome(turn: TurnInput, answer: _Answer, planner: PlannerName) -> TurnOutcome:
    results = list({id(result): result for result in answer.results}.values())
    text = answer.words.strip() or "\n".join(result.text for result in results if result.text)
    blocks: list[Block] = [block for result in results for block in result.blocks]
    blocks.extend(answer.extra_blocks)
    if not text and not blocks:
        text = say("planner.talk.not_understood", turn.actor.language)
    if text:
        blocks.insert(0, TextBlock(text=text))
    made: tuple[CallMade, ...] = tuple(call for result in results for call in result.made)
    shown: list[Proposal] = [result.proposal for result in results if result.proposal is not None]
    return TurnOutcome(
        text=text,
        blocks=tuple(blocks),
        language=turn.actor.language,
        calls=made,
        question=answer.question,
        proposal=shown[-1] if shown else None,
        planner=planner,
        trace=answer.trace or {},
    )
