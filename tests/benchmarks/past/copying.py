"""Writing a pattern many times over: one INSERT … SELECT for each of its tables, the copies crossed with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg import sql

from core.database import Base
from tests.benchmarks.past.pattern import BEGINNING, COPY, GAPLESS, YEAR, Pattern, Row


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a pattern: so many days away from it, of the goods of one shelf, for customers further on."""

    number: int
    beginning: str
    days: int
    year: int
    shelf: int
    customers: int
    invoices: int
    notes: int


Places = Mapping[UUID, tuple[str, int]]
"""Where ids of a pattern stand in the shop: the kind (the table past_KIND has what is there) and the place."""
_JOINS = {
    "good": " LEFT JOIN past_good AS {alias} ON {alias}.place = row.{column} AND {alias}.shelf = copy.shelf",
    "level": " LEFT JOIN past_level AS {alias} ON {alias}.place = row.{column} AND {alias}.shelf = copy.shelf",
    "customer": " LEFT JOIN past_customer AS {alias}"
    " ON {alias}.place = (row.{column} + copy.customers) % (SELECT count(*) FROM past_customer)",
}


def write_copies(connection: psycopg.Connection[Any], pattern: Pattern, places: Places, copies: Sequence[Copy]) -> int:
    """Writes all copies of the pattern; how many rows that were. The connection's role owns the tables."""
    # Every row was checked when the pattern was written, and the doctor checks them all together afterwards.
    connection.execute("SET LOCAL session_replication_role = replica")
    _fill(connection, "past_copy", _COPY_COLUMNS, ([getattr(one, key) for key in _COPY_COLUMNS] for one in copies))
    written = 0
    for name, rows in pattern.rows.items():
        written += _Table(Base.metadata.tables[name], rows, pattern, places).write(connection)
    return written


_COPY_COLUMNS = {
    "number": "bigint",
    "beginning": "text",
    "days": "integer",
    "year": "integer",
    "shelf": "integer",
    "customers": "integer",
    "invoices": "bigint",
    "notes": "bigint",
}


def fill_places(
    connection: psycopg.Connection[Any],
    goods: Iterable[tuple[int, int, UUID]],
    levels: Iterable[tuple[int, int, UUID]],
    customers: Iterable[tuple[int, UUID]],
) -> None:
    """Makes known what stands in the shop where: goods and balances by shelf and place, customers by place."""
    on_shelf = {"shelf": "integer", "place": "integer", "id": "uuid"}
    _fill(connection, "past_good", on_shelf, goods)
    _fill(connection, "past_level", on_shelf, levels)
    _fill(connection, "past_customer", {"place": "integer", "id": "uuid"}, customers)


