"""Who may do what with a proposal: its row, locked for somebody it concerns, and by which right they decide on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core import identity
from core.actor import Actor
from core.database import locked_if_any
from core.errors import Conflict, NotFound, NotPermitted, Refusal
from core.proposals.models import OPEN, ProposalRow, ProposalStatus
from core.proposals.running import busy_is_a_refusal
from core.proposals.views import Authority, Proposal, view


class ProposalUnknown(NotFound):
    """No such proposal, or not one this actor has to do with."""


class NotYourProposal(NotPermitted):
    """Only the person who asked may decide. Facts: owner."""


class ApprovalNotYours(NotPermitted):
    """The actor may not give this approval: wrong role, too small a limit, or their own request."""


class ProposalClosed(Conflict):
    """It was decided before. Facts: status."""


def locked_for(session: Session, proposal_id: UUID, actor: Actor, now: datetime) -> ProposalRow:
    """The row, locked; refuses `ProposalUnknown` to those it does not concern and `NotYourProposal` before the yes."""
    with busy_is_a_refusal():
        row = locked_if_any(session, ProposalRow, proposal_id)
    if row is None or (not actor.is_staff and actor.user_id != row.owner_id):
        raise ProposalUnknown()
    if row.status is ProposalStatus.PENDING:
        only_the_owner(row, actor)
    elif row.status not in OPEN and not _concerns(row, actor, now):
        raise ProposalUnknown()
    return row


def only_the_owner(row: ProposalRow, actor: Actor) -> None:
    """Refuses `NotYourProposal` to everybody but the person who asked."""
    if actor.user_id is None or actor.user_id != row.owner_id:
        raise NotYourProposal(owner=row.owner_login)


def authority_for(session: Session, proposal: Proposal, actor: Actor, now: datetime) -> Authority | None:
    """By which right `actor` may approve it at this moment, None for by none.

    One who was handed the request decides by the right of the colleague who handed it over, as that stands now.
    """
    own = proposal.authority_of(actor, now)
    if own is not None or not proposal.may_be_approved_by(actor, now):
        return own
    for handed in proposal.handed:
        if handed.to_id == actor.user_id:
            lent = _own_right(session, handed.by_id, proposal, now)
            if lent is not None:
                return Authority(lent, on_behalf_of=handed.by)
    return None


def _own_right(session: Session, user_id: UUID, proposal: Proposal, now: datetime) -> Actor | None:
    """The user as an actor, if they may still approve it by their own right."""
    try:
        holder = identity.actor_for_user(session, user_id, channel="system")
    except Refusal:
        return None
    authority = proposal.authority_of(holder, now)
    return holder if authority is not None and authority.holder is holder else None


def _concerns(row: ProposalRow, actor: Actor, now: datetime) -> bool:
    """Whether the actor may see what became of it: whose it was, and who might have approved it."""
    if actor.user_id is None:
        return False
    return actor.user_id in (row.owner_id, row.approver_id) or view(row).may_be_approved_by(actor, now)
