"""Where figures in a model's words may come from: the results of this turn, and the person's own message.

A sum or difference of a few results, a column's total and a count of rows are results too. Whether words keep to it
is judged in `grounding`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from assistant.agent.arithmetic import counts_in, derived_from, differences, numbers_in, shares_in
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from assistant.replies.blocks import CitationsBlock
from assistant.tools import ToolResult
from core.calendar import Period, TimeSpan, WorkingCalendar, find_time_spans
from core.names import key_of

_DAYS_MAX = 6
"""Among more days than these, the days between two come near every small number."""

_TOLD_MAX = 2_000
"""Characters of a result's own words in which days are looked for."""

CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?:[-_/.]?[A-Za-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})")
_COUNTED_TIME = re.compile(
    r"(?:\d|[一二两三四五六七八九十百])\s?(?:天|日内|周(?![一二三四五六日天])|个?星期(?![一二三四五六日天])|个月|个?工作日|个?小时)"
    r"|(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty))[ -]"
    r"(?:(?:working|business) )?(?:days?|weeks?|months?|hours?)\b"
)
_CHAIN = re.compile(r"\+?\d[\d -]{5,}\d")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """What figures may be taken from: everything the turn's results hold and what the person wrote.

    `returned` is the text of the results, `own` the numbers that the person wrote, `shares` the ratios that results
    hold and that may be said in percent, `chains` long digits such as those of telephones, `gaps` the days between
    any two of the `days`.
    """

    numbers: frozenset[Decimal]
    derived: frozenset[Decimal]
    shares: frozenset[Decimal]
    own: frozenset[Decimal]
    chains: frozenset[str]
    gaps: frozenset[Decimal]
    days: frozenset[date]
    codes: frozenset[str]
    returned: str
    text: str


def source_of(
    results: Sequence[ToolResult], *, said: str, today: date, zone: ZoneInfo, working: WorkingCalendar
) -> Source:
    """The source that the results of a turn and the person's words make."""
    values = [call.result for result in results for call in result.made if call.result is not None]
    told = [result.text[:_TOLD_MAX] for result in results]
    strings = [text for result in results for text in (result.text, *_strings(_plain_blocks(result)))]
    strings += [text for value in values for text in _strings(value)]
    returned = "\n".join(_IDENTIFIER.sub(" ", one) for one in strings)
    text = f"{returned}\n{said}"
    days = {today, *_days(text, zone), *_spoken_days("\n".join([*told, said]), today, working)}
    exact, own = set(numbers_in(values)), written_numbers(said, today, working)
    return Source(
        numbers=frozenset(
            {*exact, *own, *written_numbers(text, today, working), *counts_in(values), *_citations(results)}
        ),
        derived=frozenset({*derived_from(values), *differences(own, exact)}),
        shares=frozenset(shares_in(values)),
        own=frozenset(own),
        chains=chains_in(text),
        gaps=frozenset(_gaps(days)),
        days=frozenset(days),
        codes=frozenset(key_of(match[0]) for match in CODE.finditer(normalise(text).text)),
        returned=returned,
        text=text,
    )


def without_codes(text: str) -> str:
    """The text with commas in place of its codes, so that their figures are not read as numbers."""
    return CODE.sub(lambda match: "," * len(match[0]) if is_code(match[0]) else match[0], text)


def without_times(text: str, today: date, working: WorkingCalendar, known: Collection[date] = frozenset()) -> str:
    """The text with blanks in place of its days, periods and comparisons of these.

    What counts days or weeks (within 10 days, 近30天) stays, as a number, unless it means one of the `known` days.
    """
    for span in find_time_spans(text, today=today, working=working):
        if not is_counted(span) or span.value in known:
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def is_counted(span: TimeSpan) -> bool:
    """Whether words mean a time by counting days, weeks or months."""
    return _COUNTED_TIME.search(span.text.lower()) is not None


def is_code(word: str) -> bool:
    """Whether a word is built like a code or a number of a document."""
    return any(one.isdigit() for one in word)


def written_numbers(text: str, today: date, working: WorkingCalendar) -> set[Decimal]:
    """The numbers written in a text, apart from its days and codes."""
    rest = without_times(without_codes(normalise(_DAY.sub(" ", _MOMENT.sub(" ", text))).text), today, working)
    found = (bound for numeral in find_numerals(normalise(rest)) for bound in (numeral.value, numeral.high))
    return {abs(number) for number in found if number is not None}


def days_in(value: object) -> Iterator[date]:
    """Every calendar day in JSON; moments are left out, whose day depends on the zone."""
    for text in _strings(value):
        if _DAY.fullmatch(text):
            yield from _days(text, ZoneInfo("UTC"))


def chains_in(text: str) -> frozenset[str]:
    """The long runs of digits in a text, such as telephone numbers, without what parts their groups."""
    return frozenset(re.sub(r"\D", "", match[0]) for match in _CHAIN.finditer(text))


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


def _gaps(days: set[date]) -> Iterator[Decimal]:
    if len(days) <= _DAYS_MAX:
        yield from (Decimal(abs((one - other).days)) for one, other in combinations(days, 2))


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
