"""Telling apart the days and amounts of one message by the words beside them: until when, from how much on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.slots import Slot, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Quantity, Span, SpanType
from core.calendar import (
    Bound,
    Period,
    TimeSpan,
    WeekdayCalendar,
    find_time_spans,
    month_of,
    quarter_of,
    year_of,
)

_UNTIL = re.compile(r"(?:到|至|截至|截止到?|止于|(?<![a-z])(?:until|till|through|ends?(?: on)?))\s*$", re.IGNORECASE)
_LEAST = re.compile(
    r"(?:满|超过|达到|够|(?<![a-z])(?:spend|spending|over|orders? of|at least|every|from))\s*$", re.IGNORECASE
)


_LEAP_DAY = (2, 29)
_BEFORE = re.compile(r"before\b(?! (?:the )?end )", re.IGNORECASE)
_SINCE = re.compile(r"^since\b|以来$|至今$", re.IGNORECASE)
"""Words that let a day go on until today."""

_END_OF_THAT = re.compile(
    r"(?:to|until|till|through) the (?:very )?end of (?:that|the same) (?P<unit>year|month|quarter)(?![a-z])",
    re.IGNORECASE,
)
_BOTH_ENDS = re.compile(r"\d.*?(?:到|至|[-–~]|\b(?:to|through|until|till)\b).*\d", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AS_OF = re.compile(r"as of\b", re.IGNORECASE)
"""Before the day from which something is so; of a look-up it is the day until which."""

_AND = re.compile(r"\s*(?:and|&|,|、|和|跟|与|，)?\s*(?:on )?", re.IGNORECASE)
_ONLY_THAT_DAY = re.compile(r"当[天日]$|那一?天$")
_LABEL = re.compile(r"\bbest\s*$", re.IGNORECASE)
_NOT_THEN = re.compile(r"\s*(?:就)?(?:到不了|来不了|赶不上|不行|不成|发不了|不可能)")
_NOT = re.compile(
    r"(?:\bnot\b|n't\b|\b(?:wo|ca|is|was|does|do|did)nt\b|\bnever\b|cannot\b|\b(?:instead of|rather than)\b)[^,.;]*$"
    r"|(?:而不是|不是|并非)\s*$",
    re.IGNORECASE,
)


def is_last_day(slot: Slot, operation: str, text: str, span: Span) -> bool:
    """Whether a day is said as the last one, where the slot wants the first and another wants the last."""
    both = slot.name == "valid_from" and any(one.name == "valid_until" for one in slots_of(operation))
    bound = span.value.bound if isinstance(span.value, TimeSpan) else None
    return (
        both and not _AS_OF.match(span.text) and (bound is Bound.UNTIL or _UNTIL.search(text[: span.start]) is not None)
    )


def fill_from_until(filled: Filled, slot: Slot, span: Span) -> bool:
    """Fills first and last day from one period ("in December") or day (双十二当天), where the operation has both."""
    period = _value_of(span)
    if isinstance(period, date) and _ONLY_THAT_DAY.search(span.text):
        period = Period(period, period)
    names = {one.name for one in slots_of(filled.operation)}
    if slot.name != "valid_from" or "valid_until" not in names or not isinstance(period, Period):
        return False
    filled.arguments |= {"valid_from": str(period.start_on), "valid_until": str(period.end_on)}
    filled.used.add(span)
    return True


def put_in_order(filled: Filled) -> None:
    """Moves a last day before the first into the first one's year, or the next: 明年1月1日起到12月31日."""
    first, last = (_day_in(filled, name) for name in ("valid_from", "valid_until"))
    if first is None or last is None or last >= first or (last.month, last.day) == _LEAP_DAY:
        return
    moved = last.replace(year=first.year)
    filled.arguments["valid_until"] = str(moved if moved >= first else last.replace(year=first.year + 1))


def fill_end_of_that(filled: Filled, text: str) -> None:
    """Fills the last day from the first where it is said by it: "from 1 January 2027 to the end of that year"."""
    match = _END_OF_THAT.search(text)
    first = _day_in(filled, "valid_from")
    if match is None or first is None or not any(slot.name == "valid_until" for slot in slots_of(filled.operation)):
        return
    period = {"year": year_of, "month": month_of, "quarter": quarter_of}[match["unit"].lower()](first)
    filled.arguments.setdefault("valid_until", str(period.end_on))
    if str(filled.arguments.get("segment", "")) in match[0]:
        filled.arguments.pop("segment", None)  # "to" leads up to a segment elsewhere


