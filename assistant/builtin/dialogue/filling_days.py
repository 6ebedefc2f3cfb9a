"""Filling parameters that count days (lead times, payment terms, how long something has been due), and periods."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.builtin.dialogue.clauses import STRONG_BREAK
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.filling_terms import days_in_a_row, period_of_date
from assistant.builtin.dialogue.introduced import for_slot, is_introduced
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from assistant.builtin.spans import Measured, Number, Span, SpanType
from core.calendar import TimeSpan

_HOURS_IN = {"hour": 1}
_LAST_DAYS = re.compile(r"(?:last|past|近|过去|最近)\s*([0-9]+)\s*(?:days?|天)", re.IGNORECASE)
_WITHIN = re.compile(r"(?:within|in)\b.*|.*[之以]?内", re.IGNORECASE)
_UNITS = {
    "day": re.compile("天|日|days?"),
    "week": re.compile("周|星期|礼拜|weeks?"),
    "month": re.compile("月|months?"),
}
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}
"""Days in a length of time, as people count who say 三个月 for ninety days."""


_MONTHS_IN_A_YEAR = 12


def fill_days(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    """Fills the days from a length of time, or from a bare figure that words say is one."""
    only_days = not any(one.kind is SlotKind.DAY for one in slots_of(filled.operation))
    lengths = _HOURS_IN if slot.name.endswith("_hours") else _DAYS_IN
    for span in for_slot(filled.operation, slot, text, spans):
        introduced = is_introduced(slot.name, text, span) or (span.type is SpanType.DATE and only_days)
        days = _days_said(span, lengths, introduced=introduced)
        if days is not None and span not in filled.used:
            filled.arguments[slot.name] = str(int(days))
            filled.used.add(span)
            return


def _days_within(text: str, lengths: Mapping[str, int]) -> Decimal | None:
    """The days of a time within which something is to be: "within 30 days", 两周内."""
    unit = next((name for name, pattern in _UNITS.items() if name in lengths and pattern.search(text)), None)
    numerals = find_numerals(normalise(text)) if unit and _WITHIN.fullmatch(text) else []
    if len(numerals) != 1 or numerals[0].value is None or unit is None:
        return None
    return numerals[0].value * lengths[unit]


def _days_said(span: Span, lengths: Mapping[str, int], *, introduced: bool) -> Decimal | None:
    """The days of a length of time; a bare figure is one where a word says so: "net 60"."""
    if isinstance(span.value, Measured):
        days = lengths.get(span.value.unit)
        if span.value.unit == "year" and span.value.number % 1 and days is not None:
            return span.value.number * _MONTHS_IN_A_YEAR * lengths["month"]  # half a year is six months
        return None if days is None else span.value.number * days
    if span.type is SpanType.PERIOD:
        said = _LAST_DAYS.search(span.text)  # "in the last 120 days"
        return Decimal(said[1]) if said else None
    if span.type is SpanType.DATE and introduced:
        return _days_within(span.text.strip(), lengths)
    return span.value.value if introduced and isinstance(span.value, Number) else None


def fill_period(
    filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> None:
    """Fills a period: one that is said, a day or days in a row; in a sentence that asks before any other."""
    for span in sorted(spans, key=lambda one: (one.type is not SpanType.PERIOD, not _is_in_what_asks(one, text))):
        found = span.value
        if span in filled.used or not isinstance(found, TimeSpan):
            continue
        if span.type is SpanType.PERIOD and found.value is not None:
            filled.arguments[slot.name] = str(found.value)
        elif span.type is SpanType.DATE:
            *others, last = days_in_a_row(span, spans, text)
            filled.arguments[slot.name] = period_of_date(span, last)
            filled.used |= {*others, last}
        else:
            continue
        filled.used.add(span)
        return


def _is_in_what_asks(span: Span, text: str) -> bool:
    """Whether a span stands in a sentence that ends with a question mark, where a message has several."""
    end = STRONG_BREAK.search(text, span.end)
    return end is not None and end[0][0] in "?？"
