"""States of documents: explicit transitions, each one recorded with who, when and through which channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from sqlalchemy import Index, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.actor import Actor
from core.database import Base, new_id, table_of
from core.errors import Conflict


class InvalidTransition(Conflict):
    """The document cannot go there from where it is. Facts: document, state, wanted, allowed."""


class TransitionRecord(Base):
    """One step in a document's life. `from_state` is None for its first."""

    __tablename__ = "transitions"
    __table_args__ = (Index("ix_transitions_document_id", "document_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    document_id: Mapped[UUID]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    login: Mapped[str]
    channel: Mapped[str]


_INSERT = insert(table_of(TransitionRecord))
_machines: dict[str, StateMachine] = {}


class StateMachine:
    """The allowed transitions of one kind of document; every machine is known to `all_machines` by its kind.

    `attribute` is where a row of `table` keeps its state.
    """

    def __init__(
        self,
        kind: str,
        *,
        table: str,
        initial: StrEnum,
        allowed: Iterable[tuple[StrEnum, StrEnum]],
        attribute: str = "state",
    ) -> None:
        self.kind = kind
        self.table = table
        self.attribute = attribute
        self.initial = initial
        self.allowed = frozenset(allowed)
        _machines[kind] = self

    def check(self, document: str, state: StrEnum, wanted: StrEnum) -> None:
        """Refuses `InvalidTransition`, naming the allowed ones, unless `state` may become `wanted`."""
        if (state, wanted) not in self.allowed:
            possible = sorted(after.value for before, after in self.allowed if before == state)
            raise InvalidTransition(
                document=document, kind=self.kind, state=state.value, wanted=wanted.value, allowed=possible
            )

    def advance(self, session: Session, row: Base, wanted: StrEnum, *, actor: Actor, now: datetime) -> None:
        """Sets the row's state and records the step; refuses `InvalidTransition`. The row should be locked.

        The refusal calls the document by its number, or by its id where it has none.
        """
        document_id: UUID = row.id  # type: ignore[attr-defined]
        state: StrEnum = getattr(row, self.attribute)
        self.check(str(getattr(row, "number", document_id)), state, wanted)
        setattr(row, self.attribute, wanted)
        self.record(session, document_id, (state, wanted), actor=actor, now=now)

    def record(
        self, session: Session, document_id: UUID, path: Sequence[StrEnum | None], *, actor: Actor, now: datetime
    ) -> None:
        """Records the steps along `path`, which starts at None for a new document."""
        rows = [
            {
                "id": new_id(),
                "kind": self.kind,
                "document_id": document_id,
                "from_state": None if before is None else before.value,
                "to_state": after.value,
                "at": now,
                "user_id": actor.user_id,
                "login": actor.login,
                "channel": actor.channel,
            }
            for before, after in pairwise(path)
            if after is not None
        ]
        session.connection().execute(_INSERT, rows)


def all_machines() -> tuple[StateMachine, ...]:
    """Every machine declared by the areas that are loaded."""
    return tuple(_machines.values())
