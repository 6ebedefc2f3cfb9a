"""Operations that read proposals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import STAFF, Actor
from core.operations import query
from core.proposals.reading import requested_by, waiting_for
from core.proposals.views import Proposal


@query(roles=STAFF)
def list_approvals(session: Session, *, actor: Actor, now: datetime) -> tuple[Proposal, ...]:
    """Requests of colleagues that wait for my approval (待我审批)."""
    return waiting_for(session, actor, now=now)


@query(roles=STAFF)
def list_requests(session: Session, *, actor: Actor, now: datetime) -> tuple[Proposal, ...]:
    """My own requests that a colleague has to approve, and what came of those of the last week (批了没有)."""
    return requested_by(session, actor, now=now)
