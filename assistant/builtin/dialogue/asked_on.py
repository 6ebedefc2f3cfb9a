"""Questions that go on from what was just shown, made or refused: "why that late??", 下一批呢.

Only reads are made of them, so that they may be answered while a card waits. Which there are is in asked_on.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from assistant.builtin.dialogue.decision import Call, Heard
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.speech import any_pattern
from assistant.builtin.spans import SpanType
from assistant.data_files import data_of
from core import operations

_ITSELF = "itself"
"""Among what a question takes: all that the read was called with that it asks about."""

_ORDER = "order"
"""Among what a question takes: all that an order, a card or a check said of goods, customer, warehouse and day."""


def asked_on(heard: Heard, situation: Situation) -> Call | None:
    """The read that answers a question about what one is speaking of; None where it says more, or nothing is known."""
    asked = situation.turn.question or {}
    if not situation.turn.transcript or asked.get("parameter") or asked.get("replace") or asked.get("choices"):
        return None
    told = any(span.type not in (SpanType.NAME, SpanType.CODE) for span in heard.spans)
    text = heard.text.strip()
    for one in _questions():
        if told and _ITSELF not in one["takes"]:
            continue
        operation = operations.find(str(one["reads"]))
        if operation is None or not operation.may_be_used_by(situation.turn.actor) or not _is_for(one, situation):
            continue
        if any_pattern(tuple(one["words"])).search(text) and _comes_after(one, situation):
            arguments = _arguments(one, heard, situation)
            if arguments is not None:
                return Call(operation.name, arguments)
    return None


def _is_for(one: Mapping[str, Any], situation: Situation) -> bool:
    return one.get("only_for") != "customer" or situation.turn.actor.customer_id is not None


def _comes_after(one: Mapping[str, Any], situation: Situation) -> bool:
    called = {str(call.get("operation")) for call in situation.turn.transcript[-1].calls}
    return not one.get("after") or bool(called & set(one["after"]))


def _arguments(one: Mapping[str, Any], heard: Heard, situation: Situation) -> dict[str, Any] | None:
    """What it is read for; None where that is not known, or something else is named that it cannot be read for."""
    arguments: dict[str, Any] = {}
    for kind in one["takes"]:
        if kind == _ITSELF:
            found: object = _as_called(str(one["reads"]), heard, situation)
            arguments |= found if isinstance(found, dict) else {}
        elif kind == _ORDER:
            found = _as_checked(situation)
            arguments |= found if isinstance(found, dict) else {}
        else:
            found = _named(kind, heard) or situation.named(kind)
            arguments |= {kind: found} if found else {}
        if not found:
            return None
    return arguments


def _named(kind: str, heard: Heard) -> str | None:
    codes = {one.code for span in heard.spans for one in span.names if one.kind == kind and one.sure}
    return codes.pop() if len(codes) == 1 else None


def _as_called(reads: str, heard: Heard, situation: Situation) -> dict[str, Any]:
    """What the last turn called the read with; nothing where something is named that it was not about."""
    before = situation.just_read(reads)
    held = {str(value) for value in before.values()}
    others = any(not held & {one.code for one in span.names} for span in heard.spans if span.names)
    return {} if others else before


def _as_checked(situation: Situation) -> dict[str, Any] | None:
    """The goods, customer, warehouse and day of the last turn's card or check, as they are checked once more."""
    known = {slot.name for slot in slots_of("check_availability")}
    for call in reversed(situation.turn.transcript[-1].calls):
        arguments = dict(call.get("arguments") or {})
        if call.get("outcome") in ("ok", "proposed") and arguments.get("lines"):
            lines = [_plain_line(line) for line in arguments["lines"]]
            return {name: value for name, value in arguments.items() if name in known} | {"lines": lines}
    return None


def _plain_line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("product", "quantity", "unit") if name in line}


@cache
def _questions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data_of("assistant.builtin.dialogue", "asked_on.yaml")
    return found
