"""A note that is said before the words that make it one: "ship to bay 3, not the front desk, put that in the note".

Only clauses that tell how something is to be handed over are noted, and none that may hold what is ordered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.builtin.dialogue.clauses import stretch
from assistant.builtin.spans import Span, SpanType
from assistant.data_files import data_of

_CLAUSE = re.compile(r"[,，;；。!！\n]\s*|(?<=[a-z])\.\s+|\s[-–—]\s")
_NOTED_LAST = re.compile(
    r"(?:^|(?<=[。;；!！\n])|(?<=[a-z0-9]\.\s))(?P<said>(?:(?![a-z0-9]\.\s+[A-Z])[^。;；!！\n])+?[^。;；!！\n])"
    r"[,，;；.。]?(?: [-–—])?\s*"
    r"(?:(?:and |so |pls |please )*(?:put|write|note|add|mention|mark)(?: down)? (?:that|this|it)(?: down)?"
    r" (?:in|into|on|onto|to|as) (?:the |its |their |a )?(?:order(?:'s)?|delivery note|paperwork|notes?|remarks?|card)"
    r"(?: notes?| remarks?)?(?: please| pls)?"
    r"|(?:请|麻烦|帮我)?(?:把?[这那][个条句点话]+)?(?:写|加|记|放|备注|注明)(?:一下|下)?(?:到|进|在)(?:备注|单子?|订单|送货单)(?:[里上中])?(?:吧|一下)?"
    r"|[,，]\s*(?:请|麻烦|帮我)?备注(?:一下|上|下)(?:吧)?)[.!。！\s]*$",
    re.IGNORECASE,
)
"""What is to be written down, before the words that say so: "the lift is broken, put that in the note"."""

_CALLED_A_NOTE = re.compile(r"notes?|remarks?|备注", re.IGNORECASE)
_TOLD_IN_NOTES = frozenset({SpanType.DATE, SpanType.PERIOD, SpanType.CLOCK, SpanType.PHONE, SpanType.DURATION})
"""What may be told in words that are only called a thing for the order."""

_EDGES = " \t\n,，.。;；!！-–—"


def noted_before(text: str) -> tuple[int, int] | None:
    """Where what is to be noted begins and ends; None where no clause says that the ones before it are a note."""
    ending = _pattern("ends").search(text)
    if ending is None:
        return None
    edges = [0, *(point for match in _CLAUSE.finditer(text, 0, ending.start()) for point in match.span())]
    clauses = list(zip(edges[::2], [*edges[1::2], ending.start()], strict=True))
    start = end = ending.start()
    for first, last in reversed(clauses):
        words = text[first:last].strip(_EDGES)
        if words and not (_pattern("tells_how").match(words) and not _pattern("of_goods").search(words)):
            break
        start, end = (first, max(end if start < ending.start() else last, last)) if words else (start, end)
    return (start, end) if start < ending.start() else None


def noted_last(text: str, spans: Sequence[Span]) -> tuple[int, int] | None:
    """Where what is to be noted on an open card stands, if a message ends by saying that it be: "…, put that on it".

    Goods and figures that are to be put on an order are no note.
    """
    match = _NOTED_LAST.search(text)
    if match is None:
        return None
    told = stretch(text, spans, *match.span("said"))[1]
    plain = all(span.type in _TOLD_IN_NOTES for span in told) or _CALLED_A_NOTE.search(text[match.end("said") :])
    return match.span("said") if plain else None


def makes_a_note_of_it(text: str) -> bool:
    """Whether the last words make a note of what was said before them, whatever that is."""
    return _pattern("ends").search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "noted_before.yaml")
    return re.compile("|".join(data[name]), re.IGNORECASE)
