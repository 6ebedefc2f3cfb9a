"""A command that was just refused, given again with another value: "October then", "fine, 20%", "no, 12 and not 15"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.builtin.dialogue.clauses import STRONG_BREAK, stretches, without
from assistant.builtin.dialogue.corrections import parameter_refused
from assistant.builtin.dialogue.decision import Call
from assistant.builtin.dialogue.fillers import asks, left_over, only_head, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, is_vague, number_of
from assistant.builtin.dialogue.picking import is_ruled_out, says_hardly_more
from assistant.builtin.dialogue.request import writes
from assistant.builtin.dialogue.retelling import said_otherwise
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span, SpanType
from assistant.tools import CHANGE_CARD
from core.proposals import Proposal


def tried_again(
    text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits], situation: Situation
) -> Call | None:
    """The last turn's refused command with what the message says instead; None where it says more, or the same.

    What is said before in sentences of their own that name nothing does not matter. An answer to what was asked is no
    new value.
    """
    refused = _refused_last(situation)
    if refused is None or situation.turn.question or asks(text):
        return None
    arguments = (
        taken_back(refused.operation, refused.arguments, text, spans, units)
        or _with_what_it_is_about(refused, text, spans)
        or _with_another_name(refused, text, spans)
        or _with_new_values(refused, text, spans, units)
    )
    if arguments is None:
        return None
    card = situation.card
    if card is not None and _was_to_change(card, refused):
        steps = [{"operation": refused.operation, "arguments": arguments}]
        return Call(CHANGE_CARD, {"proposal": str(card.id), "steps": steps})
    return Call(refused.operation, arguments)


def _was_to_change(card: Proposal, refused: _Refused) -> bool:
    """Whether what was refused is the open card with one thing changed: then there is no second card of the same."""
    if [step.operation for step in card.steps] != [refused.operation]:
        return False
    before = card.steps[0].arguments
    names = before.keys() | refused.arguments.keys()
    return len([name for name in names if before.get(name) != refused.arguments.get(name)]) <= 1


def taken_back(
    operation: str,
    arguments: Mapping[str, Any],
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
) -> dict[str, Any] | None:
    """The arguments with one value in the place of another that is said not to hold: "sorry ten, not twelve".

    Only where hardly anything else is said.
    """
    ruled_out = [span for span in spans if not span.names and is_ruled_out(text.casefold(), span.start, span.end)]
    if len(ruled_out) != 1 or len(spans) != len(ruled_out) + 1 or asks(text):
        return None
    if left_over(without(text, spans), "head", "again"):
        return None
    return said_otherwise(operation, arguments, text, spans, units)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A command that was refused, and by what."""

    operation: str
    arguments: dict[str, Any]
    refusal: str


def _with_new_values(
    refused: _Refused, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> dict[str, Any] | None:
    parts = [part for part in stretches(text, spans, STRONG_BREAK) if part[1]]
    if len(parts) != 1:
        return None
    words, own = parts[0]
    if not (only_values(words, own) or only_head(words, own)):
        return None
    said = fill(refused.operation, words, own, units)
    changed = {name: value for name, value in said.arguments.items() if name != "lines"}
    if said.unread or said.vague or not changed or changed.items() <= refused.arguments.items():
        return None
    return {**refused.arguments, **changed}


def _with_what_it_is_about(refused: _Refused, text: str, spans: Sequence[Span]) -> dict[str, Any] | None:
    """A mere figure is another value for what was refused: "too much actually, 20" after a discount nobody may give."""
    parameter = parameter_refused(refused.refusal)
    figures = [span for span in spans if span.type is SpanType.NUMBER and is_quantity(span) and not is_vague(span)]
    if parameter not in refused.arguments or len(figures) != 1 or len(spans) != 1:
        return None
    value = f"{number_of(figures[0]):f}"
    if left_over(without(text, spans), "head", "again") or value == refused.arguments[parameter]:
        return None
    return {**refused.arguments, parameter: value}


def _with_another_name(refused: _Refused, text: str, spans: Sequence[Span]) -> dict[str, Any] | None:
    """A name in place of the one of its kind that was refused: "sorry, I meant Jinxi Hospital, the Taiyuan one"."""
    meant = [span for span in spans if not is_ruled_out(text.casefold(), span.start, span.end)]
    slots = [
        slot for slot in slots_of(refused.operation) if slot.kind is SlotKind.NAME and slot.name in refused.arguments
    ]
    kinds = {slot.of for slot in slots}
    named = {(one.kind, one.code) for span in meant if len(span.names) == 1 for one in span.names if one.sure}
    named = {one for one in named if one[0] in kinds}
    names = [slot.name for slot in slots if slot.of in {kind for kind, _ in named}]
    if len(named) != 1 or len(names) != 1 or any(not span.names for span in meant):
        return None
    code = next(iter(named))[1]
    if refused.arguments[names[0]] == code or not (says("corrects", text) or says_hardly_more(text, spans)):
        return None
    return {**refused.arguments, names[0]: code}


def _refused_last(situation: Situation) -> _Refused | None:
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    if len(calls) != 1 or calls[0].get("outcome") != "refused":
        return None
    name = str(calls[0].get("operation"))
    if not writes(name):
        return None
    return _Refused(name, dict(calls[0].get("arguments") or {}), str(calls[0].get("refusal")))
