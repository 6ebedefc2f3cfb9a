"""Days that can only lie on one side of today.

Money was paid, and a bill written, on the Friday before, not on the one to come; a promotion "in December" and
approvals handed over "in January" are still to come.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.spans import Span, SpanType
from core.calendar import Period, TimeSpan

_BEHIND = frozenset({"paid_on", "billed_on", "credited_on"})
_WANTED = "requested_on"
_WAS = re.compile(
    r"昨|前天|前晚|上周|上个?星期|上个?礼拜|上月|(?<![a-z])(?:yesterday|last|ago)(?![a-z])", re.IGNORECASE
)
"""What names a day by its being past."""

_DUE_BEHIND = re.compile(r"\s*(?:之?前|到|要|送|交|收|发)")
_DUE_BEFORE = re.compile(
    r"(?<![a-z])(?:by|before|until|due|for|deliver\w*|arriv\w*|there|needed|wanted)(?: on)?\s*$", re.IGNORECASE
)
"""What stands beside a day by which something has to be there."""

_TELLS = re.compile(r"(?<![a-z])(?:remind|ping|nudge)(?: (?:me|us))?(?: [a-z]+){0,3}\s*$", re.IGNORECASE)
_TELLS_THEN = re.compile(r"\s*(?:再|记得)?(?:提醒|叫)我")
"""What stands beside a day on which somebody wants to be told something."""

_AHEAD = frozenset({"delegate_approvals"})
"""Commands whose period is still to come."""


def is_to_be_told_then(text: str, day: Span) -> bool:
    """Whether somebody only wants to be told something on a day: "… and remind me on Friday"."""
    return _TELLS.search(text[: day.start]) is not None or _TELLS_THEN.match(text, day.end) is not None


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


def leave_out_what_was(filled: Filled, text: str) -> None:
    """Takes no day for the one something is wanted by that only tells when something happened: 昨天水管爆了.

    One that is said to be the day it has to be there by stays: the card tells that it is past.
    """
    for span in filled.used:
        read = span.value
        is_past = span.type is SpanType.DATE and _WAS.search(span.text) is not None
        is_past = is_past and not (_DUE_BEHIND.match(text, span.end) or _DUE_BEFORE.search(_up_to_the_day(text, span)))
        if is_past and isinstance(read, TimeSpan) and filled.arguments.get(_WANTED) == str(read.value):
            del filled.arguments[_WANTED]


def _up_to_the_day(text: str, span: Span) -> str:
    """The words before a day, with those that its span begins with: "by last Friday"."""
    return text[: span.start] + span.text.partition(" ")[0]


def put_ahead(filled: Filled, today: date) -> None:
    """Takes the other reading of a period that is over, where it is still to come, for what begins with a command."""
    for span in filled.used:
        read = span.value
        over, coming = (read.value, read.other) if isinstance(read, TimeSpan) else (None, None)
        if not isinstance(over, Period) or not isinstance(coming, Period):
            continue
        if over.end_on >= today or coming.end_on < today:
            continue
        if filled.operation in _AHEAD and filled.arguments.get("period") == str(over):
            filled.arguments["period"] = str(coming)
        begins, ends = filled.arguments.get("valid_from"), filled.arguments.get("valid_until")
        if (begins, ends) == (str(over.start_on), str(over.end_on)):
            filled.arguments |= {"valid_from": str(coming.start_on), "valid_until": str(coming.end_on)}
        elif ends == str(over.end_on):
            filled.arguments["valid_until"] = str(coming.end_on)
