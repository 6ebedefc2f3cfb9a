"""Reading a message as the answer to the question that is still open: a choice, a figure, a name, a day, or words."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, number_of, unit_of
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.spans import Span, SpanType

_LITTLE = 4
"""Characters besides values that a mere answer may have ("要20台吧")."""


def answered(
    question: Mapping[str, Any],
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
    *,
    is_new_request: bool,
) -> dict[str, Any] | None:
    """The question's arguments with what the message adds, or None when the message does not answer it.

    A message that is a request of its own answers only by picking one of the offered choices.
    """
    arguments: dict[str, Any] = copy.deepcopy(question.get("arguments") or {})
    choice = _chosen(question, text, spans)
    if choice is not None:
        return _put(arguments, question, choice)
    if is_new_request and not _only_values(text, spans):
        return None
    parameter = str(question.get("parameter") or "")
    if re.fullmatch(r"lines\.\d+\.quantity", parameter):
        return _line_quantity(arguments, int(parameter.split(".")[1]), spans, units)
    return _by_slot(arguments, str(question.get("operation")), parameter, text, spans, units)


def _by_slot(
    arguments: dict[str, Any],
    operation: str,
    parameter: str,
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
) -> dict[str, Any] | None:
    slot = next((slot for slot in slots_of(operation) if slot.name == parameter), None)
    if slot is None:
        return None
    said = fill(operation, text, spans, units).arguments
    if parameter not in said:
        if _only_values(text, spans) and said:
            return {**arguments, **said}  # another part of it was said first: what was asked is asked again
        if slot.kind not in (SlotKind.WORDS, SlotKind.NAME) or not text.strip():
            return None
        said[parameter] = text.strip()
    return {**arguments, **said}


def _chosen(question: Mapping[str, Any], text: str, spans: Sequence[Span]) -> str | None:
    """The offered choice that the message picks: by value, by place in the list, by name."""
    choices: list[dict[str, str]] = list(question.get("choices") or ())
    if not choices:
        return None
    said = text.strip().casefold()
    for choice in choices:
        if said in (choice["value"].casefold(), choice.get("zh", "").casefold(), choice.get("en", "").casefold()):
            return choice["value"]
    ordinal = next((span.value for span in spans if span.type is SpanType.ORDINAL), None)
    if isinstance(ordinal, int) and -len(choices) <= ordinal <= len(choices) and ordinal != 0:
        return choices[ordinal - 1 if ordinal > 0 else ordinal]["value"]
    codes = {one.code for span in spans for one in span.names}
    named = [choice["value"] for choice in choices if choice["value"] in codes]
    if len(named) == 1:
        return named[0]
    parts = [
        choice["value"]
        for choice in choices
        if said and said in (choice.get("zh", "") + choice.get("en", "")).casefold()
    ]
    return parts[0] if len(parts) == 1 else None


def _put(arguments: dict[str, Any], question: Mapping[str, Any], value: str) -> dict[str, Any]:
    """The choice in its place: instead of the unclear words wherever they stand, or in the asked parameter."""
    unclear = question.get("replace")
    if unclear is not None:
        replaced = _replaced(arguments, str(unclear), value)
        return replaced if isinstance(replaced, dict) else arguments
    place: Any = arguments
    *path, last = str(question.get("parameter")).split(".")
    for part in path:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    place[last] = value
    return arguments


def _replaced(value: object, unclear: str, choice: str) -> object:
    if isinstance(value, dict):
        return {name: _replaced(inner, unclear, choice) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, unclear, choice) for inner in value]
    return choice if value == unclear else value


def _line_quantity(
    arguments: dict[str, Any], place: int, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> dict[str, Any] | None:
    said = next((span for span in spans if is_quantity(span)), None)
    lines = arguments.get("lines")
    if said is None or not isinstance(lines, list) or place >= len(lines):
        return None
    lines[place]["quantity"] = str(number_of(said))
    unit = unit_of(said, str(lines[place]["product"]), units)
    if unit is not None:
        lines[place]["unit"] = unit
    return arguments


def _only_values(text: str, spans: Sequence[Span]) -> bool:
    rest = text
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        rest = rest[: span.start] + rest[span.end :]
    return bool(spans) and len(re.sub(r"[\s\W]+", "", rest)) <= _LITTLE
