"""Rows collected by table and written in a few statements, as loading one by one would take minutes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.database import Base, new_id
from core.names import NameRow, rows_of


class Batch:
    """Rows by table; rows of one table have the same keys."""

    def __init__(self) -> None:
        self._rows: dict[type[Base], list[dict[str, Any]]] = {}

    def add(self, model: type[Base], row: dict[str, Any]) -> UUID:
        """Adds one row with a new id, which is returned."""
        row_id = new_id()
        self.add_all(model, [{"id": row_id, **row}])
        return row_id

    def add_all(self, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
        """Adds rows as they are."""
        self._rows.setdefault(model, []).extend(rows)

    def name(self, kind: str, row_id: UUID, record: dict[str, Any]) -> None:
        """Adds a record's two names and its aliases to the name index."""
        aliases = [(alias, None) for alias in record.get("aliases", ())]
        named = [(record["name_zh"], "zh"), (record["name_en"], "en"), *aliases]
        self.add_all(NameRow, rows_of(kind, row_id, record.get("code") or record["login"], named))

    def count(self, model: type[Base]) -> int:
        """How many rows of a table there are."""
        return len(self._rows.get(model, ()))

    def write(self, session: Session) -> None:
        """Inserts everything, tables that others point at first."""
        by_table = {model.__table__: rows for model, rows in self._rows.items()}
        for table in Base.metadata.sorted_tables:
            if rows := by_table.get(table):
                session.execute(insert(table), rows)
