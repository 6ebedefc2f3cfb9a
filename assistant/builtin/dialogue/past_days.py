"""Days that can only lie behind: money was paid, and a bill written, on the Friday before, not on the one to come."""

from __future__ import annotations

from datetime import date

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.spans import SpanType
from core.calendar import TimeSpan

_BEHIND = frozenset({"paid_on", "billed_on", "credited_on"})


def put_behind(filled: Filled, today: date) -> None:
    """Takes the other reading of a day that would still be to come, where that one is past."""
    for name in _BEHIND & filled.arguments.keys():
        for span in filled.used:
            read = span.value
            if span.type is not SpanType.DATE or not isinstance(read, TimeSpan):
                continue
            day, other = read.value, read.other
            if isinstance(day, date) and isinstance(other, date) and str(day) == filled.arguments[name]:
                filled.arguments[name] = str(other if other <= today < day else day)
