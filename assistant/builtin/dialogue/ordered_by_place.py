"""An order of what was looked up one after the other, by its place: "3 of the first and 2 of those", 前者4个后者6副."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.clauses import Stretch, stretches, without
from assistant.builtin.dialogue.decision import Call, Heard
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, is_vague, put_figure
from assistant.builtin.dialogue.ordered_then import customer_asked_for, in_a_row, looked_up
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import turn_of_speech
from core import operations

_ORDER = "place_order"
_CLAUSE = re.compile(r"[,，;；、。.]|(?<![a-z])(?:and|plus)(?![a-z])|和|还有|(?=后者|前者)", re.IGNORECASE)
_PLACES = ("first", "second", "last")
_TWO = 2


def ordered_by_place(heard: Heard, situation: Situation) -> Call | None:
    """The order, where every part of the message says how many of what was looked up; None where any says more."""
    operation = operations.find(_ORDER)
    read = in_a_row(situation)
    goods = {str(line["product"]): line for one in read for line in looked_up(one)}
    if len(goods) < _TWO or situation.card_is_fresh or situation.turn.question:
        return None
    if operation is None or not operation.may_be_used_by(situation.turn.actor):
        return None
    if asks(heard.text) or asks_outright(heard.text) or not _points(heard.text):
        return None
    named = {one.code for span in heard.spans for one in span.names if one.kind == "customer"}
    customer = named.pop() if len(named) == 1 else None if named else customer_asked_for(read, situation)
    parts = [_line(part, goods, heard.units) for part in stretches(heard.text, heard.spans, _CLAUSE)]
    lines = [part for part in parts if part]
    if None in parts or not lines or (customer is None and situation.turn.actor.customer_id is None):
        return None
    if len({str(line["product"]) for line in lines}) < len(lines):
        return None
    if len(lines) < _TWO and turn_of_speech("takes_of_them").search(heard.text) is None:
        return None  # "for 20 of those" may ask for their price
    return Call(_ORDER, {"lines": lines} | ({} if customer is None else {"customer": customer}))


def _points(text: str) -> bool:
    return any(turn_of_speech(f"{place}_of_them").search(text) for place in _PLACES)


def _line(
    part: Stretch, goods: Mapping[str, dict[str, Any]], units: Mapping[str, ProductUnits]
) -> dict[str, Any] | None:
    """The line of a part; an empty one where it says nothing, None where it says something else."""
    _, spans = part
    figures = [span for span in spans if is_quantity(span)]
    product, rest = _product(part, list(goods))
    rest = turn_of_speech("takes_of_them").sub(" ", rest)
    if left_over(rest, "head", "again", "told", "follow"):
        return None
    if product is None:
        return None if figures else {}
    if len(figures) > 1 or any(map(is_vague, figures)):
        return None
    line = {"product": product} if figures else dict(goods[product])
    if figures:
        put_figure(line, figures[0], units)
    return line if "quantity" in line else None


def _product(part: Stretch, goods: Sequence[str]) -> tuple[str | None, str]:
    """Which of the goods a part means, and its words without what says so."""
    text, spans = part
    rest = without(text, spans)
    codes = {one.code for span in spans for one in span.names if one.kind == "product"}
    if codes:
        known = codes & set(goods)
        return (known.pop(), rest) if len(codes) == 1 and known else (None, f"{rest} ?")
    for place, index in zip(_PLACES, (0, 1, -1), strict=True):
        pattern = turn_of_speech(f"{place}_of_them")
        if pattern.search(text):
            return goods[index], pattern.sub(" ", pattern.sub(" ", rest))
    return None, rest