def _day_in(filled: Filled, name: str) -> date | None:
    try:
        return date.fromisoformat(str(filled.arguments.get(name)))
    except ValueError:
        return None


def day_meant(parameter: str, text: str, span: Span, read: TimeSpan) -> object:
    """The day a span says: "best before" and "not ready before" a day name that day itself, not the one before it."""
    said = _BEFORE.match(span.text)
    if said is None or not isinstance(read.value, date) or read.bound is not Bound.BY:
        return read.value
    named = _LABEL.search(text[: span.start]) if parameter == "expires_on" else _NOT.search(text[: span.start])
    return read.value + timedelta(days=1) if named else read.value


def days_in_a_row(first: Span, spans: Sequence[Span], text: str) -> list[Span]:
    """The day, and those listed behind it that follow one another: "on Thursday and Friday", 周四、周五."""
    row = [first]
    for span in sorted(spans, key=lambda one: one.start):
        last, day = _value_of(row[-1]), _value_of(span)
        listed = span.start >= row[-1].end and _AND.fullmatch(text, row[-1].end, span.start)
        if listed and isinstance(last, date) and isinstance(day, date) and day == last + timedelta(days=1):
            row.append(span)
    return row


def period_of_date(span: Span, last: Span) -> str:
    """A day, or the days up to `last`, as a period; of "from last month" the whole month, as people mean it."""
    if last is not span:
        return f"{_value_of(span)}..{_value_of(last)}"
    found = span.value
    if not isinstance(found, TimeSpan) or found.value is None:
        return span.text
    if found.bound is Bound.FROM and _SINCE.search(span.text):
        return span.text
    if found.bound is Bound.FROM and isinstance(found.other, Period):
        return str(found.other)
    return f"{found.value}..{found.value}"


def days_meant(operation: str, text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans without a day that is not, where another is: "they won't make it on the 1st, it's 8 December".

    Nor with single days beside one span that says both the first and the last, where the operation wants these.
    """
    days = [span for span in spans if span.type is SpanType.DATE]
    whole = [one for one in spans if one.type is SpanType.PERIOD and _BOTH_ENDS.search(one.text)]
    if len(whole) == 1 and {"valid_from", "valid_until"} <= {slot.name for slot in slots_of(operation)}:
        years = [span for span in spans if _is_whole_year(span) and span not in whole]
        return [_in_the_year(span, years) if span in whole else span for span in spans if span not in (*days, *years)]
    gone = [one for one in days if _NOT.search(text[: one.start]) or _NOT_THEN.match(text, one.end)]
    return [span for span in spans if span not in gone] if 0 < len(gone) < len(days) else list(spans)


def _is_whole_year(span: Span) -> bool:
    period = _value_of(span)
    return isinstance(period, Period) and period == Period(
        date(period.start_on.year, 1, 1), date(period.start_on.year, 12, 31)
    )


def _in_the_year(span: Span, years: Sequence[Span]) -> Span:
    """Two ends said without a year in the one that is said beside them: "for 2027, 1 January to 31 December"."""
    year = _value_of(years[0]) if len(years) == 1 else None
    if not isinstance(year, Period) or _YEAR.search(span.text):
        return span
    number = year.start_on.year
    for text in (f"{span.text} {number}", f"{number}年{span.text}"):
        for one in find_time_spans(text, today=year.start_on, working=WeekdayCalendar()):
            if one.text == text and isinstance(one.value, Period):
                return replace(span, value=one)
    return span


def _value_of(span: Span) -> object:
    return span.value.value if isinstance(span.value, TimeSpan) else None


def ends_then(before: str, said: str, text: str) -> str | None:
    """A period with another end, where the words say no more than until when: "委托到26号就行"."""
    start, _, end = said.partition("..")
    known = before.partition("..")[0]
    return f"{known}..{end}" if start == end and known <= end and says("until", text) else None


def is_least(slot: Slot, text: str, span: Span) -> bool | None:
    """Whether an amount is said as the least that must be spent; None where the words beside it do not matter."""
    if slot.name not in ("amount", "amount_min"):
        return None
    return _LEAST.search(text[: span.start]) is not None


def is_one(span: Span) -> bool:
    """Whether a quantity is one of something: before a price it only says what the price is for."""
    return isinstance(span.value, Quantity) and span.value.number == 1
