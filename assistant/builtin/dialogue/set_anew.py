"""Setting anew what was just shown of one alone: "make it 65k" after what a buyer may order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.builtin.dialogue.asked_for import request_data
from assistant.builtin.dialogue.decision import Call, Heard
from assistant.builtin.dialogue.fillers import asks, asks_outright
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.tales import is_said_plainly
from assistant.builtin.spans import SpanType
from core import operations


def set_anew(heard: Heard, situation: Situation) -> Call | None:
    """The command that sets what the last turn showed to the one value that is said, with no name beside it.

    From which day it holds may be said with it.
    """
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    shown = request_data()["set_what_was_shown"].get(str(calls[0].get("operation"))) if len(calls) == 1 else None
    values = [span for span in heard.spans if span.type is not SpanType.DATE]
    if shown is None or len(values) != 1 or len(heard.spans) > len(values) + 1 or situation.turn.question:
        return None
    operation, named = operations.find(str(shown["operation"])), _shown_alone(calls[0], shown)
    if named is None or operation is None or not operation.may_be_used_by(situation.turn.actor):
        return None
    if asks(heard.text) or asks_outright(heard.text) or not says("becomes", heard.text):
        return None
    said = fill(operation.name, heard.text, heard.spans, heard.units)
    if (
        shown["value"] not in said.arguments
        or said.unread
        or not is_said_plainly("", {}, heard.text, heard.spans, values[0])
    ):
        return None
    return Call(operation.name, {**said.arguments, shown["parameter"]: named})


def _shown_alone(call: Mapping[str, Any], shown: Mapping[str, Any]) -> str | None:
    """What the last turn was about, where that was one thing: the only row of its result, or what it was asked for."""
    given, result = call.get("arguments") or {}, call.get("result")
    if "rows" not in shown:
        one = given.get(shown["parameter"])
        asked_for_more = any(name in given for name in shown["not_for"])
        return str(one) if one and call.get("outcome") == "ok" and not asked_for_more else None
    rows = result.get(shown["rows"]) if isinstance(result, dict) else None
    return str(rows[0][shown["named"]]) if isinstance(rows, list) and len(rows) == 1 else None
