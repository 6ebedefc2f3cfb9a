"""From how a turn went to what it answers: whose words, which results, what stays open."""

from __future__ import annotations

from typing import Any

from assistant.agent.loop import Course
from assistant.builtin.dialogue.asking import after_refusal
from assistant.replies.blocks import Block, TextBlock
from assistant.replies.present import present_proposal
from assistant.replies.words import say
from assistant.tools import ToolResult
from assistant.turn import PlannerName, TurnInput, TurnOutcome


def answer(
    turn: TurnInput, course: Course, planner: PlannerName, *, words: str, trace: dict[str, Any] | None = None
) -> TurnOutcome:
    """The turn's answer: `words` where there are any, else the results' own; then the results' blocks.

    Something is always said. `trace` is added to the planner's own.
    """
    extra = course.said.additional_kwargs
    shown = _shown(course.results)
    text = words.strip() or "\n".join(result.text for result in shown if result.text)
    blocks: list[Block] = [block for result in shown for block in result.blocks]
    blocks.extend(extra.get("blocks", ()))
    if not text and not blocks:
        text = say("planner.talk.not_understood", turn.actor.language)
    if text:
        blocks.insert(0, TextBlock(text=text))
    proposals = [result.proposal for result in shown if result.proposal is not None]
    if not proposals and extra.get("card_waits") and turn.pending:
        proposals = [turn.pending[-1]]
        blocks.append(present_proposal(turn.pending[-1], actor=turn.actor, now=turn.now))
    return TurnOutcome(
        text=text,
        blocks=tuple(blocks),
        language=turn.actor.language,
        calls=tuple(call for result in course.results for call in result.made),
        question=course.open_question or (_left_open(shown) if planner == "model" else None),
        proposal=proposals[-1] if proposals else None,
        planner=planner,
        trace={**course.trace, **(trace or {})},
    )


def _shown(results: list[ToolResult]) -> list[ToolResult]:
    """The results without refusals that were overcome: the same command or query went well later in the turn."""
    return [
        result
        for place, result in enumerate(results)
        if result.is_sound or not _operations(result) & set().union(*map(_sound_operations, results[place + 1 :]))
    ]


def _sound_operations(result: ToolResult) -> set[str]:
    return _operations(result) if result.is_sound else set()


def _operations(result: ToolResult) -> set[str]:
    return {call.operation for call in result.made}


def _left_open(results: list[ToolResult]) -> dict[str, Any] | None:
    """The question that the last refusal leaves open, so that any planner may take the answer to it."""
    for result in reversed(results):
        if result.refusal is not None and result.steps:
            step = result.steps[-1]
            question = after_refusal(step.operation, step.arguments, result.refusal)
            return question.as_json() if question else None
    return None
