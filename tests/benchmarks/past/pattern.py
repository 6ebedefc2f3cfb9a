"""What operations wrote, kept as rows in which everything that must differ from copy to copy is marked.

Ids of rows of the pattern become endings, to which each copy gives its own beginning; what they are of goods,
customers and balances becomes a place in the shop; numbers of documents get marks that a copy fills in. All this by
value, in whatever column or JSON it stands, so that tables and columns need not be known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.database import Base
from core.inventory.models import StockLevel

YEAR, COPY, BEGINNING = "‹Y›", "‹K›", "‹B›"
"""Marks in texts: the year of a copy, its number, the beginning of its ids."""
GAPLESS = {"INV": "invoices", "CN": "notes"}
"""Documents whose numbers have no gaps, by prefix, and how a copy calls what came before it."""
_NUMBER = re.compile(r"^([A-Z]+)-\d{4}-(\d+)$")
_BALANCES = ("product_values", "gapless_counters", "books")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rows by table, in an order in which they may be written, and how the ids in them are to be read."""

    rows: Mapping[str, list[Row]]
    endings: Mapping[UUID, str]
    texts: Mapping[str, str]
    gapless: Mapping[str, tuple[str, int]]
    """Numbers without gaps: the prefix, and the how manieth of the pattern it is."""

    def count(self, prefix: str) -> int:
        """How many numbers without gaps of a kind there are."""
        return sum(kind == prefix for kind, _ in self.gapless.values())

    def text(self, value: object) -> str:
        """A text or JSON with marks instead of numbers and of the ids of the pattern."""
        written = value if isinstance(value, str) else orjson.dumps(value).decode()
        for number, marked in self.texts.items():
            if number in written:
                written = written.replace(number, marked)
        if isinstance(value, str):
            return written
        return _ID.sub(self._marked, written)

    def _marked(self, found: re.Match[str]) -> str:
        ending = self.endings.get(UUID(found[0]))
        return found[0] if ending is None else BEGINNING + ending


_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def recorded(session: Session, work: Callable[[], None], *, once: Iterable[str]) -> Pattern:
    """The pattern of what `work` writes; `once` are texts that may stand only once, as the beginnings of others."""
    before = {table.name: set(_keys(session, table)) for table in _tables()}
    work()
    session.flush()
    session.expire_all()
    rows = {table.name: _added(session, table, before[table.name]) for table in _tables()}
    rows = {name: added for name, added in rows.items() if added}
    return _marked(rows, once)


def _tables() -> list[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in _BALANCES]


def _keys(session: Session, table: sa.Table) -> Iterable[tuple[Any, ...]]:
    return session.execute(sa.select(*table.primary_key.columns)).tuples()


def _added(session: Session, table: sa.Table, before: set[tuple[Any, ...]]) -> list[Row]:
    keys = list(table.primary_key.columns.keys())
    rows = session.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
    return [dict(row) for row in rows if tuple(row[key] for key in keys) not in before]


def _marked(rows: Mapping[str, list[Row]], once: Iterable[str]) -> Pattern:
    ids = sorted(row["id"] for added in rows.values() for row in added if isinstance(row.get("id"), UUID))
    # Version and variant of a UUIDv7, and a number that keeps the order they were made in.
    endings = {one: f"-7000-8000-{place:012x}" for place, one in enumerate(ids)}
    texts: dict[str, str] = {one: f"{one}{COPY}" for one in once}
    gapless: dict[str, tuple[str, int]] = {}
    for number in sorted({str(row["number"]) for added in rows.values() for row in added if row.get("number")}):
        found = _NUMBER.match(number)
        if found is None:
            continue
        prefix = found[1]
        if prefix in GAPLESS:
            gapless[number] = (prefix, 1 + sum(kind == prefix for kind, _ in gapless.values()))
        else:
            texts[number] = f"{prefix}-{YEAR}-{COPY}{len(texts):03d}"
    return Pattern(rows, endings, texts, gapless)


def levels_of(session: Session, goods: Iterable[UUID]) -> dict[UUID, tuple[UUID, UUID]]:
    """Balances of goods that are not kept by lot: their product and place, by id."""
    found = session.execute(
        sa.select(StockLevel.id, StockLevel.product_id, StockLevel.place_id).where(
            StockLevel.product_id.in_(list(goods)), StockLevel.lot_id.is_(None)
        )
    )
    return {level: (product, place) for level, product, place in found.tuples()}
