"""Corrections in mid-sentence: "给仁和下单…，不对，是给华东下", "sixteen - no, seventeen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.spans import Span
from assistant.data_files import data_of


def corrected(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """The text and its spans without what was taken back by a later word of the same sort; blanks keep its place."""
    kept = list(spans)
    for match in _marker().finditer(text):
        said = next((span for span in kept if span.start >= match.end()), None)
        before = [span for span in kept if span.end <= match.start()]
        if said is None or not before or left_over(text[match.end() : said.start], "head"):
            continue
        meant = next((span for span in reversed(before) if _alike(span, said)), None)
        if meant is None or any(span.names and span.start > meant.start for span in before if _is_name(meant)):
            continue
        kept.remove(meant)
        for start, end in ((meant.start, meant.end), match.span()):
            text = text[:start] + " " * (end - start) + text[end:]
    return text, tuple(kept)


def _is_name(span: Span) -> bool:
    return bool(span.names) and not any(one.kind == "customer" for one in span.names)


def _alike(one: Span, other: Span) -> bool:
    if is_quantity(one) and is_quantity(other):
        return True
    kinds = {match.kind for match in one.names}, {match.kind for match in other.names}
    return bool(kinds[0] & kinds[1]) if all(kinds) else one.type is other.type and not any(kinds)


def parameter_refused(refusal: str) -> str | None:
    """The parameter whose value a refusal is about, where it is about one."""
    found = _data()["refused_about"].get(refusal)
    return None if found is None else str(found)


@cache
def _marker() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\s,，。.;；:：-])(?:{any_of(_data()['said_just_now']).pattern})", re.IGNORECASE)


def _data() -> dict[str, Any]:
    found: dict[str, Any] = data_of("assistant.builtin.dialogue", "corrections.yaml")
    return found
