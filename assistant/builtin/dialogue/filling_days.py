"""Filling parameters that count days: lead times, payment terms, how long something has been due."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.introduced import for_slot, is_introduced
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.slots import Slot
from assistant.builtin.spans import Measured, Number, Span, SpanType

_HOURS_IN = {"hour": 1}
_LAST_DAYS = re.compile(r"(?:last|past|近|过去|最近)\s*([0-9]+)\s*(?:days?|天)", re.IGNORECASE)
_WITHIN_DAYS = re.compile(r"(?:within|in)\s*([0-9]+)\s*days?|([0-9]+)\s*天[之以]?内", re.IGNORECASE)
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}
"""Days in a length of time, as people count who say 三个月 for ninety days."""


def fill_days(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    """Fills the days from a length of time, or from a bare figure that words say is one."""
    lengths = _HOURS_IN if slot.name.endswith("_hours") else _DAYS_IN
    for span in for_slot(filled.operation, slot, text, spans):
        days = _days_said(span, lengths, introduced=is_introduced(slot.name, text, span))
        if days is not None and span not in filled.used:
            filled.arguments[slot.name] = str(int(days))
            filled.used.add(span)
            return


def _days_said(span: Span, lengths: Mapping[str, int], *, introduced: bool) -> Decimal | None:
    """The days of a length of time; a bare figure is one where a word says so: "net 60"."""
    if isinstance(span.value, Measured):
        days = lengths.get(span.value.unit)
        return None if days is None else span.value.number * days
    if span.type is SpanType.PERIOD:
        said = _LAST_DAYS.search(span.text)  # "in the last 120 days"
        return Decimal(said[1]) if said else None
    if span.type is SpanType.DATE and introduced:
        said = _WITHIN_DAYS.fullmatch(span.text.strip())  # "they will pay within 30 days"
        return Decimal(said[1] or said[2]) if said else None
    return span.value.value if introduced and isinstance(span.value, Number) else None
