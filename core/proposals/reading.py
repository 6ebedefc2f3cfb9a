"""Reading proposals: one, those open in a conversation, those that wait for somebody's approval."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.proposals.deciding import ProposalUnknown
from core.proposals.models import OPEN, ProposalRow, ProposalStatus
from core.proposals.views import Proposal, view

_REQUESTED_WITHIN = timedelta(days=7)
_WAITING_SHOWN = 50
_NEEDED_ONE = func.jsonb_array_length(ProposalRow.approvals) > 0


def get(session: Session, proposal_id: UUID, *, actor: Actor) -> Proposal:
    """The proposal, for its owner or somebody who may approve it; refuses `ProposalUnknown`."""
    row = session.get(ProposalRow, proposal_id)
    if row is None:
        raise ProposalUnknown()
    shown = view(row)
    if actor.user_id != row.owner_id and not shown.may_be_approved_by(actor):
        raise ProposalUnknown()
    return shown


def open_in(session: Session, conversation_id: UUID, *, now: datetime) -> tuple[Proposal, ...]:
    """The conversation's proposals that wait for their owner's yes or for an approval, newest last."""
    rows = session.scalars(
        select(ProposalRow)
        .where(
            ProposalRow.conversation_id == conversation_id,
            ProposalRow.status.in_(OPEN),
            ProposalRow.expires_at > now,
        )
        .order_by(ProposalRow.id)
    )
    return tuple(shown for shown in map(view, rows) if shown.status in OPEN)


def waiting_for(session: Session, actor: Actor, *, now: datetime) -> tuple[Proposal, ...]:
    """The proposals whose approval this actor may give, oldest first."""
    rows = session.scalars(
        select(ProposalRow)
        .where(ProposalRow.status == ProposalStatus.AWAITING_APPROVAL, ProposalRow.expires_at > now)
        .where(ProposalRow.owner_id != actor.user_id, _NEEDED_ONE, _all_for(actor.roles))
        .order_by(ProposalRow.id)
        .limit(_WAITING_SHOWN)
    )
    return tuple(shown for shown in map(view, rows) if shown.status in OPEN and shown.may_be_approved_by(actor))


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


def _all_for(roles: Collection[Role]) -> ColumnElement[bool]:
    """Whether every approval that is needed is one for `roles`; limits are judged afterwards."""
    needed = func.jsonb_path_query_array(ProposalRow.approvals, cast("$[*].role", JSONPATH), type_=JSONB)
    covered: ColumnElement[bool] = needed.contained_by(sorted(role.value for role in roles))
    return covered