class _Table:
    """The rows of one table of a pattern, and the statement that copies them."""

    def __init__(self, table: sa.Table, rows: list[Row], pattern: Pattern, places: Places) -> None:
        self._table = table
        self._rows = rows
        self._pattern = pattern
        self._places = places
        self._kept: dict[str, str] = {}
        self._values: list[list[Any]] = [[] for _ in rows]
        self._joins: list[str] = []
        self._expressions: dict[str, str] = {}

    def write(self, connection: psycopg.Connection[Any]) -> int:
        """Writes the copies; how many rows."""
        for column in self._table.columns:
            if column.identity is None:
                self._expressions[column.name] = self._expression(column)
        kept = f"past_of_{self._table.name}"
        _fill(connection, kept, self._kept, self._values)
        names = ", ".join(f'"{name}"' for name in self._expressions)
        values = ", ".join(self._expressions.values())
        joins = "".join(self._joins)
        statement = (
            f'INSERT INTO "{self._table.name}" ({names}) SELECT {values}'
            f" FROM past_copy AS copy CROSS JOIN {kept} AS row{joins}"
        )
        return connection.execute(statement.encode()).rowcount

    def _expression(self, column: sa.Column[Any]) -> str:
        """The value of a column in a copy."""
        values = [row[column.name] for row in self._rows]
        present = [value for value in values if value is not None]
        if not present:
            return "NULL"
        if isinstance(present[0], UUID):
            return self._id(column.name, values)
        if isinstance(present[0], datetime):
            return f"{self._keep(column.name, 'timestamptz', values)} + copy.days * interval '1 day'"
        if isinstance(present[0], date):
            return f"{self._keep(column.name, 'date', values)} + copy.days"
        if column.name == "year":
            return "copy.year"
        if column.name == "serial":
            before = "invoices" if self._table.name == "invoices" else "notes"
            first = min(values)
            return f"copy.{before} + {self._keep(column.name, 'bigint', [value - first + 1 for value in values])}"
        if isinstance(present[0], (str, dict)) or _is_json(column):
            return self._text(column, values)
        kind = column.type.compile(dialect=_DIALECT)
        return self._keep(column.name, kind, values)

    def _id(self, name: str, values: list[UUID | None]) -> str:
        """An id: of the pattern itself, of something in the shop that differs from copy to copy, or always the same."""
        chosen: list[str] = []
        endings = [None if value is None else self._pattern.endings.get(value) for value in values]
        if any(endings):
            chosen.append(f"(copy.beginning || {self._keep(f'{name}_ending', 'text', endings)})::uuid")
        found = [self._places.get(value) if value else None for value in values]
        for kind in sorted({place[0] for place in found if place}):
            alias = f"{kind}_of_{name}"
            kept = f"{name}_{kind}"
            self._keep(kept, "integer", [place[1] if place and place[0] == kind else None for place in found])
            self._joins.append(_JOINS[kind].format(alias=alias, column=kept))
            chosen.append(f"{alias}.id")
        fixed = [
            None if ending or place else value for value, ending, place in zip(values, endings, found, strict=True)
        ]
        if any(fixed):
            chosen.append(self._keep(f"{name}_fixed", "uuid", fixed))
        return chosen[0] if len(chosen) == 1 else f"coalesce({', '.join(chosen)})"

    def _text(self, column: sa.Column[Any], values: list[Any]) -> str:
        """A text or JSON: with the copy's numbers and ids in it where it has any."""
        json = _is_json(column)
        marked = [None if value is None else self._pattern.text(value) for value in values]
        kept = self._keep(column.name, "text", marked)
        for mark, value in ((BEGINNING, "beginning"), (YEAR, "year::text"), (COPY, "number::text")):
            if any(mark in text for text in marked if text):
                kept = f"replace({kept}, '{mark}', copy.{value})"
        if json:
            return f"({kept})::jsonb"
        numbers = [self._pattern.gapless.get(value) for value in values]
        for prefix, before in GAPLESS.items():
            serials = [number[1] if number and number[0] == prefix else None for number in numbers]
            if any(serials):
                serial = f"(copy.{before} + {self._keep(f'{column.name}_{before}', 'bigint', serials)})::text"
                padded = f"lpad({serial}, greatest(5, length({serial})), '0')"
                kept = f"coalesce('{prefix}-' || copy.year || '-' || {padded}, {kept})"
        return kept

    def _keep(self, name: str, kind: str, values: list[Any]) -> str:
        """Keeps a value of each row; how the statement calls it."""
        self._kept[name] = kind
        for row, value in zip(self._values, values, strict=True):
            row.append(value)
        return f'row."{name}"'


def _fill(
    connection: psycopg.Connection[Any], table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    """A temporary table with these rows."""
    name = sql.Identifier(table)
    kinds = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f'DROP TABLE IF EXISTS "{table}"'.encode())
    connection.execute(f'CREATE TEMPORARY TABLE "{table}" ({kinds})'.encode())
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute(sql.SQL("ANALYZE {}").format(name))


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


_DIALECT = sa.create_engine("postgresql+psycopg://").dialect
