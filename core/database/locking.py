"""One row taken for changing. Who takes several takes them in the order of their ids, in a statement of its own."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from core.database.base import Base

_Row = TypeVar("_Row", bound=Base)


def locked(session: Session, model: type[_Row], id: UUID) -> _Row:
    """The row, locked until the transaction ends and read afresh, whatever the session knew of it; it must exist."""
    return session.get_one(model, id, with_for_update=True, populate_existing=True)


def locked_if_any(session: Session, model: type[_Row], id: UUID) -> _Row | None:
    """The same for a row that may not exist."""
    return session.get(model, id, with_for_update=True, populate_existing=True)
