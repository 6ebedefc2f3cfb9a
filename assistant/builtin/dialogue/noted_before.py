"""A note that is said before the words that make it one: "ship to bay 3, not the front desk, put that in the note".

Only clauses that tell how something is to be handed over are noted, and none that may hold what is ordered.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from assistant.data_files import data_of

_CLAUSE = re.compile(r"[,，;；。!！\n]\s*|(?<=[a-z])\.\s+|\s[-–—]\s")
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


def makes_a_note_of_it(text: str) -> bool:
    """Whether the last words make a note of what was said before them, whatever that is."""
    return _pattern("ends").search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "noted_before.yaml")
    return re.compile("|".join(data[name]), re.IGNORECASE)
