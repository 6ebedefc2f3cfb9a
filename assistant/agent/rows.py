"""Whether words give a figure to the row of a result that it stands in: the two warehouses' stocks not exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.agent.sources import days_in, numbers_in, without_codes, without_times
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from core.calendar import WorkingCalendar, find_time_spans

Figure = Decimal | date

_ROWS_MAX = 50
_LABEL_MAX = 60
_CLAUSE = re.compile(r"[，。；;！？!?、\n|]|[,.:](?!\d)|\b(?:and|while|but|whereas)\b|而|和|另外")
_NO_LABEL = re.compile(r"[\d.,:+TZ-]*|[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row is called and no row beside it, and its figures."""

    labels: frozenset[str]
    figures: frozenset[Figure]


def misplaced(words: str, values: Sequence[object], *, today: date, working: WorkingCalendar) -> str | None:
    """The first figure that is said of one row and stands only in another beside it, as written, or None."""
    tables = [table for table in _tables(list(values)) if len(table) > 1]
    normal = normalise(words)
    for clause in filter(str.strip, _CLAUSE.split(normal.text)):
        figures = _figures(clause, today, working)
        for table in tables if figures else ():
            spoken_of = _spoken_of(clause.lower(), table)
            if len(spoken_of) != 1:
                continue
            others = frozenset[Figure]().union(*(row.figures for row in table if row is not spoken_of[0]))
            for written, figure in figures.items():
                if figure in others and figure not in spoken_of[0].figures:
                    return written
    return None


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
            _Row(own - frozenset[str]().union(*labels[:place], *labels[place + 1 :]), _all_figures(row))
            for place, (row, own) in enumerate(zip(rows, labels, strict=True))
        ]
        for inner in value:
            yield from _tables(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _tables(inner)


def _labels(row: Mapping[str, object]) -> Iterator[str]:
    for cell in row.values():
        if isinstance(cell, str) and 1 < len(cell) <= _LABEL_MAX and not _NO_LABEL.fullmatch(cell):
            yield normalise(cell).lower


def _all_figures(value: object) -> frozenset[Figure]:
    return frozenset({*numbers_in(value), *days_in(value)})


def _figures(clause: str, today: date, working: WorkingCalendar) -> dict[str, Figure]:
    """The days and numbers of a clause, as written."""
    found: dict[str, Figure] = {}
    plain = without_codes(clause)
    for span in find_time_spans(plain, today=today, working=working):
        if isinstance(span.value, date):
            found[span.text] = span.value
    normal = normalise(without_times(plain, today, working))
    for numeral in find_numerals(normal):
        if numeral.value is not None and not numeral.weak:
            found[normal.text[numeral.start : numeral.end]] = abs(numeral.value)
    return found
