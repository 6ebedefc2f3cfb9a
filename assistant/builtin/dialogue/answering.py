"""Reading a message as the answer to the question that is still open: a choice, a figure, a name, a day, or words."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.choices import blanked
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.filling_words import WHOLE
from assistant.builtin.dialogue.lines import (
    ProductUnits,
    code_or_words,
    is_price,
    is_quantity,
    is_vague,
    line_arguments,
    put_figure,
    words_of,
)
from assistant.builtin.dialogue.picking import (
    Known,
    chosen_in,
    is_no_name,
    is_ruled_out,
    nothing_known,
    picked,
    says_hardly_more,
    still_ambiguous,
)
from assistant.builtin.dialogue.said_before import is_price_ahead
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.dialogue.waiting import defers
from assistant.builtin.document_kinds import NUMBERED
from assistant.builtin.spans import Span, SpanType

_ALONG = frozenset({SlotKind.DAY, SlotKind.DISCOUNT, SlotKind.NAME})
"""What may be said along with an answer to something else."""

_TOLD = frozenset({SpanType.QUANTITY, SpanType.MONEY, SpanType.PERCENT, SpanType.DISCOUNT, SpanType.DATE})
"""What stands in no name that nobody knows."""

_SIGN = re.compile(r"[,，;；。!！]")

_OTHER_CHANGES = frozenset({"drop", "twice", "half", "add", "more", "less"})
"""Kinds of change that are a change of their own, and tell nobody which line the last one meant."""

LINE = re.compile(r"lines\.(\d+)\.(\w+)")
"""A place in a line, as a question names it."""


def answered(
    question: Mapping[str, Any],
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
    *,
    is_new_request: bool,
    known: Known = nothing_known,
) -> dict[str, Any] | None:
    """The question's arguments with what the message adds, or None when the message does not answer it.

    A message that is a request of its own answers only by picking one of the offered choices. One that fits none of
    them, or several, leaves the arguments as they are: then the same is asked again.
    """
    if not question.get("parameter") and question.get("replace") is None:
        return None
    arguments: dict[str, Any] = copy.deepcopy(question.get("arguments") or {})
    choice = picked(question, text, spans, known, alone=is_new_request)
    if choice is not None and not (is_new_request and asks(text)):
        return _with_the_rest(_put(arguments, question, choice.value), question, text, choice.leaves(spans), units)
    meant = [span for span in spans if not (span.names and is_ruled_out(text.casefold(), span.start, span.end))]
    if len(meant) < len(spans) and not any(span.names for span in meant) and says_hardly_more(text, spans):
        return arguments  # it is only said what is not meant
    if is_new_request and not only_values(text, spans):
        return None
    if asks_for_a_name(question) and asks_outright(text) and not only_values(text, spans):
        return arguments if still_ambiguous(question) else None
    spans = meant
    parameter = place_asked_for(question)
    line = LINE.fullmatch(parameter)
    if line is not None:
        found = _in_line(arguments, int(line[1]), line[2], spans, units)
    else:
        found = _by_slot(arguments, question, parameter, text, spans, units)
    return None if found is None else _with_the_rest(found, question, text, spans, units)


def place_asked_for(question: Mapping[str, Any]) -> str:
    """The parameter, or the place in a line, where the answer goes; empty where the question is for no value."""
    arguments: dict[str, Any] = question.get("arguments") or {}
    return str(question.get("parameter") or _place_of(arguments, question.get("replace")) or "")


def asks_for_a_name(question: Mapping[str, Any]) -> bool:
    """Whether the answer is to be the name of somebody or something."""
    parameter = place_asked_for(question)
    slots = slots_of(str(question.get("operation")))
    return any(slot.name == parameter and slot.kind is SlotKind.NAME and slot.of not in NUMBERED for slot in slots)


def said_again(question: Mapping[str, Any] | None, text: str, spans: Sequence[Span]) -> str | None:
    """What the person says by picking a choice that is a sentence of its own: the change with the line it means."""
    if not question or question.get("parameter") or question.get("replace"):
        return None
    says_another = verbs_in(text) & _OTHER_CHANGES or any(is_quantity(span) for span in spans)
    return None if says_another else chosen_in(question, text, spans)


def _with_the_rest(
    arguments: dict[str, Any],
    question: Mapping[str, Any],
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
) -> dict[str, Any]:
    """The arguments with what was said along with the answer: a day, a discount, other lines, another figure."""
    operation = str(question.get("operation"))
    said = fill(operation, text, spans, units)
    for slot in slots_of(operation):
        if (slot.kind in _ALONG or slot.name == "note") and slot.name in said.arguments:
            arguments.setdefault(slot.name, said.arguments[slot.name])
    lines = arguments.get("lines")
    if not isinstance(lines, list) or question.get("parameter") == "lines":
        return arguments
    for each in said.lines:
        codes = {one.code for one in each.product.names} | {each.product.text}
        known = [line for line in lines if line.get("product") in codes or _is_a_part(line, each.product)]
        if each.quantity is not None and known:
            known[0]["product"] = line_arguments(each, units)["product"]
            put_figure(known[0], each.quantity, units)
        elif each.quantity is not None:
            lines.append(line_arguments(each, units))
    figures = [span for span in spans if is_quantity(span) and span not in said.used and not is_price(span, text)]
    if len(figures) == 1 and len(lines) == 1 and _counts_the_goods(figures[0], lines[0], question, text):
        put_figure(lines[0], figures[0], units)
    return arguments


def _is_a_part(line: Mapping[str, Any], goods: Span) -> bool:
    """Whether the words of a line that means several goods are a part of the name of one: cuff, medium cuff."""
    words = str(line.get("product", "")).casefold()
    return not goods.ambiguous and bool(words) and words in goods.text.casefold()


def _counts_the_goods(figure: Span, line: Mapping[str, Any], question: Mapping[str, Any], text: str) -> bool:
    """Whether a figure beside the answer is how many: a bare one only where that is open, with nothing else said."""
    if figure.type is SpanType.QUANTITY:
        return True
    offered = " ".join(f"{one['zh']} {one['en']}" for one in question.get("choices") or ()).casefold()
    start = max((match.end() for match in _SIGN.finditer(text, 0, figure.start)), default=0)
    end = next((match.start() for match in _SIGN.finditer(text, figure.end)), len(text))
    around = blanked(turn_of_speech("other_figure"), f"{text[start : figure.start]} {text[figure.end : end]}")
    beside = left_over(around).casefold().split()
    if is_price_ahead(text[: figure.start]) or not all(word in offered for word in beside):
        return False
    return "quantity" not in line or says("other_figure", text[start:end])


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


def _place_of(arguments: Mapping[str, Any], unclear: object) -> str | None:
    """The parameter in which the unclear words stand: `customer`, or `lines.0.product`."""
    for name, value in arguments.items():
        if unclear is not None and value == unclear:
            return name
        for place, line in enumerate(value if isinstance(value, list) else ()):
            inner = _place_of(line, unclear) if isinstance(line, dict) else None
            if inner is not None:
                return f"{name}.{place}.{inner}"
    return None


def _may_be_said_so(slot: Slot, text: str, spans: Sequence[Span]) -> bool:
    """Whether the words may be the value as they are: a document has figures in its number, and a name is no tale."""
    if slot.kind is SlotKind.NAME and slot.of in NUMBERED:
        return any(character.isdigit() for character in text)
    is_told = any(span.type in _TOLD for span in spans) or defers(text)
    if slot.kind is SlotKind.NAME and (is_told or is_no_name(text) or asks_outright(text)):
        return False
    if slot.name == "name" and says("no_name", text):
        return False
    return slot.kind in (SlotKind.WORDS, SlotKind.NAME) and bool(text.strip())


def _in_line(
    arguments: dict[str, Any], place: int, part: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> dict[str, Any] | None:
    """A line's product or quantity, whichever of them the message says; the asked one must be among them."""
    lines = arguments.get("lines")
    if not isinstance(lines, list) or place >= len(lines):
        return None
    product = next((span for span in spans if any(one.kind == "product" for one in span.names)), None)
    figure = next((span for span in spans if is_quantity(span)), None)
    if (product if part == "product" else figure) is None:
        return None
    line = lines[place]
    if product is not None and part == "product":
        line["product"] = code_or_words(product)
    if figure is not None:
        put_figure(line, figure, units)
    return arguments


