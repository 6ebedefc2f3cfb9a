"""Deciding on a proposal: confirm, approve, reject, withdraw, say why, expire. Each takes the row's lock first.

A decision that changes the proposal never raises afterwards: its outcome is a value, so that the caller's
transaction keeps it. Refusals are raised only where nothing was changed, `BooksBusy` among them: it may pass.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, identity
from core.actor import Actor
from core.errors import Conflict, Refusal
from core.operations import CommandResult
from core.proposals.escalating import escalation_of
from core.proposals.making import propose
from core.proposals.models import (
    APPROVABLE_FOR,
    EXPLAINED_WITHIN,
    MACHINE,
    OPEN,
    ProposalRow,
    ProposalStatus,
)
from core.proposals.running import BooksBusy, execute, still_agreed
from core.proposals.standing import (
    ApprovalNotYours,
    NotYourProposal,
    ProposalClosed,
    ProposalUnknown,
    authority_for,
    locked_for,
    only_the_owner,
)
from core.proposals.telling import as_reason, record_and_tell, tell
from core.proposals.views import Authority, Confirmation, Outcome, Proposal, Step, as_json, refusal_as_json, view

_CLOSED = {
    ProposalStatus.EXECUTED: Outcome.ALREADY_EXECUTED,
    ProposalStatus.EXPIRED: Outcome.EXPIRED,
    ProposalStatus.FAILED: Outcome.FAILED,
}


class ReasonGiven(Conflict):
    """The refusal was explained before, or too long ago to be explained now."""


def confirm(session: Session, proposal_id: UUID, *, actor: Actor, now: datetime) -> Confirmation:
    """Takes a yes: from the owner, or, where approval is awaited, from somebody who may give it.

    A second yes returns the first one's receipt. If what was agreed to changed, nothing is written, the proposal is
    superseded and the answer carries its replacement.
    """
    row = locked_for(session, proposal_id, actor, now)
    if row.status not in OPEN:
        return Confirmation(_CLOSED.get(row.status, Outcome.CLOSED), view(row))
    asked_other = row.status is ProposalStatus.AWAITING_APPROVAL and actor.user_id != row.owner_id
    authority = authority_for(session, view(row), actor, now) if asked_other else None
    if asked_other and authority is None:
        raise ApprovalNotYours()
    if row.expires_at <= now or view(row).status is ProposalStatus.EXPIRED:
        _expire(session, row, actor=actor, now=now)
        return Confirmation(Outcome.EXPIRED, view(row))
    if row.status is ProposalStatus.AWAITING_APPROVAL:
        if actor.user_id == row.owner_id:
            return Confirmation(Outcome.AWAITING_APPROVAL, view(row))
        return _execute(session, row, approver=actor, authority=authority, now=now, channel=actor.channel)
    only_the_owner(row, actor)
    if row.approvals:
        _await_approval(session, row, actor=actor, now=now)
        return Confirmation(Outcome.AWAITING_APPROVAL, view(row))
    return _execute(session, row, requester=actor, now=now, channel=actor.channel)


def reject(session: Session, proposal_id: UUID, *, actor: Actor, now: datetime, reason: str = "") -> Proposal:
    """Takes a no: the owner's drops or withdraws it, an approver's refuses what was asked, for a `reason` if given.

    Refuses `ReasonTooLong`, and `ProposalClosed` when it was decided before.
    """
    row = locked_for(session, proposal_id, actor, now)
    if row.status not in OPEN:
        raise ProposalClosed(status=row.status.value)
    if actor.user_id == row.owner_id:
        waiting = row.status is ProposalStatus.AWAITING_APPROVAL
        _close(session, row, ProposalStatus.WITHDRAWN if waiting else ProposalStatus.REJECTED, actor=actor, now=now)
        return view(row)
    authority = authority_for(session, view(row), actor, now)
    if row.status is not ProposalStatus.AWAITING_APPROVAL or authority is None:
        raise NotYourProposal(owner=row.owner_login)
    row.reason = as_reason(reason)
    row.approver_id = actor.user_id
    _close(session, row, ProposalStatus.REJECTED, actor=actor, now=now)
    details = {"reason": row.reason, "on_behalf_of": authority.on_behalf_of}
    record_and_tell(session, "approval.refused", row, actor=actor, now=now, details=details)
    return view(row)


def explain(session: Session, proposal_id: UUID, *, actor: Actor, now: datetime, reason: str) -> Proposal:
    """Adds the reason of a refusal afterwards, once, by whoever refused; whoever asked is told it.

    Refuses `ReasonTooLong`, `ReasonGiven`, and `NotYourProposal` to everybody else.
    """
    row = locked_for(session, proposal_id, actor, now)
    refused = row.status is ProposalStatus.REJECTED and row.approver_id is not None
    if not refused or row.approver_id != actor.user_id:
        raise NotYourProposal(owner=row.owner_login)
    if row.reason is not None or row.decided_at is None or row.decided_at + EXPLAINED_WITHIN < now:
        raise ReasonGiven()
    row.reason = as_reason(reason)
    if row.reason is not None:
        record_and_tell(session, "approval.explained", row, actor=actor, now=now, details={"reason": row.reason})
    return view(row)


def expire_due(session: Session, *, now: datetime, actor: Actor) -> int:
    """Expires what nobody decided in time; how many there were."""
    due = session.scalars(
        select(ProposalRow)
        .where(ProposalRow.status.in_(OPEN), ProposalRow.expires_at <= now)
        .order_by(ProposalRow.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        _expire(session, row, actor=actor, now=now)
    return len(due)


def _expire(session: Session, row: ProposalRow, *, actor: Actor, now: datetime) -> None:
    asked_others = row.status is ProposalStatus.AWAITING_APPROVAL
    _close(session, row, ProposalStatus.EXPIRED, actor=actor, now=now)
    if asked_others and actor.user_id != row.owner_id:
        tell(session, "approval.expired", row, actor=actor, now=now)


def _execute(
    session: Session,
    row: ProposalRow,
    *,
    now: datetime,
    channel: str,
    requester: Actor | None = None,
    approver: Actor | None = None,
    authority: Authority | None = None,
) -> Confirmation:
    if requester is None:
        if row.owner_id is None:
            raise ProposalUnknown()
        requester = identity.actor_for_user(session, row.owner_id, channel=channel)
    steps = [Step(**step) for step in row.steps]
    savepoint = session.begin_nested()
    try:
        results = execute(session, steps, actor=requester, now=now)
    except BooksBusy:
        # Nothing is wrong with what was agreed to: the card waits for the next yes.
        savepoint.rollback()
        raise
    except Refusal as refusal:
        savepoint.rollback()
        session.refresh(row)
        return _failed(session, row, refusal, requester=requester, approver=approver, now=now)
    if not _still_agreed(row, results, authority):
        savepoint.rollback()
        session.refresh(row)
        return _changed(session, row, steps, requester=requester, approver=approver, now=now)
    savepoint.commit()
    row.results = [as_json(result) for result in results]
    row.approver_id = approver.user_id if approver else None
    _close(session, row, ProposalStatus.EXECUTED, actor=approver or requester, now=now)
    if approver is not None:
        tell(session, "approval.given", row, actor=approver, now=now)
    details = {"steps": row.steps, "documents": [result.document.number for result in results if result.document]}
    if authority is not None and authority.on_behalf_of is not None:
        details["on_behalf_of"] = authority.on_behalf_of
    audit.record(
        session,
        action="proposal.execute",
        actor=requester,
        now=now,
        proposal_id=row.id,
        approver_id=row.approver_id,
        details=details,
    )
    return Confirmation(Outcome.EXECUTED, view(row))


def _still_agreed(row: ProposalRow, results: list[CommandResult], authority: Authority | None) -> bool:
    """Whether the yes covers the results: the agreed terms, and no approval that nobody gave."""
    if not still_agreed(row.terms, results):
        return False
    needed = [approval for result in results for approval in result.approvals]
    return all(authority is not None and authority.covers(approval) for approval in needed)


def _changed(
    session: Session,
    row: ProposalRow,
    steps: list[Step],
    *,
    requester: Actor,
    approver: Actor | None,
    now: datetime,
) -> Confirmation:
    try:
        replacement = propose(
            session, steps, actor=requester, now=now, conversation_id=row.conversation_id, replaces=row.id
        )
    except BooksBusy:
        raise
    except Refusal as refusal:
        return _failed(session, row, refusal, requester=requester, approver=approver, now=now)
    session.refresh(row)
    if approver is not None:
        tell(session, "proposal.changed", row, actor=approver, now=now)
    return Confirmation(Outcome.CHANGED, view(row), replacement=replacement)


def _failed(
    session: Session, row: ProposalRow, refusal: Refusal, *, requester: Actor, approver: Actor | None, now: datetime
) -> Confirmation:
    row.refusal = refusal_as_json(refusal)
    _close(session, row, ProposalStatus.FAILED, actor=approver or requester, now=now)
    if approver is not None:
        tell(session, "approval.failed", row, actor=approver, now=now)
    return Confirmation(Outcome.FAILED, view(row), refusal=refusal)


def _await_approval(session: Session, row: ProposalRow, *, actor: Actor, now: datetime) -> None:
    MACHINE.advance(session, row, ProposalStatus.AWAITING_APPROVAL, actor=actor, now=now)
    row.expires_at = now + APPROVABLE_FOR
    row.escalates_at = escalation_of(session, actor=actor, now=now)
    session.flush()
    tell(session, "approval.requested", row, actor=actor, now=now)


def _close(session: Session, row: ProposalRow, status: ProposalStatus, *, actor: Actor, now: datetime) -> None:
    row.decided_at = now
    MACHINE.advance(session, row, status, actor=actor, now=now)
    session.flush()
