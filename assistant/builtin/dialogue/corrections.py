"""Corrections in mid-sentence: "给仁和下单…，不对，是给华东下", "sixteen - no, seventeen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.spans import Span


def corrected(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """The text and its spans without what was taken back by a later word of the same sort; blanks keep its place."""
    kept = list(spans)
    for match in _marker().finditer(text):
        if text[max(0, match.start() - 1) : match.start()] == "对":
            continue  # 对不对
        said = next((span for span in kept if span.start >= match.end()), None)
        meant = [span for span in kept if said is not None and span.end <= match.start() and _alike(span, said)]
        if meant:
            kept.remove(meant[-1])
            for start, end in ((meant[-1].start, meant[-1].end), match.span()):
                text = text[:start] + " " * (end - start) + text[end:]
    return text, tuple(kept)


def _alike(one: Span, other: Span) -> bool:
    if is_quantity(one) and is_quantity(other):
        return True
    kinds = {match.kind for match in one.names}, {match.kind for match in other.names}
    return bool(kinds[0] & kinds[1]) if all(kinds) else one.type is other.type and not any(kinds)


@cache
def _marker() -> re.Pattern[str]:
    text = files("assistant.builtin.dialogue").joinpath("corrections.yaml").read_text(encoding="utf-8")
    words: dict[str, list[str]] = yaml.safe_load(text)
    return any_of(words)
