"""What happened, as rows: upper areas react in the same transaction, chat notices read the rows later.

A lower area never calls an upper one: it emits, and whoever registered a handler for that kind of event is called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.actor import Actor
from core.database import Base, table_of


class EventRecord(Base):
    """One event. `id` grows with insertion, though a lower one may become visible later."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_kind_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler is given: what it changes is recorded as done by `actor` at `now`. `facts` is plain JSON."""

    kind: str
    subject_id: UUID | None
    actor: Actor | None
    now: datetime
    facts: dict[str, Any]


_INSERT = insert(table_of(EventRecord)).inline()
Handler = Callable[[Session, Event], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def emit(
    session: Session,
    kind: str,
    *,
    subject_id: UUID | None,
    actor: Actor | None,
    now: datetime,
    facts: dict[str, Any],
) -> None:
    """Writes the event and calls its handlers, all in the caller's transaction. `actor` is None if nobody did it."""
    session.flush()
    session.connection().execute(
        _INSERT,
        {"kind": kind, "subject_id": subject_id, "at": now, "facts": facts},
    )
    event = Event(kind=kind, subject_id=subject_id, actor=actor, now=now, facts=facts)
    for handler in _handlers[kind]:
        handler(session, event)


def on(kind: str) -> Callable[[Handler], Handler]:
    """Registers the decorated function for events of `kind`."""

    def register(handler: Handler) -> Handler:
        _handlers[kind].append(handler)
        return handler

    return register
