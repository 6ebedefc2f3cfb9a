"""The audit log: who did what, when, through which channel. Rows are only ever added; the database refuses the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.actor import Actor
from core.database import Base, new_id, table_of


class AuditRecord(Base):
    """One deed. `system_user` is the operating-system account behind a terminal command."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_proposal_id", "proposal_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    login: Mapped[str]
    channel: Mapped[str]
    system_user: Mapped[str | None]
    action: Mapped[str]
    proposal_id: Mapped[UUID | None]
    approver_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]


_INSERT = insert(table_of(AuditRecord))


def record(
    session: Session,
    *,
    action: str,
    actor: Actor,
    now: datetime,
    details: dict[str, Any],
    proposal_id: UUID | None = None,
    approver_id: UUID | None = None,
) -> None:
    """Adds one record in the caller's transaction. `details` must be plain JSON."""
    session.connection().execute(
        _INSERT,
        {
            "id": new_id(),
            "at": now,
            "user_id": actor.user_id,
            "login": actor.login,
            "channel": actor.channel,
            "system_user": actor.system_user,
            "action": action,
            "proposal_id": proposal_id,
            "approver_id": approver_id,
            "details": details,
        },
    )
