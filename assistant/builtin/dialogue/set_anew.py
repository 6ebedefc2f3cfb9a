"""Setting anew what was just shown of one alone: "make it 65k" after what a buyer may order."""

from __future__ import annotations

from assistant.builtin.dialogue.asked_for import request_data
from assistant.builtin.dialogue.decision import Call, Heard
from assistant.builtin.dialogue.fillers import asks, asks_outright
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.tales import is_said_plainly
from core import operations


def set_anew(heard: Heard, situation: Situation) -> Call | None:
    """The command that sets what the last turn showed to the one value that is said, with no name beside it."""
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    shown = request_data()["set_what_was_shown"].get(str(calls[0].get("operation"))) if len(calls) == 1 else None
    if shown is None or len(heard.spans) != 1 or situation.turn.question:
        return None
    result = calls[0].get("result")
    rows = result.get(shown["rows"]) if isinstance(result, dict) else None
    operation = operations.find(str(shown["operation"]))
    if not isinstance(rows, list) or len(rows) != 1 or operation is None:
        return None
    if asks(heard.text) or asks_outright(heard.text) or not says("becomes", heard.text):
        return None
    if not operation.may_be_used_by(situation.turn.actor):
        return None
    value = fill(operation.name, heard.text, heard.spans, heard.units).arguments.get(shown["value"])
    if value is None or not is_said_plainly({}, heard.text, heard.spans, heard.spans[0]):
        return None
    return Call(operation.name, {shown["parameter"]: str(rows[0][shown["named"]]), shown["value"]: value})
