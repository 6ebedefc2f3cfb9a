"""An order of what was just looked up: "three of each then, order" after prices, 那就成都出，直接下."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.amending_words import patterns
from assistant.builtin.dialogue.choices import blanked
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.decision import Call, Heard
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, is_vague, put_figure
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.sounds import is_chinese
from assistant.builtin.spans import Span, SpanType
from core import operations

_ORDER = "place_order"
_CHECKED = "check_availability"
_OF_ONE = frozenset({"get_price", "get_stock"})
_LOOKED_UP = _OF_ONE | {_CHECKED}
_WORDS_AROUND = 2
"""How many words nobody reads may stand in an order of what was looked up."""

_TURNS = 3
"""How many looks in a row may be what "each" is said of."""


def ordered_then(heard: Heard, situation: Situation) -> Call | None:
    """The order of what the last turn looked up, where the message says no more than that, how many and from where."""
    read = _read_in(situation, -1)
    operation = operations.find(_ORDER)
    if not read or situation.turn.question or situation.card_is_fresh or not _orders(heard.text, heard.spans):
        return None
    if operation is None or not operation.may_be_used_by(situation.turn.actor):
        return None
    figures = [span for span in heard.spans if is_quantity(span)]
    each = any(getattr(span.value, "each", False) for span in figures)
    lines = _lines(in_a_row(situation) if each else read, figures, heard.units, each=each)
    customer = customer_asked_for(read, situation)
    if not lines or (customer is None and situation.turn.actor.customer_id is None):
        return None
    arguments: dict[str, Any] = {"lines": lines} | ({} if customer is None else {"customer": customer})
    before = {name: value for one in read for name, value in _arguments(one).items() if name == "warehouse"}
    said = fill(_ORDER, heard.text, heard.spans, heard.units).arguments
    told = {name: said[name] for name in ("warehouse", "requested_on") if name in said}
    return Call(_ORDER, arguments | (before if read[0]["operation"] == _CHECKED else {}) | told)


def _orders(text: str, spans: Sequence[Span]) -> bool:
    """Whether an order is given and hardly anything said with it but figures, a day, or where from."""
    if not says("orders_it", text) or asks(text) or asks_outright(text) or patterns()["not"].search(text):
        return False
    places = [one.kind for span in spans for one in span.names]
    values = [span for span in spans if is_quantity(span) or span.type in (SpanType.NAME, SpanType.DATE)]
    if set(places) - {"warehouse"} or len(values) < len(spans):
        return False
    rest = blanked(turn_of_speech("orders_it"), without(text, spans))
    left = left_over(rest, "head", "again", "told", "follow").split()
    return sum(-(-len(word) // 2) if is_chinese(word) else 1 for word in left) <= _WORDS_AROUND


def _read_in(situation: Situation, place: int) -> list[dict[str, Any]]:
    """What a turn looked up of goods; nothing where it did anything else."""
    transcript = situation.turn.transcript
    calls = list(transcript[place].calls) if len(transcript) >= -place else []
    fits = all(call.get("outcome") == "ok" and call.get("operation") in _LOOKED_UP for call in calls)
    return calls if fits and len({call.get("operation") for call in calls}) == 1 else []


def in_a_row(situation: Situation) -> list[dict[str, Any]]:
    """The same look-ups of several turns in a row, the first one first."""
    found: list[dict[str, Any]] = []
    for place in range(-1, -_TURNS - 1, -1):
        read = _read_in(situation, place)
        if not read or (found and read[0]["operation"] != found[-1]["operation"]):
            break
        found = [*read, *found]
    return found


def _lines(
    read: Sequence[dict[str, Any]], figures: Sequence[Span], units: Mapping[str, ProductUnits], *, each: bool
) -> list[dict[str, Any]]:
    """The goods with the one figure that is said, or those that were looked up; none where it is not plain whose."""
    lines = {str(line["product"]): copy.deepcopy(line) for one in read for line in looked_up(one)}
    if len(figures) > 1 or any(map(is_vague, figures)) or (figures and len(lines) > 1 and not each):
        return []
    for line in lines.values() if figures else ():
        put_figure(line, figures[0], units)
    return list(lines.values()) if all("quantity" in line for line in lines.values()) else []


def looked_up(call: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    arguments = _arguments(call)
    yield from arguments.get("lines") or ()
    if "product" in arguments:
        yield {name: arguments[name] for name in ("product", "quantity", "unit") if name in arguments}


def _arguments(call: Mapping[str, Any]) -> dict[str, Any]:
    return dict(call.get("arguments") or {})


def customer_asked_for(read: Sequence[dict[str, Any]], situation: Situation) -> str | None:
    """For whom it was looked up; nobody else than the one last spoken of."""
    named = {str(_arguments(one)["customer"]) for one in read if "customer" in _arguments(one)}
    if situation.turn.actor.customer_id is not None or len(named) > 1:
        return None
    return named.pop() if named else situation.named("customer")
