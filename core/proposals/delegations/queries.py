"""The operation that reads who approves for whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import STAFF, Actor, Role
from core.identity import standing
from core.operations import query
from core.proposals.delegations.commands import shown_delegation
from core.proposals.delegations.views import DelegationPage


@query(roles=STAFF)
def list_delegations(session: Session, *, actor: Actor, now: datetime) -> DelegationPage:
    """Who approves in whose place, now or later (谁代谁审批): what I delegated or was given; managers see all."""
    everything = actor.may(frozenset({Role.MANAGER, Role.ADMIN}))
    found = standing(session, since=actor.today(now), user_id=None if everything else actor.user_id)
    return DelegationPage(tuple(shown_delegation(*one) for one in found))
