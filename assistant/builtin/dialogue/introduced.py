"""Telling figures and days of one message apart by the words that introduce them: "fee 15", 账期45天, "min 6".

Which words introduce which parameter is data. What a parameter may do without any is told there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.spans import Span
from assistant.data_files import data_of

_WORDS_FIRST = re.compile(r"[^0-9一二两三四五六七八九十百千万]*")
"""Words with which a span itself begins: "up to 60", "best before 2029-11-30", 到2029年."""

_REACH = 40
"""Characters before a figure in which what introduces it begins."""


_COUNTED = {"product": "buy_quantity", "gift": "gift_quantity"}
"""The goods of an offer, and the parameter that says how many of them."""

_FREE = re.compile(r"(?:赠送|附送|白送|免费送?|\bfree(?: [a-z]+ of)?)\s*$", re.IGNORECASE)
_THE_GIFT_IS = re.compile(
    r"(?:赠品|礼品)(?:就|将)?(?:是|为|用|选|[:：])?\s*$"
    r"|(?<![a-z])(?:gift|freebie|giveaway)(?: is|:)(?: (?:a|an|one|the))?\s*$",
    re.IGNORECASE,
)
_OF = re.compile(r"\s*(?:of|的)?\s*")


@dataclass(frozen=True, slots=True)
class _Words:
    before: re.Pattern[str]
    after: re.Pattern[str]
    needed: bool
    only_beside: str | None


def is_introduced(parameter: str, text: str, span: Span) -> bool:
    """Whether the words right beside the span say that it is the parameter."""
    words = _introductions().get(parameter)
    if words is None:
        return False
    first = span.start + _WORDS_FIRST.match(span.text).end()  # type: ignore[union-attr]  # it matches nothing too
    before = (text[max(0, span.start - _REACH) : end] for end in (span.start, first))
    said = next(filter(None, map(words.before.search, before)), None)
    return said is not None or words.after.match(text, span.end) is not None


def leads_up_to(parameter: str, text: str, span: Span) -> bool:
    """Whether the words before the span, and not only those behind it, say that it is the parameter."""
    return _introductions()[parameter].before.search(text[max(0, span.start - _REACH) : span.start]) is not None


def for_slot(operation: str, slot: Slot, text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans that the slot may take: those introduced for it first, none that is for another parameter."""
    own = [span for span in spans if is_introduced(slot.name, text, span)]
    yield from own
    if _needs_words(operation, slot.name):
        return
    # A day counts nothing: "one free till Friday" introduces no number of gifts.
    counts = {one.name for one in slots_of(operation) if one.kind is SlotKind.QUANTITY and slot.kind is SlotKind.DAY}
    others = [one.name for one in slots_of(operation) if one.name != slot.name and one.name not in counts]
    for span in spans:
        if span not in own and not any(is_introduced(name, text, span) for name in others):
            yield span


def is_counted_as_other(parameter: str, text: str, goods: Span, spans: Sequence[Span]) -> bool:
    """Whether the figure right before goods says that they are the others of an offer: the bought ones, or the gift."""
    if parameter not in _COUNTED:
        return False
    if parameter == "product" and _THE_GIFT_IS.search(text[: goods.start]):
        return True
    others = [name for name in _COUNTED if name != parameter]
    if parameter == "product" and _bought_beside(text, goods, spans):
        return True
    if "gift" in others and _FREE.search(text[: goods.start]):
        return True  # "a free box of strips"
    figures = [span for span in spans if span.end <= goods.start and _OF.fullmatch(text, span.end, goods.start)]
    figures = [figure for figure in figures if not is_introduced(_COUNTED[parameter], text, figure)]
    return any(is_introduced(_COUNTED[name], text, figure) for name in others for figure in figures)


def _bought_beside(text: str, goods: Span, spans: Sequence[Span]) -> bool:
    """Whether other goods are those that are said to be bought: "give away a box with every 5 monitors"."""
    named = [span for span in spans if any(one.kind == "product" for one in span.names)]
    bought = [
        one
        for one in named
        for figure in spans
        if figure.end <= one.start
        and _OF.fullmatch(text, figure.end, one.start)
        and is_introduced(_COUNTED["product"], text, figure)
    ]
    return bool(bought) and goods not in bought


def _needs_words(operation: str, parameter: str) -> bool:
    words = _introductions().get(parameter)
    if words is None or not words.needed:
        return False
    return words.only_beside is None or any(slot.name == words.only_beside for slot in slots_of(operation))


@cache
def _introductions() -> dict[str, _Words]:
    data: dict[str, dict[str, Any]] = data_of("assistant.builtin.dialogue", "introduced.yaml")
    return {
        name: _Words(
            re.compile(rf"(?:{one['before']})\s*$", re.IGNORECASE),
            re.compile(rf"\s*(?:{one['after']})", re.IGNORECASE),
            bool(one["needs_words"]),
            one.get("only_beside"),
        )
        for name, one in data.items()
    }
