"""What a scoped query is to the examination, and the few statements its answers are compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Numeric, Select, Text, cast, func, select, text
from sqlalchemy.orm import Session

from core.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Scoped:
    """A scoped query: who may ask it, what it answers an actor and what it should that day, as comparable values."""

    operation: str
    arguments: Mapping[str, Any]
    asked_by: frozenset[Role]
    rows: Mapping[Role, str]
    found: Callable[[Session, Actor, Any], object]
    expected: Callable[[Session, Actor, str, date], object]


def summed(session: Session, ids: Select[Any]) -> tuple[int, object]:
    """How many ids there are, and a sum that two different sets of them do not share by accident."""
    each = ids.subquery()
    total = func.sum(cast(func.hashtextextended(cast(each.c.id, Text), 0), Numeric))
    count, digest = session.execute(select(func.count(), total)).one()
    return count, digest


def summed_by_hand(session: Session, actor: Actor, ids: str) -> tuple[int, object]:
    statement = f"SELECT count(*), sum(hashtextextended(id::text, 0)::numeric) FROM ({ids}) AS each"
    count, digest = session.execute(text(statement), who(actor)).one()
    return count, digest


def told(session: Session, actor: Actor, statement: str) -> tuple[str, ...]:
    return tuple(session.scalars(text(statement), who(actor)))


def who(actor: Actor) -> dict[str, object]:
    return {"user_id": actor.user_id, "customer_id": actor.customer_id, "team": actor.team}
