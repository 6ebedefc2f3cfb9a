"""Days and figures of the parts of a message that only tell something: the command that stands in another part is not
about them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.builtin.dialogue.asked_for import deed_of
from assistant.builtin.dialogue.clauses import STRONG_BREAK, stretches
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.request import LEADING_UP, Request, writes
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span, SpanType

Scores = Callable[[str, Sequence[Span]], list[tuple[str, float]]]
"""Scores of intents for a stretch of text with its spans, best first."""

_CLAUSE = re.compile(r"[,，;；。.!！\n]")
_TAKE_FIGURES = frozenset({SlotKind.LINES, SlotKind.QUANTITY, SlotKind.MONEY, SlotKind.DISCOUNT, SlotKind.DAYS})
_SEVERAL = 2


def without_what_is_told_apart(request: Request, scores: Scores) -> Request:
    """The request without the days and figures that it is not about."""
    return _without_figures(_without_days(request, scores), scores)


def _without_days(request: Request, scores: Scores) -> Request:
    """An order without the days of sentences that only tell something: "that one is gone on Wednesday. Put down …"."""
    parts = stretches(request.text, request.spans, STRONG_BREAK)
    if deed_of(request.intent) != "order" or len(parts) < _SEVERAL:
        return request
    told: list[Span] = []
    for part, own in parts:
        days = [span for span in own if span.type is SpanType.DATE]
        only_days = len(days) == len(own) > 0 and not says("due", part)
        if only_days and _likeliest(part, own, scores) in LEADING_UP:
            at = request.text.find(part)
            told += [replace(span, start=span.start + at, end=span.end + at) for span in days]
    return _without(request, told)


def _without_figures(request: Request, scores: Scores) -> Request:
    """A command that takes no figure, without those told beside it: "we found two in the storeroom, so cancel it"."""
    figures = [span for span in request.spans if is_quantity(span)]
    takes = any(slot.kind in _TAKE_FIGURES for slot in slots_of(request.intent))
    if not figures or takes or not writes(request.intent):
        return request
    parts = stretches(request.text, request.spans, _CLAUSE)
    told = [own for _, own in parts if any(map(is_quantity, own))]
    if any(span.type is SpanType.DOCUMENT for own in told for span in own) or says("the_rest", request.text):
        return request  # "take 2 off SO-2026-00042 and cancel the rest"
    plain = [(part, own) for part, own in parts if own not in told]
    commanded = any(_likeliest(part, own, scores) == request.intent for part, own in plain)
    return _without(request, figures) if commanded else request


def _likeliest(text: str, spans: Sequence[Span], scores: Scores) -> str:
    return next(iter(scores(text, spans)), ("", 0.0))[0]


def _without(request: Request, told: Sequence[Span]) -> Request:
    return replace(request, spans=tuple(span for span in request.spans if span not in told))
