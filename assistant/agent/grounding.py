"""Whether the figures in a model's words come from somewhere: a result of this turn, or the person's own message.

Numbers, days and codes are compared by value, so that "3,780.00", "3780" and 三千七百八十 are one. A sum or difference
of a few results, a column's total and a count of rows are results too. Words are judged, never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import Numeral, find_numerals
from assistant.replies.blocks import CitationsBlock
from assistant.tools import ToolResult
from core.calendar import Period, SpanKind, TimeSpan, WorkingCalendar, find_time_spans
from core.names import key_of

_ADDED_MAX = 12
"""Among more numbers than these, the sums and differences of two come near everything."""

_SMALL = 10
"""Numerals below this, written as words, count nothing for sure (一下, one of them)."""

_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?:[-_/.]?[A-Za-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WEEKDAYS: tuple[str, ...] = (
    "周一|星期一|礼拜一|mon(?:day)?", "周二|星期二|礼拜二|tue(?:s|sday)?", "周三|星期三|礼拜三|wed(?:nesday)?",
    "周四|星期四|礼拜四|thu(?:r|rs|rsday)?", "周五|星期五|礼拜五|fri(?:day)?", "周六|星期六|礼拜六|sat(?:urday)?",
    "[周礼][日天]|星期[日天]|礼拜[日天]|sun(?:day)?",
)  # fmt: skip
_WEEKDAY = re.compile("|".join(f"(?:on |by )?({words})[.前之]*" for words in _WEEKDAYS))


@dataclass(frozen=True, slots=True)
class Source:
    """What figures may be taken from: everything the turn's results hold and what the person wrote."""

    numbers: frozenset[Decimal]
    derived: frozenset[Decimal]
    days: frozenset[date]
    codes: frozenset[str]
    text: str


def ungrounded(words: str, source: Source, *, today: date, working: WorkingCalendar) -> str | None:
    """The first figure of the words that comes from nowhere, as written, or None."""
    text = normalise(words).text
    for match in _CODE.finditer(text):
        if _is_code(match[0]) and key_of(match[0]) not in source.codes:
            return match[0]
    rest = _without_codes(text)
    for span in find_time_spans(rest, today=today, working=working):
        if not _is_known_time(span, source):
            return span.text
    normal = normalise(_without_times(rest, today, working))
    for numeral in find_numerals(normal):
        if not _is_known_number(numeral, normal.text, source):
            return normal.text[numeral.start : numeral.end]
    return None


def source_of(
    results: Sequence[ToolResult], *, said: str, today: date, zone: ZoneInfo, working: WorkingCalendar
) -> Source:
    """The source that the results of a turn and the person's words make."""
    values = [call.result for result in results for call in result.made if call.result is not None]
    strings = [text for result in results for text in (result.text, *_strings(_plain_blocks(result)))]
    strings += [text for value in values for text in _strings(value)]
    text = "\n".join(_IDENTIFIER.sub(" ", one) for one in (*strings, said))
    exact, own = set(_numbers(values)), _written_numbers(said, today, working)
    return Source(
        numbers=frozenset(
            {*exact, *own, *_written_numbers(text, today, working), *_counts(values), *_citations(results)}
        ),
        derived=frozenset({*_derived(values), *_differences(own, exact)}),
        days=frozenset({today, *_days(text, zone), *_spoken_days(said, today, working)}),
        codes=frozenset(key_of(match[0]) for match in _CODE.finditer(normalise(text).text)),
        text=text,
    )


def _is_code(word: str) -> bool:
    return any(one.isdigit() for one in word)


def _without_codes(text: str) -> str:
    return _CODE.sub(lambda match: "," * len(match[0]) if _is_code(match[0]) else match[0], text)


def _without_times(text: str, today: date, working: WorkingCalendar) -> str:
    for span in find_time_spans(text, today=today, working=working):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _is_known_time(span: TimeSpan, source: Source) -> bool:
    weekday = _WEEKDAY.fullmatch(span.text.strip().lower())
    if weekday is not None:
        place = next(place for place, group in enumerate(weekday.groups()) if group)
        return any(day.weekday() == place for day in source.days)
    if span.kind is SpanKind.COMPARISON:
        return True
    return any(_includes(reading, source.days) for reading in (span.value, span.other))


def _includes(reading: object, days: frozenset[date]) -> bool:
    if isinstance(reading, Period):
        return any(reading.start_on <= day <= reading.end_on for day in days)
    return reading in days


