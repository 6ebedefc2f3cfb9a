"""One request handed to a colleague, who may decide on it too, by the right of whoever handed it over.

Rights lent for some days are in `identity.delegations`; both are one's own right only, handed on by nobody.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core import identity
from core.actor import STAFF, Actor
from core.errors import Conflict, NotPermitted, Refusal
from core.proposals.models import ProposalRow, ProposalStatus
from core.proposals.standing import ApprovalNotYours, ProposalClosed, authority_for, locked_for
from core.proposals.telling import record_and_tell
from core.proposals.views import Proposal, view


class DelegateToOneself(NotPermitted):
    """Nobody stands in for themselves."""


class DelegateUnfit(NotPermitted):
    """The person does not work here, or must not know what the request shows. Facts: login."""


class DelegateAsked(NotPermitted):
    """The request is that person's own. Facts: login."""


class DelegateMayAlready(Conflict):
    """That person may decide on it without this. Facts: login."""


class RightNotOwn(NotPermitted):
    """What somebody decides on by another's right they hand on to nobody."""


def hand_over(session: Session, proposal_id: UUID, *, to: UUID, actor: Actor, now: datetime) -> Proposal:
    """Lets the colleague `to` decide on the request as well; whoever hands it over still may.

    Refuses `ApprovalNotYours` and `RightNotOwn` to those without a right of their own, `ProposalClosed`, and a
    colleague who is oneself, asked for it, may decide already, or must not see it.
    """
    row = locked_for(session, proposal_id, actor, now)
    shown = view(row)
    if shown.status is not ProposalStatus.AWAITING_APPROVAL or row.expires_at <= now:
        raise ProposalClosed(status=shown.status.value if row.expires_at > now else ProposalStatus.EXPIRED.value)
    authority = authority_for(session, shown, actor, now)
    if authority is None:
        raise ApprovalNotYours()
    if authority.on_behalf_of is not None or authority.holder is None:
        raise RightNotOwn()
    colleague = fit_delegate(session, to, actor)
    if colleague.user_id == row.owner_id:
        raise DelegateAsked(login=colleague.login)
    if not all(approval.may_be_seen_by(colleague) for approval in shown.approvals):
        raise DelegateUnfit(login=colleague.login)
    if shown.may_be_approved_by(colleague, now):
        raise DelegateMayAlready(login=colleague.login)
    return _handed(session, row, colleague, actor=actor, now=now)


def fit_delegate(session: Session, user_id: UUID, actor: Actor) -> Actor:
    """The colleague, if they may stand in for `actor` at all; refuses `DelegateToOneself` and `DelegateUnfit`."""
    if user_id == actor.user_id:
        raise DelegateToOneself()
    try:
        colleague = identity.actor_for_user(session, user_id, channel=actor.channel)
    except identity.UserInactive as inactive:
        raise DelegateUnfit(login=str(inactive.facts["login"])) from inactive
    except Refusal as unknown:
        raise DelegateUnfit(login="") from unknown
    if not colleague.may(STAFF):
        raise DelegateUnfit(login=colleague.login)
    return colleague


def _handed(session: Session, row: ProposalRow, colleague: Actor, *, actor: Actor, now: datetime) -> Proposal:
    row.handed = [
        *row.handed,
        {
            "by_id": str(actor.user_id),
            "by": actor.login,
            "to_id": str(colleague.user_id),
            "to": colleague.login,
            "at": now.isoformat(),
        },
    ]
    record_and_tell(
        session,
        "approval.handed_over",
        row,
        actor=actor,
        now=now,
        details={"to": colleague.login},
        more={"to": colleague.login, "to_id": str(colleague.user_id)},
    )
    return view(row)
