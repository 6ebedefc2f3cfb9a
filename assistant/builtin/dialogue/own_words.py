"""Somebody's own words for a parameter: what stands behind a word that introduces it, or apart from everything else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.spans import Span

_SHORT = frozenset({"name", "code", "title", "name_en"})
"""Parameters that end at the next comma or dash; other words go on to the end of the message."""

_STOP = re.compile(r"[，,。;；\n]| - | – |\s(?:in|at|from|with|region)\s")
_SIGNS = re.compile(r"[ \t：:，,。.\-–—]*(?:是|is |as )?[ \t：:，,。.\-–—]*")
_CHUNK = re.compile(r"[,，;；:：。\n]|\s[-–—]\s|-(?=[^\x00-\x7f])")


def text_after(parameter: str, text: str) -> tuple[int, int] | None:
    """Where somebody's own words for the parameter stand: behind a word that introduces them, or None.

    Of words that introduce it one behind the other ("new customer called …") the last counts.
    """
    pattern = _markers().get(parameter)
    match = pattern.search(text) if pattern is not None else None
    if pattern is None or match is None:
        return None
    start = _after_signs(text, match.end())
    while (again := pattern.match(text, start)) is not None:
        start = _after_signs(text, again.end())
    stop = _STOP.search(text, start) if parameter in _SHORT else None
    end = stop.start() if stop else len(text)
    end = start + len(text[start:end].rstrip(" \t，,。."))
    return (start, end) if start < end else None


def _after_signs(text: str, start: int) -> int:
    signs = _SIGNS.match(text, start)
    return signs.end() if signs else start


def name_apart(text: str, spans: Sequence[Span]) -> tuple[int, int] | None:
    """Where a name stands by itself between signs: "add a contact for Renhe Clinic - Wang Fang, phone 138…"."""
    edges = [0, *(point for match in _CHUNK.finditer(text) for point in match.span()), len(text)]
    found = [
        (start, end)
        for start, end in list(zip(edges[::2], edges[1::2], strict=True))[1:]
        if text[start:end].strip()
        and not any(span.start < end and start < span.end for span in spans)
        and not any(pattern.search(text[start:end]) for pattern in _markers().values())
    ]
    if len(found) != 1:
        return None
    start, end = found[0]
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


@cache
def _markers() -> dict[str, re.Pattern[str]]:
    text = files("assistant.builtin.dialogue").joinpath("own_words.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return {name: any_of(words) for name, words in data.items()}
