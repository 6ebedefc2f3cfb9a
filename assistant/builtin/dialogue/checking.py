"""What has to be asked before a call makes sense: a figure to be exact, a missing part, or words no argument used."""

from __future__ import annotations

from assistant.builtin.dialogue.asking import Question, as_question, ask_for, ask_unread, ask_vague, ask_which
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.requests import given_away
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.spans import Span, SpanType
from core import operations
from core.operations import Effect

_ABOUT_GOODS = frozenset({"product", "lines", "period"})
_COUNTS = frozenset({SpanType.DISCOUNT, SpanType.PERCENT, SpanType.PERIOD, SpanType.MONEY})


def what_to_ask(filled: Filled, text: str = "") -> Question | None:
    """The one thing to ask, if any. In a command nothing that was said may go unread."""
    operation = operations.find(filled.operation)
    writes = operation is not None and operation.effect is Effect.COMMAND
    short = next((span for span in filled.in_order() if _is_short_form(span)), None)
    if short is not None:
        return ask_which(filled.operation, filled.arguments, short)
    if filled.vague:
        return ask_vague(filled, filled.vague[0])
    if filled.missing:
        return ask_for(filled.operation, filled.arguments, filled.missing[0])
    for place, line in enumerate(filled.arguments.get("lines") or ()):
        if isinstance(line, dict) and "quantity" not in line:
            if writes:
                return as_question(filled.operation, filled.arguments, f"lines.{place}.quantity", str(line["product"]))
            line["quantity"] = "1"
    if not writes:
        return None
    said = _given_away(filled, text) or (filled.unread[0].text if filled.unread else None)
    return ask_unread(filled.operation, filled.arguments, said) if said else None


def _is_short_form(span: Span) -> bool:
    """Whether the words stand for several names and stand in none of them (initials): the books cannot know them."""
    said = span.text.casefold().removesuffix("s")
    return len(span.names) > 1 and not any(said in one.text.casefold() for one in span.names)


def left_out(filled: Filled) -> list[Span]:
    """What a look-up was asked to take into account and cannot: the person is told that it is not in the answer."""
    operation = operations.find(filled.operation)
    if operation is None or operation.effect is Effect.COMMAND:
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
