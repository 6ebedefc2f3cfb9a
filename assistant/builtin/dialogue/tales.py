"""Whether a value is said for the card, or only stands in a tale: "tell them half is coming next week", 工号是5687."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from assistant.builtin.dialogue.clauses import stretches, without
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.speech import says
from assistant.builtin.sounds import is_chinese
from assistant.builtin.spans import Span, SpanType

DAYS = frozenset({SpanType.DATE, SpanType.PERIOD})
"""What says when."""

_OF_BROKEN_GOODS = frozenset({"scrap_stock"})
"""Commands for which it is told how many are broken."""

_BESIDE_A_FIGURE = 2
"""How many words nobody reads may stand with a figure in its clause; with a day, or a bare figure of goods, none."""

_CLAUSE = re.compile(
    r"[,，;；。!！\n]|…+|\.{2,}|(?<=[a-z])\.\s+|(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff0-9])", re.IGNORECASE
)
_PAPER = re.compile(r"(?<=[张份])(?:发?票|单|报价|合同)|\s?(?:invoices?|papers?|cards?|notes?)(?![a-z])", re.IGNORECASE)
"""Behind a figure that counts papers: 整单开一张票."""

_DAY_IS = re.compile(r"\s*(?:就|才|也)?(?:是|\b(?:is|was)\b)", re.IGNORECASE)
_IS = re.compile(r"(?:是|为|\b(?:is|are))\s*$", re.IGNORECASE)


def is_said_plainly(
    operation: str, arguments: Mapping[str, Any], text: str, spans: Sequence[Span], value: Span
) -> bool:
    """Whether hardly a word nobody reads stands with a value in its clause, and it is told to nobody else.

    A day must take the place of another: the first one of a card is not said in passing.
    """
    if says("told_to_others", text) or says("number_ends", text) or says("let_go", text):
        return False
    if value.type in DAYS and not any(map(_is_day, arguments.values())):
        return False
    holding = [part for part in stretches(text, spans, _CLAUSE) if any(_is_the_same(one, value) for one in part[1])]
    words, own = holding[-1] if holding else (text, tuple(spans))
    said = next((one for one in own if _is_the_same(one, value)), value)
    counts_the_broken = operation in _OF_BROKEN_GOODS and says("is_broken", words) and not says("is_whole", words)
    if (says("is_there", words) and not counts_the_broken) or is_of_something_else(words, said):
        return False
    left = left_over(without(words, own), "head", "again", "told", "figures").split()
    beside = sum(-(-len(word) // 2) if is_chinese(word) else 1 for word in left)
    bare = value.type is SpanType.NUMBER and bool(arguments.get("lines"))  # "打款3000了" counts no goods
    return beside <= (0 if bare or value.type in DAYS else _BESIDE_A_FIGURE)


def is_of_something_else(text: str, figure: Span) -> bool:
    """Whether a bare figure is said to be something that no card holds: "my extension is 15", 尾号是5687."""
    if _PAPER.match(text, figure.end):
        return True
    behind = _IS.search(text[: figure.start]) if figure.type is SpanType.NUMBER else None
    return behind is not None and bool(left_over(text[: behind.start()], "head", "again", "told", "figures"))


def tells_what_a_day_is(text: str, spans: Sequence[Span]) -> bool:
    """Whether it is only told what a day is or what happens then: 下周一是元旦."""
    days = [span for span in spans if span.type in DAYS]
    if len(days) == len(spans) == 1 and says("back_then", text):
        return True  # "27号我已经回来上班了"
    behind = _DAY_IS.match(text[days[0].end :]) if len(days) == len(spans) == 1 else None
    return behind is not None and bool(left_over(text[days[0].end + behind.end() :], "head", "again", "told"))


def tells_of_a_place_that_has_enough(text: str, spans: Sequence[Span]) -> bool:
    """Whether a clause names a warehouse only to say that nothing is needed there: "Ningbo has plenty"."""
    places = [span for span in spans if span.names and all(one.kind == "warehouse" for one in span.names)]
    return len(places) == len(spans) == 1 and says("suffices", text[places[0].end :])


def _is_the_same(one: Span, other: Span) -> bool:
    return one.text == other.text and one.type is other.type


def _is_day(value: object) -> bool:
    with suppress(ValueError):
        return isinstance(value, str) and bool(date.fromisoformat(value))
    return False
