"""What has to be asked before a call makes sense: a figure to be exact, a missing part, or words no argument used."""

from __future__ import annotations

from dataclasses import replace

from assistant.builtin.dialogue.asked_for import given_away
from assistant.builtin.dialogue.asking import (
    Question,
    ask_for,
    ask_quantity_of,
    ask_unread,
    ask_vague,
    ask_which,
    place_of_figure,
)
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import is_vague, number_of
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.spans import Span, SpanType
from core import operations
from core.operations import Effect

_ABOUT_GOODS = frozenset({"product", "lines", "period"})
_COUNTS = frozenset({SpanType.DISCOUNT, SpanType.PERCENT, SpanType.PERIOD, SpanType.MONEY})


def what_to_ask(filled: Filled, text: str = "") -> Question | None:
    """The one thing to ask, if any; with it is kept what will have to be asked next.

    In a command nothing that was said may go unread.
    """
    if not is_command(filled.operation):
        _take_as_said(filled)
    question = _first_to_ask(filled, text)
    return None if question is None else replace(question, still=_still_open(filled, text, question))


def is_command(operation: str) -> bool:
    """Whether the operation writes."""
    found = operations.find(operation)
    return found is not None and found.effect is Effect.COMMAND


def _first_to_ask(filled: Filled, text: str) -> Question | None:
    writes = is_command(filled.operation)
    short = next((span for span in filled.in_order() if _is_short_form(span)), None)
    if short is not None:
        return ask_which(filled.operation, filled.arguments, short)
    if filled.vague:
        return ask_vague(filled, filled.vague[0])
    if filled.missing:
        missing = filled.missing[0]
        return ask_for(filled.operation, filled.arguments, missing, filled.choices.get(missing.name, ()))
    for place, line in enumerate(filled.arguments.get("lines") or ()):
        if isinstance(line, dict) and "quantity" not in line:
            if writes:
                return ask_quantity_of(
                    filled.operation, filled.arguments, f"lines.{place}.quantity", str(line["product"])
                )
            line["quantity"] = "1"
    if not writes:
        return None
    said = next(iter(_unused(filled, text)), None)
    return ask_unread(filled.operation, filled.arguments, said) if said else None


def _unused(filled: Filled, text: str) -> list[str]:
    """What was said and no argument used, in the order in which it is asked about."""
    given = _given_away(filled, text)
    return [*([given] if given else []), *(span.text for span in filled.unread), *filled.still]


def _still_open(filled: Filled, text: str, question: Question) -> tuple[str, ...]:
    """The words that will not have been used when the question is answered."""
    if question.parameter is None and question.replace is None:
        return ()  # it is these words that are asked about
    if not is_command(filled.operation):
        return (*(span.text for span in left_out(filled)), *filled.still)
    figures = [span for span in filled.vague if span.text != question.facts.get("said")]
    beside = [span.text for span in figures if not place_of_figure(filled, span).startswith("lines.")]
    return tuple(dict.fromkeys([*_unused(filled, text), *beside]))


def _take_as_said(filled: Filled) -> None:
    """Looks up "about ten" as ten: nothing comes of it but an answer, and a range is asked about all the same."""
    lines = filled.arguments.get("lines") or ()
    for said in filled.lines:
        if said.quantity is not None and is_vague(said.quantity):
            place = place_of_figure(filled, said.quantity)
            line = lines[int(place.split(".")[1])] if place.startswith("lines.") else {}
            line["quantity"] = str(number_of(said.quantity))


def _is_short_form(span: Span) -> bool:
    """Whether the words stand for several names and stand in none of them (initials): the books cannot know them."""
    said = span.text.casefold().removesuffix("s")
    return len(span.names) > 1 and not any(said in one.text.casefold() for one in span.names)


def left_out(filled: Filled) -> list[Span]:
    """What a look-up was asked to take into account and cannot: the person is told that it is not in the answer."""
    if operations.find(filled.operation) is None or is_command(filled.operation):
        return []
    names = {slot.name for slot in slots_of(filled.operation)}
    return [span for span in filled.unread if span.type in _COUNTS and names & _ABOUT_GOODS]


def _given_away(filled: Filled, text: str) -> str | None:
    """What the order is asked to give for nothing, in the person's words."""
    for line in filled.lines[1:]:
        start = min(line.product.start, line.quantity.start if line.quantity else line.product.start)
        end = max(line.product.end, line.quantity.end if line.quantity else line.product.end)
        word = given_away(text, start)
        if word is not None:
            return text[word:end].strip()
    free = given_away(text, None) if filled.lines else None
    return None if free is None else text[free:].strip()