def _is_another_in_part(spans: Sequence[Span], slot: Slot) -> bool:
    """Whether words that fit none of the choices stand in the name of another: "the Guangzhou one"."""
    named = [one for span in spans for one in span.names if one.kind == slot.of]
    return bool(named) and not any(one.exact for one in named)


def _by_slot(
    arguments: dict[str, Any],
    question: Mapping[str, Any],
    parameter: str,
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
) -> dict[str, Any] | None:
    operation = str(question.get("operation"))
    slot = next((slot for slot in slots_of(operation) if slot.name == parameter), None)
    if slot is None:
        return None
    said = fill(operation, text, spans, units).arguments
    for name in WHOLE - {parameter} & arguments.keys():
        said.pop(name, None)  # what it is about was said before
    if parameter != "lines" and "lines" in arguments:
        said.pop("lines", None)  # these are put beside what is there
    if slot.kind is SlotKind.NAME:
        said = _with_name(said, arguments, operation, slot, spans)
    if slot.kind is SlotKind.QUANTITY and any(is_quantity(span) and is_vague(span) for span in spans):
        return {**arguments, **said}  # an answer, though not one that can be taken: it is asked for exactly
    if still_ambiguous(question) and (not says_hardly_more(text, spans) or _is_another_in_part(spans, slot)):
        return arguments
    if parameter not in said:
        if only_values(text, spans) and said:
            return {**arguments, **said}  # another part of it was said first: what was asked is asked again
        if still_ambiguous(question):
            return arguments
        if not _may_be_said_so(slot, text, spans):
            return None
        said[parameter] = text.strip()
    return {**arguments, **said}


def _with_name(
    said: dict[str, Any], arguments: Mapping[str, Any], operation: str, asked: Slot, spans: Sequence[Span]
) -> dict[str, Any]:
    """What was said, the one name of the asked sort being the answer: it replaces nothing that is there already."""
    named = {_of_kind(span, asked.of) for span in spans if any(one.kind == asked.of for one in span.names)}
    alike = [slot.name for slot in slots_of(operation) if slot.kind is SlotKind.NAME and slot.of == asked.of]
    if len(named) == 1 and len(alike) > 1:
        return {name: value for name, value in said.items() if name not in alike} | {asked.name: named.pop()}
    kept = {asked.name, *said} - (set(alike) & arguments.keys() - {asked.name})
    return {name: value for name, value in said.items() if name in kept}


def _of_kind(span: Span, kind: str) -> str:
    fitting = [one for one in span.names if one.kind == kind]
    return fitting[0].code if len(fitting) == 1 and fitting[0].sure else words_of(span)
