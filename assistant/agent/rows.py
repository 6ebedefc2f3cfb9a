"""Whether words give a figure to the row of a result that it stands in: the two warehouses' stocks not exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.agent.arithmetic import numbers_in, shares_in
from assistant.agent.grounding import is_percentage, is_share
from assistant.agent.sources import days_in, without_codes, without_times
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from core.calendar import WorkingCalendar, find_time_spans

Figure = Decimal | date

_ROWS_MAX = 50
_LABEL_MAX = 60
_CLAUSE = re.compile(
    r"[，。；;！？!?、\n|]|[,.:](?!\d)|\b(?:and|while|but|whereas)\b|而|(?<=[台盒支箱件元张个%])和|另外"
)
_GOES_ON = re.compile(
    r"\s*(?:有|共|一共|合计|占|是|为|在|到|于|约|还|金额|数量|总额|未付|已付|余|[\d¥]|(?:with|at|on|over|which|it|due|worth|for|is|has)\b)"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD_MIN = 6
_SHORT_MIN = 2
_KIND_OF_PLACE = "仓库区"
_NO_LABEL = re.compile(r"[\d.,:+TZ-]*|[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row is called and no row beside it, and its figures."""

    labels: frozenset[str]
    figures: frozenset[Figure]
    shares: frozenset[Decimal]


def misplaced(words: str, values: Sequence[Sequence[object]], *, today: date, working: WorkingCalendar) -> str | None:
    """The first figure that is said of one row and stands only in another beside it, as written, or None.

    `values` are results, those that are rows beside each other together.
    """
    tables = [table for table in _tables(list(values)) if len(table) > 1]
    normal = normalise(words)
    clauses = [clause for clause in _CLAUSE.split(normal.text) if clause.strip()]
    for table in tables:
        before: list[_Row] = []
        for clause in clauses:
            spoken_of = _spoken_of(clause.lower(), table)
            if not spoken_of and _GOES_ON.match(clause.lower()):
                spoken_of = before
            before = spoken_of
            if len(spoken_of) == 1:
                found = _of_others(_figures(clause, today, working), spoken_of[0], table) or _strange_share(
                    clause, spoken_of[0]
                )
                if found is not None:
                    return found
    return None


def _of_others(figures: Sequence[tuple[str, Figure]], row: _Row, table: Sequence[_Row]) -> str | None:
    """A figure of a row beside this one, where the clause has none of this one's own."""
    if any(figure in row.figures for _, figure in figures):
        return None
    others = frozenset[Figure]().union(*(one.figures for one in table if one is not row))
    return next((written for written, figure in figures if figure in others), None)


def _strange_share(clause: str, row: _Row) -> str | None:
    return next((percent for percent in _percentages(clause) if not _belongs(percent, row)), None)


def _spoken_of(clause: str, table: Sequence[_Row]) -> list[_Row]:
    """The rows named in the clause; a label inside a longer one that is named there does not count."""
    named = {label for row in table for label in row.labels if label in clause}
    whole = {one for one in named if not any(one != other and one in other for other in named)}
    return [row for row in table if row.labels & whole]


def _tables(value: object) -> Iterator[list[_Row]]:
    """Every list of rows in the results, the results themselves too."""
    if isinstance(value, list | tuple):
        rows = [row for row in value if isinstance(row, dict)][:_ROWS_MAX]
        labels = [frozenset(_labels(row)) for row in rows]
        yield [
            _Row(
                own - frozenset[str]().union(*labels[:place], *labels[place + 1 :]),
                _all_figures(row),
                frozenset({*shares_in(row), *_shares_among(row, rows)}),
            )
            for place, (row, own) in enumerate(zip(rows, labels, strict=True))
        ]
        for inner in value:
            yield from _tables(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _tables(inner)


def _shares_among(row: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> Iterator[Decimal]:
    """What part of its columns a row has, and how much more or less than each other row."""
    for name, cell in row.items():
        column = [next(numbers_in(one.get(name)), None) for one in rows if not isinstance(one.get(name), dict | list)]
        numbers = [number for number in column if number is not None]
        own = None if isinstance(cell, dict | list) else next(numbers_in(cell), None)
        total = sum(numbers, Decimal(0))
        if own is not None and total:
            yield own / total
            yield from (abs(own - number) / base for number in numbers for base in (own, number) if base)


def _percentages(clause: str) -> Iterator[str]:
    normal = normalise(clause)
    for numeral in find_numerals(normal):
        if numeral.value is not None and is_percentage(numeral, normal.lower):
            yield normal.text[numeral.start : numeral.end]


def _belongs(percent: str, row: _Row) -> bool:
    (numeral,) = find_numerals(normalise(percent))
    number = abs(numeral.value or Decimal(0))
    return number in row.figures or number / 100 in row.figures or is_share(number, percent, row.shares)


def _labels(row: Mapping[str, object]) -> Iterator[str]:
    for cell in row.values():
        if isinstance(cell, str) and 1 < len(cell) <= _LABEL_MAX and not _NO_LABEL.fullmatch(cell):
            label = normalise(cell).lower
            yield label
            if len(label) > _SHORT_MIN and label[-1] in _KIND_OF_PLACE:
                yield label[:-1]
            if _HAN.fullmatch(label):  # 红外耳温枪 is called 耳温枪 too
                yield from (label[start:] for start in range(1, len(label) - _SHORT_MIN))
            elif " " in label and len(label.rpartition(" ")[2]) >= _WORD_MIN:
                yield label.rpartition(" ")[2]


def _all_figures(value: object) -> frozenset[Figure]:
    return frozenset({*numbers_in(value), *days_in(value)})


def _figures(clause: str, today: date, working: WorkingCalendar) -> list[tuple[str, Figure]]:
    """The days and numbers of a clause, as written; a day without its year in both readings."""
    found: list[tuple[str, Figure]] = []
    plain = without_codes(clause)
    for span in find_time_spans(plain, today=today, working=working):
        found += [(span.text, reading) for reading in (span.value, span.other) if isinstance(reading, date)]
    normal = normalise(without_times(plain, today, working))
    for numeral in find_numerals(normal):
        if numeral.value is not None and not numeral.weak:
            found.append((normal.text[numeral.start : numeral.end], abs(numeral.value)))
    return found
