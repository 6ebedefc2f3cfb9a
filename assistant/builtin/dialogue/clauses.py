"""Stretches of a message between breaks, each with the spans that stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.builtin.spans import Span

STRONG_BREAK = re.compile(r"[。！？!?；;\n]+|\.{2,}|…+|(?<=[a-z])\.\s+", re.IGNORECASE)
"""What ends a sentence."""

Stretch = tuple[str, tuple[Span, ...]]
"""A part of the text and its spans, whose places count from the beginning of the part."""


def stretches(text: str, spans: Sequence[Span], pattern: re.Pattern[str]) -> list[Stretch]:
    """The parts of the text between what the pattern finds outside of spans; empty parts are left out."""
    cuts = [match.span() for match in pattern.finditer(text)]
    cuts = [(start, end) for start, end in cuts if not any(s.start < end and start < s.end for s in spans)]
    edges = [0, *(point for cut in cuts for point in cut), len(text)]
    parts = zip(edges[::2], edges[1::2], strict=True)
    return [stretch(text, spans, start, end) for start, end in parts if text[start:end].strip()]


def stretch(text: str, spans: Sequence[Span], start: int, end: int) -> Stretch:
    """`text[start:end]` with the spans that lie in it."""
    own = (
        replace(span, start=span.start - start, end=span.end - start)
        for span in spans
        if start <= span.start and span.end <= end
    )
    return text[start:end], tuple(own)


def without(text: str, spans: Sequence[Span]) -> str:
    """The words of the text that stand in none of the spans; a blank where a span was."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text
