"""What is told and kept of a decision: the event that chats are told from, the audit record, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import audit, events
from core.actor import Actor
from core.errors import Invalid
from core.proposals.models import REASON_MAX, ProposalRow


class ReasonTooLong(Invalid):
    """A reason is a sentence or two. Facts: length, limit."""


def as_reason(said: str) -> str | None:
    """The reason as it is kept: on one line, None where nothing was said; refuses `ReasonTooLong`."""
    reason = " ".join("".join(one if one.isprintable() else " " for one in said).split())
    if len(reason) > REASON_MAX:
        raise ReasonTooLong(length=len(reason), limit=REASON_MAX)
    return reason or None


def tell(
    session: Session, kind: str, row: ProposalRow, *, actor: Actor, now: datetime, more: Mapping[str, Any] | None = None
) -> None:
    """Emits the event of what happened to a proposal, for the chats of those it concerns."""
    facts = {
        "owner_id": str(row.owner_id) if row.owner_id else None,
        "conversation_id": str(row.conversation_id) if row.conversation_id else None,
        "by": actor.login,
        "roles": sorted({approval["role"] for approval in row.approvals}),
        **(more or {}),
    }
    events.emit(session, kind, subject_id=row.id, actor=actor, now=now, facts=facts)


def record_and_tell(
    session: Session,
    kind: str,
    row: ProposalRow,
    *,
    actor: Actor,
    now: datetime,
    details: Mapping[str, Any],
    more: Mapping[str, Any] | None = None,
) -> None:
    """Keeps what happened in the audit log as well, and flushes the row."""
    session.flush()
    said = {name: value for name, value in details.items() if value is not None}
    audit.record(session, action=kind, actor=actor, now=now, proposal_id=row.id, details=said)
    tell(session, kind, row, actor=actor, now=now, more=more)
