"""Making proposals: preview and keep; run what is harmless at once; take a harmless deed back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, operations
from core.actor import Actor
from core.database import locked_if_any, new_id
from core.errors import Conflict, Invalid, NotPermitted
from core.operations import CommandResult, Effect
from core.proposals.models import MACHINE, OPEN, UNDO_WITHIN, VALID_FOR, ProposalRow, ProposalStatus
from core.proposals.running import busy_is_a_refusal, execute, preview, terms_of
from core.proposals.views import Proposal, Step, as_json, view


class NothingProposed(Invalid):
    """A proposal needs at least one command, and only commands. Facts: operation."""


class CannotUndo(Conflict):
    """It is not of the kind that is taken back, or not this person's."""


class UndoneBefore(CannotUndo):
    """It was taken back before."""


class TooLateToUndo(CannotUndo):
    """The time within which it could be taken back is over. Facts: minutes."""


class VisitorMayNotPropose(NotPermitted):
    """Somebody nobody has vouched for may do only what is harmless."""


def propose(
    session: Session,
    steps: Sequence[Step],
    *,
    actor: Actor,
    now: datetime,
    conversation_id: UUID | None,
    replaces: UUID | None = None,
    cause: str | None = None,
) -> Proposal:
    """Previews the steps and keeps them for a yes; refusals propagate and nothing is kept.

    `replaces` names an open proposal of the same person that this one supersedes. A proposal left by an earlier
    attempt at the same `cause` is superseded too.
    """
    _only_commands(steps)
    if actor.user_id is None:
        raise VisitorMayNotPropose()
    canonical, results = preview(session, steps, actor=actor, now=now)
    row = _row(canonical, results, ProposalStatus.PENDING, actor, now, conversation_id, cause)
    _supersede(session, row, replaces=replaces, actor=actor, now=now)
    session.add(row)
    session.flush()
    MACHINE.record(session, row.id, (None, ProposalStatus.PENDING), actor=actor, now=now)
    return view(row)


def run_harmless(
    session: Session,
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    conversation_id: UUID | None,
    cause: str | None = None,
) -> Proposal:
    """Runs a command declared harmless at once and keeps its receipt; the same `cause` again returns the first."""
    operation = operations.permitted(step.operation, actor)
    if not operation.harmless:
        raise operations.CommandNeedsConfirmation(operation=step.operation)
    if cause is not None:
        done = session.scalars(select(ProposalRow).where(ProposalRow.cause == cause)).one_or_none()
        if done is not None and done.status is ProposalStatus.EXECUTED:
            return view(done)
    understood = operations.understand(session, step.operation, step.arguments, actor=actor, now=now)
    canonical = [Step(step.operation, operations.canonical(understood))]
    with session.begin_nested():
        results = execute(session, canonical, actor=actor, now=now)
    row = _row(canonical, results, ProposalStatus.EXECUTED, actor, now, conversation_id, cause)
    row.decided_at = now
    session.add(row)
    session.flush()
    path = (None, ProposalStatus.PENDING, ProposalStatus.EXECUTED)
    MACHINE.record(session, row.id, path, actor=actor, now=now)
    documents = [result.document.number for result in results if result.document]
    details = {"steps": row.steps, "documents": documents}
    audit.record(session, action="proposal.execute", actor=actor, now=now, proposal_id=row.id, details=details)
    return view(row)


def undo(session: Session, proposal_id: UUID, *, actor: Actor, now: datetime) -> Proposal:
    """Takes back what a harmless command did, by its own inverse, within `UNDO_WITHIN`.

    Refuses `UndoneBefore`, `TooLateToUndo`, and `CannotUndo` for anything else.
    """
    with busy_is_a_refusal():
        row = locked_if_any(session, ProposalRow, proposal_id)
    if row is None or actor.user_id is None or row.owner_id != actor.user_id:
        raise CannotUndo()
    shown = view(row)
    if row.undone_at is not None:
        raise UndoneBefore()
    if not shown.undoable or row.decided_at is None:
        raise CannotUndo()
    if row.decided_at + UNDO_WITHIN < now:
        raise TooLateToUndo(minutes=int(UNDO_WITHIN.total_seconds() // 60))
    taken_back: Proposal | None = None
    for step in reversed(shown.steps):
        operation = operations.permitted(step.operation, actor)
        inverse = operations.find(operation.undo or "")
        if inverse is None or step.document is None:
            raise CannotUndo()
        arguments = {next(iter(inverse.parameters)): step.document.number}
        taken_back = run_harmless(
            session, Step(inverse.name, arguments), actor=actor, now=now, conversation_id=row.conversation_id
        )
    row.undone_at = now
    session.flush()
    if taken_back is None:
        raise CannotUndo()
    return taken_back


def _row(
    steps: Sequence[Step],
    results: Sequence[CommandResult],
    status: ProposalStatus,
    actor: Actor,
    now: datetime,
    conversation_id: UUID | None,
    cause: str | None,
) -> ProposalRow:
    kept = [as_json(result) for result in results]
    return ProposalRow(
        id=new_id(),
        status=status,
        owner_id=actor.user_id,
        owner_login=actor.login,
        conversation_id=conversation_id,
        cause=cause,
        steps=[{"operation": step.operation, "arguments": step.arguments} for step in steps],
        terms=terms_of(results),
        results=kept,
        approvals=[approval for result in kept for approval in result["approvals"]],
        created_at=now,
        expires_at=now + VALID_FOR,
    )


def _supersede(session: Session, row: ProposalRow, *, replaces: UUID | None, actor: Actor, now: datetime) -> None:
    same = [ProposalRow.id == replaces] if replaces else []
    if row.cause is not None:
        same.append(ProposalRow.cause == row.cause)
    for condition in same:
        with busy_is_a_refusal():
            held = session.scalars(select(ProposalRow).where(condition).with_for_update()).all()
        for old in held:
            old.cause = None
            if old.owner_id == actor.user_id and old.status in OPEN:
                MACHINE.advance(session, old, ProposalStatus.SUPERSEDED, actor=actor, now=now)
                old.decided_at = now
                old.replaced_by_id = row.id
    session.flush()


def _only_commands(steps: Sequence[Step]) -> None:
    if not steps:
        raise NothingProposed(operation="")
    for step in steps:
        operation = operations.find(step.operation)
        if operation is not None and operation.effect is not Effect.COMMAND:
            raise NothingProposed(operation=step.operation)
