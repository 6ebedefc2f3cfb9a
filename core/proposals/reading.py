"""Reading proposals: one, those open in a conversation, those that wait for somebody's approval."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.proposals.models import OPEN, ProposalRow, ProposalStatus
from core.proposals.standing import ProposalUnknown
from core.proposals.views import Proposal, view

_REQUESTED_WITHIN = timedelta(days=7)
_WAITING_SHOWN = 50
_NEEDED_ONE = func.jsonb_array_length(ProposalRow.approvals) > 0
# Asked in every turn, and made once: building a statement costs more than sending it.
_OPEN_IN = (
    select(ProposalRow)
    .where(
        ProposalRow.conversation_id == bindparam("conversation_id"),
        ProposalRow.status.in_(OPEN),
        ProposalRow.expires_at > bindparam("now"),
    )
    .order_by(ProposalRow.id)
)


def get(session: Session, proposal_id: UUID, *, actor: Actor, now: datetime) -> Proposal:
    """The proposal, for its owner, somebody who may approve it or who decided on it; refuses `ProposalUnknown`."""
    row = session.get(ProposalRow, proposal_id)
    if row is None:
        raise ProposalUnknown()
    shown = view(row)
    decided = actor.user_id is not None and actor.user_id == row.approver_id
    if actor.user_id != row.owner_id and not decided and not shown.may_be_approved_by(actor, now):
        raise ProposalUnknown()
    return shown


def open_in(session: Session, conversation_id: UUID, *, now: datetime) -> tuple[Proposal, ...]:
    """The conversation's proposals that wait for their owner's yes or for an approval, newest last."""
    rows = session.scalars(_OPEN_IN, {"conversation_id": conversation_id, "now": now})
    return tuple(shown for shown in map(view, rows) if shown.status in OPEN)


def waiting_for(session: Session, actor: Actor, *, now: datetime) -> tuple[Proposal, ...]:
    """The proposals whose approval this actor may give, oldest first."""
    rows = session.scalars(
        select(ProposalRow)
        .where(ProposalRow.status == ProposalStatus.AWAITING_APPROVAL, ProposalRow.expires_at > now)
        .where(ProposalRow.owner_id != actor.user_id, _NEEDED_ONE, _may_concern(actor, now))
        .order_by(ProposalRow.id)
        .limit(_WAITING_SHOWN)
    )
    return tuple(shown for shown in map(view, rows) if shown.status in OPEN and shown.may_be_approved_by(actor, now))


def requested_by(session: Session, actor: Actor, *, now: datetime) -> tuple[Proposal, ...]:
    """The actor's own proposals of the last week that needed somebody's approval, newest first."""
    rows = session.scalars(
        select(ProposalRow)
        .where(ProposalRow.owner_id == actor.user_id, ProposalRow.created_at > now - _REQUESTED_WITHIN)
        .where(ProposalRow.status.not_in([ProposalStatus.PENDING, ProposalStatus.SUPERSEDED]))
        .where(_NEEDED_ONE)
        .order_by(ProposalRow.id.desc())
        .limit(_WAITING_SHOWN)
    )
    return tuple(map(view, rows))


def _may_concern(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Whether a request may be one for the actor: by the own role, by a lent one, handed over, or gone up a level."""
    today = actor.today(now)
    lent = [mandate.roles for mandate in actor.mandates if mandate.starts_on <= today <= mandate.ends_on]
    conditions = [_all_for(roles) for roles in (actor.roles, *lent)]
    conditions.append(ProposalRow.handed.contains([{"to_id": str(actor.user_id)}]))
    if Role.ADMIN in actor.roles:
        conditions.append(ProposalRow.escalated_at.is_not(None))
    return or_(*conditions)


def _all_for(roles: Collection[Role]) -> ColumnElement[bool]:
    """Whether every approval that is needed is one for `roles`; limits are judged afterwards."""
    needed = func.jsonb_path_query_array(ProposalRow.approvals, cast("$[*].role", JSONPATH), type_=JSONB)
    covered: ColumnElement[bool] = needed.contained_by(sorted(role.value for role in roles))
    return covered
