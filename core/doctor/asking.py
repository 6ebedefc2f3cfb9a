"""What a scoped query is to the examination, and the few statements its answers are compared by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Numeric, Select, Text, TextClause, cast, func, select, text
from sqlalchemy.orm import Session

from core.actor import Actor, Role

Rows = Sequence[Sequence[Any]]
_TOLD = "told to the doctor"


@dataclass(frozen=True, slots=True)
class Scoped:
    """A scoped query: who may ask it, what it answers an actor and what it should that day, as comparable values."""

    operation: str
    arguments: Mapping[str, Any]
    asked_by: frozenset[Role]
    rows: Mapping[Role, str]
    found: Callable[[Session, Actor, Any], object]
    expected: Callable[[Session, Actor, str, date], object]


@contextmanager
def remembering(session: Session) -> Iterator[None]:
    """Within the block a statement that was asked with the same values before is not asked again.

    Most roles may see everything: what all of them are told is then read once. Nothing may be written meanwhile.
    """
    session.info[_TOLD] = {}
    try:
        yield
    finally:
        del session.info[_TOLD]


def summed(session: Session, ids: Select[Any]) -> tuple[int, object]:
    """How many ids there are, and a sum that two different sets of them do not share by accident."""
    each = ids.subquery()
    total = func.sum(cast(func.hashtextextended(cast(each.c.id, Text), 0), Numeric))
    row = _rows(session, select(func.count(), total), {})[0]
    return row[0], row[1]


def summed_by_hand(session: Session, actor: Actor, ids: str) -> tuple[int, object]:
    statement = f"SELECT count(*), sum(hashtextextended(id::text, 0)::numeric) FROM ({ids}) AS each"
    row = asked(session, statement, who(actor))[0]
    return row[0], row[1]


def told(session: Session, actor: Actor, statement: str) -> tuple[str, ...]:
    return tuple(row[0] for row in asked(session, statement, who(actor)))


def asked(session: Session, statement: str, values: Mapping[str, object]) -> Rows:
    """The rows of a statement written by hand, with those of the values that it names."""
    return _rows(session, text(statement), {name: value for name, value in values.items() if f":{name}" in statement})


def who(actor: Actor) -> dict[str, object]:
    return {"user_id": actor.user_id, "customer_id": actor.customer_id, "team": actor.team}


def _rows(session: Session, statement: Select[*tuple[Any, ...]] | TextClause, values: Mapping[str, object]) -> Rows:
    compiled = statement.compile(session.get_bind())
    key = str(compiled), tuple(sorted((name, repr(value)) for name, value in {**compiled.params, **values}.items()))
    known: dict[object, Rows] = session.info.get(_TOLD, {})
    if key not in known:
        known[key] = [tuple(row) for row in session.execute(statement, values)]
    return known[key]
