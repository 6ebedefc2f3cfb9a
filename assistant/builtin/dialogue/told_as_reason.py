"""What is told as the reason for a setting, in a clause of its own: "they grew a lot this year, put them under …".

Its figures and days are no values of the setting, and nothing about them has to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.own_words import text_after
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span, SpanType

_SETTINGS = frozenset(
    {
        "set_segment",
        "set_credit_limit",
        "set_purchase_limit",
        "set_loss_limit",
        "set_allowance_limit",
        "set_sales_term",
        "set_approval_time",
    }
)
"""Commands that give one thing one value."""

_SEGMENT = "set_segment"
_DAYS = frozenset({SpanType.DATE, SpanType.PERIOD, SpanType.CLOCK})
_FIGURES = frozenset({SpanType.MONEY, SpanType.DURATION, SpanType.PERCENT, SpanType.DISCOUNT, SpanType.FRACTION})
_CLAUSE = re.compile(r"[,，;；。!！\n]|\s[-–—]\s|——|(?<=[a-z])\.\s|(?<=[0-9])\.\s(?=[A-Z])")


def without_reasons(operation: str, text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans without figures and days of clauses that only say why; as they are where no value would be left."""
    if operation not in _SETTINGS:
        return list(spans)
    edges = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    clauses = list(pairwise(edges))
    if len(clauses) == 1:
        return list(spans)
    told = [span for start, end in clauses for span in _told(operation, text, start, end, spans)]
    kept = [span for span in spans if span not in told]
    return kept if operation == _SEGMENT or any(map(_is_value, kept)) else list(spans)


def _told(operation: str, text: str, start: int, end: int, spans: Sequence[Span]) -> list[Span]:
    """The figures and days of a clause that tells how things are and sets nothing."""
    clause = text[start:end]
    own = [span for span in spans if start <= span.start and span.end <= end and not span.names]
    sets = text_after("segment", clause) is not None if operation == _SEGMENT else says("sets_a_value", clause)
    days_only = all(span.type in _DAYS for span in own)
    if says("begins_then", clause) or not says("tells_how_it_is", clause):
        return []
    return own if not sets or (days_only and operation != _SEGMENT) else []


def _is_value(span: Span) -> bool:
    return is_quantity(span) or span.type in _FIGURES
