"""What the built-in planner says: words for decisions and results, from the locale files and the replies' own texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

from assistant.builtin.dialogue.asking import Question, after_refusal
from assistant.builtin.dialogue.decision import Decision
from assistant.builtin.dialogue.talking import NOT_UNDERSTOOD, Talk
from assistant.builtin.dialogue.vetoes import Mood
from assistant.replies.blocks import Block, Button, ButtonsBlock, action_to_say
from assistant.replies.refusals import choice_buttons
from assistant.replies.words import say, say_if_known
from assistant.tools import CHANGE_CARD, ToolResult
from assistant.turn import TurnInput
from core.actor import Role
from core.inventory.views import AvailabilityShown
from knowledge.queries import KnowledgeAnswer


def say_decision(decision: Decision, turn: TurnInput) -> tuple[str, tuple[Block, ...]]:
    """The words that go with a decision, and buttons for what may be picked; empty where results will speak."""
    language = turn.actor.language
    said = [_talk(talk, turn) for talk in dict.fromkeys(decision.talk)]
    blocks: tuple[Block, ...] = ()
    if decision.question is not None:
        asked, blocks = _asked(decision.question, language)
        said.append(asked)
    return "\n".join(said), blocks


def say_results(turn: TurnInput, results: Sequence[ToolResult], messages: Sequence[BaseMessage]) -> AIMessage:
    """The final words: each result's own, after what was decided to be said anyway; and the question left open."""
    planned = next((one for one in reversed(messages) if isinstance(one, AIMessage) and one.tool_calls), AIMessage(""))
    extra = planned.additional_kwargs
    if extra.get("tentative") and turn.actor.is_staff and not any(map(_answers, results)):
        return _not_understood(extra.get("meant"), turn)
    said = [str(planned.text)] if planned.text else []
    blocks = tuple(extra.get("blocks", ()))
    distinct = {id(one): one for one in results}.values()
    said += [result.text for result in distinct if result.text]
    question = extra.get("question") or _left_open(list(distinct), planned)
    requests = (extra.get("trace") or {}).get("requests", [])
    if any(request.get("vetoed") in (Mood.QUESTION, Mood.WHAT_IF) for request in requests) and _could_order(results):
        blocks = (*blocks, *_offer(turn))
    kept = {"blocks": blocks, "question": question, "card_waits": bool(extra.get("card_waits"))}
    return AIMessage("\n".join(said), additional_kwargs=kept)


def _not_understood(meant: Question | None, turn: TurnInput) -> AIMessage:
    """What may have been meant, to pick from; else that it was not understood."""
    if meant is None:
        return AIMessage(_talk(NOT_UNDERSTOOD, turn))
    text, blocks = _asked(meant, turn.actor.language)
    return AIMessage(text, additional_kwargs={"blocks": blocks, "question": meant.as_json()})


def _asked(question: Question, language: str) -> tuple[str, tuple[Block, ...]]:
    """A question in words, and buttons for what may be picked."""
    buttons = choice_buttons(question.choices, language)
    return _question(question, language), (ButtonsBlock(buttons=buttons),) if buttons else ()


def _answers(result: ToolResult) -> bool:
    return not isinstance(result.value, KnowledgeAnswer) or result.value.answered


def _could_order(results: Sequence[ToolResult]) -> bool:
    """Whether something was checked that might be ordered just so."""
    return any(isinstance(result.value, AvailabilityShown) for result in results)


def _left_open(results: Sequence[ToolResult], planned: AIMessage) -> dict[str, Any] | None:
    """The question that the last refusal leaves open. An answer to one about a changed card changes that card."""
    for result in reversed(results):
        if result.refusal is None or not result.steps:
            continue
        step = result.steps[-1]
        question = after_refusal(step.operation, step.arguments, result.refusal)
        if question is None:
            return None
        changed = next((call["args"] for call in planned.tool_calls if call["name"] == CHANGE_CARD), None)
        if changed is None:
            return question.as_json()
        before = [{"operation": one.operation, "arguments": one.arguments} for one in result.steps[:-1]]
        return question.as_json() | {"changes": {"proposal": changed["proposal"], "before": before}}
    return None


def _talk(talk: Talk, turn: TurnInput) -> str:
    language = turn.actor.language
    role = "staff" if turn.actor.is_staff else "customer" if Role.CUSTOMER in turn.actor.roles else "visitor"
    for key in (f"planner.talk.{talk.key}_{one}" for one in (*sorted(turn.actor.roles), role)):
        found = say_if_known(key, language, name=turn.actor.name, said=talk.said)
        if found is not None:
            return found
    return say(f"planner.talk.{talk.key}", language, name=turn.actor.name, said=talk.said)


def _question(question: Question, language: str) -> str:
    specific = say_if_known(f"planner.ask.{question.key}", language, **question.facts)
    parameter = question.parameter or ""
    named = say_if_known(f"parameter.{parameter}", language) or parameter
    return specific or say("planner.ask.anything", language, parameter=named)


def _offer(turn: TurnInput) -> tuple[Block, ...]:
    """The command that was only asked about, offered to be said."""
    label = say("planner.offer.order", turn.actor.language)
    return (ButtonsBlock(buttons=(Button(label=label, action=action_to_say(label)),)),)
