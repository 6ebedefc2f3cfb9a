"""A command that was just refused, given again with another value: "October then", "fine, 20%"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.builtin.dialogue.clauses import STRONG_BREAK, stretches
from assistant.builtin.dialogue.decision import Call
from assistant.builtin.dialogue.fillers import asks, only_head, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.request import writes
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.spans import Span


def tried_again(
    text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits], situation: Situation
) -> Call | None:
    """The last turn's refused command with what the message says instead; None where it says more, or the same.

    What is said before in sentences of their own that name nothing does not matter. An answer to what was asked is no
    new value.
    """
    refused = _refused_last(situation)
    parts = [part for part in stretches(text, spans, STRONG_BREAK) if part[1]]
    if refused is None or situation.turn.question or len(parts) != 1 or asks(text):
        return None
    words, own = parts[0]
    if not (only_values(words, own) or only_head(words, own)):
        return None
    said = fill(refused.operation, words, own, units)
    changed = {name: value for name, value in said.arguments.items() if name != "lines"}
    if said.unread or said.vague or not changed or changed.items() <= refused.arguments.items():
        return None
    return Call(refused.operation, {**refused.arguments, **changed})


def _refused_last(situation: Situation) -> Call | None:
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    if len(calls) != 1 or calls[0].get("outcome") != "refused":
        return None
    name = str(calls[0].get("operation"))
    return Call(name, dict(calls[0].get("arguments") or {})) if writes(name) else None
