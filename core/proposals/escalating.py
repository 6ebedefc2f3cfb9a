"""Requests nobody decided on go up a level, once: those who may approve hear of them again, and admins may decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor, Role
from core.calendar import add_working_hours, working_calendar
from core.proposals.models import ProposalRow, ProposalStatus
from core.proposals.telling import record_and_tell


def escalation_of(session: Session, *, actor: Actor, now: datetime) -> datetime | None:
    """When a request made now goes up a level: the company's working hours from now, None where it sets none."""
    hours = company.current(session).approval_hours
    if not hours:
        return None
    return add_working_hours(now, hours, zone=actor.zone, working=working_calendar(actor.country))


def escalate_due(session: Session, *, now: datetime, actor: Actor) -> int:
    """Takes every request whose time for it has come up a level; how many there were. One that expired stays."""
    due = session.scalars(
        select(ProposalRow)
        .where(ProposalRow.status == ProposalStatus.AWAITING_APPROVAL, ProposalRow.expires_at > now)
        .where(ProposalRow.escalates_at <= now, ProposalRow.escalated_at.is_(None))
        .order_by(ProposalRow.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        row.escalated_at = now
        since = row.escalates_at.isoformat() if row.escalates_at else None
        roles = sorted({*(approval["role"] for approval in row.approvals), Role.ADMIN.value})
        details = {"policy": "escalation", "due": since}
        record_and_tell(
            session, "approval.escalated", row, actor=actor, now=now, details=details, more={"roles": roles}
        )
    return len(due)
