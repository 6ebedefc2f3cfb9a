"""Where figures in a model's words may come from: the results of this turn, and the person's own message.

A sum or difference of a few results, a column's total and a count of rows are results too. Whether words keep to it
is judged in `grounding`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import combinations, permutations
from typing import Any
from zoneinfo import ZoneInfo

from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from assistant.replies.blocks import CitationsBlock
from assistant.tools import ToolResult
from core.calendar import Period, TimeSpan, WorkingCalendar, find_time_spans
from core.names import key_of

_ADDED_MAX = 12
"""Among more numbers than these, the sums and differences of two come near everything."""

_COMPARED_MAX = 12
"""Among more numbers than these, the shares of two come near every percentage."""

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
_GOODS = re.compile(r"quantity|on_hand|reserved|available|incoming|expired|units|free|short")
_OTHERS = re.compile(r"days|count|orders|percent|rate|position|year|number")
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
            {*exact, *own, *written_numbers(text, today, working), *_counts(values), *_citations(results)}
        ),
        derived=frozenset({*_derived(values), *_differences(own, exact)}),
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


def numbers_in(value: object) -> Iterator[Decimal]:
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
            yield from numbers_in(list(value.values()))
        case list() | tuple():
            for inner in value:
                yield from numbers_in(inner)


def days_in(value: object) -> Iterator[date]:
    """Every calendar day in JSON; moments are left out, whose day depends on the zone."""
    for text in _strings(value):
        if _DAY.fullmatch(text):
            yield from _days(text, ZoneInfo("UTC"))


def _counts(value: object) -> Iterator[Decimal]:
    """How many rows each list has."""
    if isinstance(value, list | tuple):
        yield Decimal(len(value))
    for inner in _inside(value):
        yield from _counts(inner)


def _derived(value: object) -> Iterator[Decimal]:
    """Totals of the columns of every list of rows; sums and differences of two cells of a column or of a row."""
    for column, of in _columns(value):
        if len(column) == of:
            yield sum(column, Decimal(0))
    for cells in _cells(value):
        yield from _sums(set(cells))


def chains_in(text: str) -> frozenset[str]:
    """The long runs of digits in a text, such as telephone numbers, without what parts their groups."""
    return frozenset(re.sub(r"\D", "", match[0]) for match in _CHAIN.finditer(text))


def shares_in(value: object) -> Iterator[Decimal]:
    """Ratios that stand for something: of a row's numbers, of a column's to its total, and growth between two."""
    if isinstance(value, dict):
        for cells in _kinds(value):
            yield from _ratios(set(cells), parts=True)
    for column, _ in _own_columns(value):
        total = sum(column, Decimal(0))
        yield from (number / total for number in column if total)
        yield from _ratios(set(column), parts=False)
    for inner in _inside(value):
        yield from shares_in(inner)


def _ratios(numbers: set[Decimal], *, parts: bool) -> Iterator[Decimal]:
    """Growth from each number to each other, and with `parts` what part of the larger the smaller is."""
    if len(numbers) <= _COMPARED_MAX:
        for one, other in permutations(numbers, 2):
            if other:
                yield abs(one - other) / other
            if parts and 0 < one < other:
                yield one / other


def _cells(value: object) -> Iterator[frozenset[Decimal]]:
    """The numbers of every row and of every column."""
    if isinstance(value, dict):
        yield from _kinds(value)
    yield from (frozenset(column) for column, _ in _own_columns(value))
    for inner in _inside(value):
        yield from _cells(inner)


def _kinds(row: Mapping[str, object]) -> Iterator[frozenset[Decimal]]:
    """The numbers of a row, apart by what can be added: goods, days and the like, and money."""
    for kind in (_GOODS, _OTHERS):
        cells = [cell for name, cell in row.items() if kind.search(name) and not _inside(cell)]
        yield frozenset(number for cell in cells for number in numbers_in(cell))
    rest = [cell for name, cell in row.items() if not _GOODS.search(name) and not _OTHERS.search(name)]
    yield frozenset(number for cell in rest if not _inside(cell) for number in numbers_in(cell))


def _columns(value: object) -> Iterator[tuple[list[Decimal], int]]:
    """The numbers of every column of every list of rows, and of how many rows."""
    yield from _own_columns(value)
    for inner in _inside(value):
        yield from _columns(inner)


def _own_columns(value: object) -> Iterator[tuple[list[Decimal], int]]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list | tuple) else []
    for name in rows[0] if rows else ():
        yield [number for row in rows if not _inside(row.get(name)) for number in numbers_in(row.get(name))], len(rows)


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