def _is_known_number(numeral: Numeral, text: str, source: Source) -> bool:
    written = text[numeral.start : numeral.end]
    if numeral.value is None:
        return written in source.text
    digits = any(one.isdigit() for one in written)
    bounds = [abs(numeral.value), *([abs(numeral.high)] if numeral.high is not None else [])]
    return all(_is_known(one, written, source) or (not digits and one < _SMALL) for one in bounds)


def _is_known(number: Decimal, written: str, source: Source) -> bool:
    if number in source.numbers or number in source.derived:
        return True
    step = _last_place(number, written)
    return step is not None and any(abs(known - number) * 2 <= step for known in source.numbers)


def _last_place(number: Decimal, written: str) -> Decimal | None:
    """What one unit of the last figure of a rounded number (1.2万, 12.3) is worth; None for a whole number."""
    figures = re.match(r"[-]?[0-9,]+(?:\.([0-9]+))?", written)
    if figures is None:
        return None
    plain = Decimal(figures[0].replace(",", ""))
    scale = number / abs(plain) if plain else Decimal(1)
    decimals = len(figures[1] or "")
    return None if scale == 1 and not decimals else scale * Decimal(1).scaleb(-decimals)


def _numbers(value: object) -> Iterator[Decimal]:
    """Every number in JSON, also those written as text."""
    match value:
        case bool() | None:
            return
        case int() | float():
            yield abs(Decimal(str(value)))
        case str():
            try:
                number = Decimal(value)
            except InvalidOperation:
                return
            if number.is_finite():
                yield abs(number)
        case dict():
            yield from _numbers(list(value.values()))
        case list() | tuple():
            for inner in value:
                yield from _numbers(inner)


def _counts(value: object) -> Iterator[Decimal]:
    """How many rows each list has."""
    if isinstance(value, list | tuple):
        yield Decimal(len(value))
    for inner in _inside(value):
        yield from _counts(inner)


def _written_numbers(text: str, today: date, working: WorkingCalendar) -> set[Decimal]:
    rest = _without_times(_without_codes(normalise(_DAY.sub(" ", _MOMENT.sub(" ", text))).text), today, working)
    found = (bound for numeral in find_numerals(normalise(rest)) for bound in (numeral.value, numeral.high))
    return {abs(number) for number in found if number is not None}


def _derived(value: object) -> Iterator[Decimal]:
    """Totals of the columns of every list of rows; sums and differences of two cells of a column or of a row."""
    if isinstance(value, dict):
        yield from _sums({number for cell in value.values() if not _inside(cell) for number in _numbers(cell)})
    elif isinstance(value, list | tuple):
        rows = [row for row in value if isinstance(row, dict)]
        for name in rows[0] if rows else ():
            column = [number for row in rows if not _inside(row.get(name)) for number in _numbers(row.get(name))]
            if len(column) == len(rows):
                yield sum(column, Decimal(0))
            yield from _sums(set(column))
    for inner in _inside(value):
        yield from _derived(inner)


def _inside(value: object) -> list[object]:
    match value:
        case dict():
            return list(value.values())
        case list() | tuple():
            return list(value)
    return []


def _sums(numbers: set[Decimal]) -> Iterator[Decimal]:
    if len(numbers) <= _ADDED_MAX:
        for one, other in combinations(numbers, 2):
            yield one + other
            yield abs(one - other)


def _differences(own: set[Decimal], exact: set[Decimal]) -> Iterator[Decimal]:
    """What is missing to what the person wants, or left over."""
    if len(own) * len(exact) <= _ADDED_MAX**2:
        yield from (abs(one - other) for one in own for other in exact)


def _citations(results: Sequence[ToolResult]) -> Iterator[Decimal]:
    for result in results:
        for block in result.blocks:
            if isinstance(block, CitationsBlock):
                yield from (Decimal(item.number) for item in block.items)


def _days(text: str, zone: ZoneInfo) -> Iterator[date]:
    for match in _MOMENT.finditer(text):
        yield datetime.fromisoformat(match[0]).astimezone(zone).date()
    for match in _DAY.finditer(_MOMENT.sub(" ", text)):
        try:
            yield date.fromisoformat(match[0])
        except ValueError:  # looks like a day and is none
            continue


def _spoken_days(said: str, today: date, working: WorkingCalendar) -> Iterator[date]:
    for span in find_time_spans(said, today=today, working=working):
        for reading in (span.value, span.other):
            if isinstance(reading, Period):
                yield reading.start_on
                yield reading.end_on
            elif isinstance(reading, date):
                yield reading


def _plain_blocks(result: ToolResult) -> list[Any]:
    return [block.model_dump(mode="json", exclude={"type", "proposal"}) for block in result.blocks]


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list() | tuple():
            for inner in value:
                yield from _strings(inner)
