"""The numbers that results hold, and what may be computed of them: totals, sums, differences, shares and growth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import combinations, permutations

_ADDED_MAX = 12
"""Among more numbers than these, the sums and differences of two come near everything."""

_COMPARED_MAX = 12
"""Among more numbers than these, the shares of two come near every percentage."""

_GOODS = re.compile(r"quantity|on_hand|reserved|available|incoming|expired|units|free|short")

_OTHERS = re.compile(r"days|count|orders|percent|rate|position|year|number")


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


def counts_in(value: object) -> Iterator[Decimal]:
    """How many rows each list has."""
    if isinstance(value, list | tuple):
        yield Decimal(len(value))
    for inner in _inside(value):
        yield from counts_in(inner)


def derived_from(value: object) -> Iterator[Decimal]:
    """Totals of the columns of every list of rows; sums and differences of two cells of a column or of a row."""
    for column, of in _columns(value):
        if len(column) == of:
            yield sum(column, Decimal(0))
    for cells in _cells(value):
        yield from _sums(set(cells))


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


def differences(own: set[Decimal], exact: set[Decimal]) -> Iterator[Decimal]:
    """What is missing to what the person wants, or left over."""
    if len(own) * len(exact) <= _ADDED_MAX**2:
        yield from (abs(one - other) for one in own for other in exact)
