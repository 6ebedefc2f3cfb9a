"""Filling an operation's slots from the spans of a message, and noticing what was said but not used.

What the words do not support stays empty. In a command every figure, date and percentage has to be used by an
argument, or it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.choices import chosen
from assistant.builtin.dialogue.lines import (
    PairedLine,
    ProductUnits,
    code_or_words,
    is_quantity,
    is_vague,
    line_arguments,
    number_of,
    pair,
    unit_of,
)
from assistant.builtin.dialogue.own_words import name_apart, text_after
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.spans import Amount, Document, Number, Span, SpanType
from core.calendar import Period, TimeSpan

MUST_BE_READ = frozenset(
    {
        SpanType.QUANTITY,
        SpanType.MONEY,
        SpanType.PERCENT,
        SpanType.DISCOUNT,
        SpanType.FRACTION,
        SpanType.DATE,
        SpanType.PERIOD,
        SpanType.UNCLEAR,
        SpanType.CODE,
    }
)
"""What a command may not leave unused: figures, dates, percentages, and codes nobody has."""

_NAMES_READ = frozenset({"customer", "product", "warehouse"})
_WHOLE = frozenset({"question", "subject"})
"""Parameters that take the whole message, in which nothing is unread."""

_CLAUSE = re.compile(r"[,，;；。\n]")


@dataclass(slots=True)
class Filled:
    """Arguments made from words. `missing` names required slots nothing was said for."""

    operation: str
    arguments: dict[str, Any] = field(default_factory=dict)
    used: set[Span] = field(default_factory=set)
    lines: list[PairedLine] = field(default_factory=list)
    missing: list[Slot] = field(default_factory=list)
    vague: list[Span] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)


def fill(operation: str, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> Filled:
    """The arguments the message supports, slot by slot in the order of the signature."""
    filled = Filled(operation)
    for slot in slots_of(operation):
        _FILLERS.get(slot.kind, _nothing)(filled, slot, text, spans, units)
        if slot.required and slot.name not in filled.arguments:
            filled.missing.append(slot)
    filled.vague = [span for span in filled.used if is_vague(span)]
    if not _WHOLE & filled.arguments.keys():
        filled.unread = [span for span in spans if span not in filled.used and _must_be_read(span, filled)]
    return filled


def _must_be_read(span: Span, filled: Filled) -> bool:
    if span.type is SpanType.NAME:
        named = {one.code for one in span.names if one.kind in _NAMES_READ and one.exact}
        new = any(slot.name == "name" for slot in slots_of(filled.operation))
        return bool(named) and not new and not named & codes_in(filled.arguments)
    if span.type is SpanType.NUMBER:
        return isinstance(span.value, Number) and span.value.counter is None
    return span.type in MUST_BE_READ and not getattr(span.value, "implied", False)


def codes_in(value: object) -> set[str]:
    """Every text among the arguments, also inside lines: the codes and words that are used already."""
    if isinstance(value, dict):
        return {code for inner in value.values() for code in codes_in(inner)}
    if isinstance(value, list):
        return {code for inner in value for code in codes_in(inner)}
    return {value} if isinstance(value, str) else set()


def _name(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        if isinstance(span.value, Document) and span.value.kind == slot.of:
            filled.arguments[slot.name] = span.value.number
            filled.used.add(span)
            return
    for span in spans:
        if span in filled.used or not any(one.kind == slot.of for one in span.names):
            continue
        fitting = [one for one in span.names if one.kind == slot.of]
        sure = len(fitting) == 1 and fitting[0].sure
        filled.arguments[slot.name] = fitting[0].code if sure else span.text
        filled.used.add(span)
        return


def _lines(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    filled.lines = pair(text, [span for span in spans if span not in filled.used])
    if not filled.lines:
        return
    filled.arguments[slot.name] = [line_arguments(line, units) for line in filled.lines]
    for line in filled.lines:
        filled.used.add(line.product)
        if line.quantity is not None:
            filled.used.add(line.quantity)


def _quantity(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        if is_quantity(span) and span not in filled.used:
            filled.arguments[slot.name] = str(number_of(span))
            filled.used.add(span)
            product = str(filled.arguments.get("product", ""))
            word = unit_of(span, product, units)
            if word is not None and any(one.name == "unit" for one in slots_of(filled.operation)):
                filled.arguments["unit"] = word
            return


def _discount(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        fits = span.type in (SpanType.DISCOUNT, SpanType.PERCENT) and isinstance(span.value, Decimal)
        if fits and not _is_for_some_lines(span, text, filled.lines):
            filled.arguments[slot.name] = str(span.value)
            filled.used.add(span)
            return


def _is_for_some_lines(discount: Span, text: str, lines: Sequence[PairedLine]) -> bool:
    """Whether a discount stands with some of the products only ("20台血压计，试纸打95折来10盒")."""
    edges = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    start = max(edge for edge in edges if edge <= discount.start)
    end = min(edge for edge in edges if edge >= discount.end)
    beside = sum(start <= line.product.start < end for line in lines)
    return 0 < beside < len(lines)


def _money(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        amount = span.value
        if span not in filled.used and isinstance(amount, Amount | Number):
            figure = amount.amount if isinstance(amount, Amount) else amount.value
            filled.arguments[slot.name] = str(figure)
            filled.used.add(span)
            return


def _day(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        found = span.value
        if span in filled.used or not isinstance(found, TimeSpan):
            continue
        if span.type is SpanType.DATE:
            filled.arguments[slot.name] = span.text if found.value is None else str(found.value)
        elif span.type is SpanType.PERIOD and isinstance(found.value, Period):
            filled.arguments[slot.name] = str(found.value.end_on)
        else:
            continue
        filled.used.add(span)
        return


def _period(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        found = span.value
        if span in filled.used or not isinstance(found, TimeSpan):
            continue
        if span.type is SpanType.PERIOD and found.value is not None:
            filled.arguments[slot.name] = str(found.value)
        elif span.type is SpanType.DATE:
            filled.arguments[slot.name] = span.text if found.value is None else f"{found.value}..{found.value}"
        else:
            continue
        filled.used.add(span)
        return


def _choice(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        if span.type is SpanType.COMPARISON and slot.of == "Comparison" and isinstance(span.value, TimeSpan):
            filled.arguments[slot.name] = str(span.value.value)
            filled.used.add(span)
            return
    found = chosen(slot.of, _without_names(text, spans))
    if found:
        filled.arguments[slot.name] = found[0]


def _choices(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    found = chosen(slot.of, _without_names(text, spans))
    if found:
        filled.arguments[slot.name] = found


def _words(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    types = _TYPED_WORDS.get(slot.name)
    if types is not None:
        found = next((span for span in spans if span.type in types), None)
        if found is not None:
            filled.arguments[slot.name] = str(found.value)
            filled.used.add(found)
            return
    if slot.name in _WHOLE:
        filled.arguments[slot.name] = text.strip()
    elif slot.name == "text":
        kinds = {one.of for one in slots_of(filled.operation) if one.kind is SlotKind.NAME}
        names = [
            span
            for span in spans
            if span.type is SpanType.NAME and span not in filled.used and not kinds & {one.kind for one in span.names}
        ]
        if names:
            filled.arguments[slot.name] = code_or_words(names[0])
            filled.used.add(names[0])
    elif slot.name != "lot":
        said = text_after(slot.name, text) or (name_apart(text, spans) if slot.name == "name" else None)
        if said is not None:
            start, end = said
            filled.arguments[slot.name] = text[start:end]
            filled.used |= {span for span in spans if start <= span.start and span.end <= end}


def _nothing(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    """Nothing in a sentence fills this kind of slot."""


_TYPED_WORDS = {
    "lot": (SpanType.LOT,),
    "phone": (SpanType.PHONE,),
    "email": (SpanType.EMAIL,),
    "contact": (SpanType.PHONE, SpanType.EMAIL),
}
"""Parameters of words that are recognised by what they look like."""

_FILLERS = {
    SlotKind.NAME: _name,
    SlotKind.LINES: _lines,
    SlotKind.QUANTITY: _quantity,
    SlotKind.DISCOUNT: _discount,
    SlotKind.MONEY: _money,
    SlotKind.DAY: _day,
    SlotKind.PERIOD: _period,
    SlotKind.CHOICE: _choice,
    SlotKind.CHOICES: _choices,
    SlotKind.WORDS: _words,
}


def _without_names(text: str, spans: Sequence[Span]) -> str:
    """The text with names blanked, so that a choice is never read out of somebody's name."""
    for span in spans:
        if span.type in (SpanType.NAME, SpanType.DOCUMENT):
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return re.sub(r"\s{3,}", "  ", text)
