"""Proposals as values: what the rest of the product sees of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from core import operations
from core.actor import Actor, Mandate, Role
from core.errors import Refusal
from core.operations import ApprovalNeeded, CommandResult, Document
from core.proposals.models import OPEN, ProposalRow, ProposalStatus


@dataclass(frozen=True, slots=True)
class Step:
    """One command with its arguments as plain JSON."""

    operation: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(CommandResult):
    """A kept result that this version of the program cannot read any more, or whose operation it does not know."""


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """One command of a proposal, with what it would do or did. `document` is set once it was executed."""

    operation: str
    arguments: dict[str, Any]
    result: CommandResult
    document: Document | None


@dataclass(frozen=True, slots=True)
class RefusalFacts:
    """A refusal as it was kept: enough to say it again."""

    code: str
    kind: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """That somebody who may approve a request gave it to a colleague to decide."""

    by_id: UUID
    by: str
    to_id: UUID
    to: str


@dataclass(frozen=True, slots=True)
class Authority:
    """By which right somebody may decide: their own, or the one of the colleague `on_behalf_of`.

    `holder` is whose right it is; None where the request went up a level, which covers whatever it asks.
    """

    holder: Actor | Mandate | None
    on_behalf_of: str | None = None

    def covers(self, approval: ApprovalNeeded) -> bool:
        """Whether it is enough for an approval."""
        return self.holder is None or approval.may_be_given_by(self.holder)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal at one moment. `undoable` says that Undo would be accepted now, for its owner.

    `reason` is why it was refused, in the words of who did.

    An open one that an earlier version kept and this one cannot read counts as expired: nobody can say what a yes
    to it would mean.
    """

    id: UUID
    status: ProposalStatus
    owner_id: UUID | None
    owner_login: str
    conversation_id: UUID | None
    steps: tuple[ProposedStep, ...]
    approvals: tuple[ApprovalNeeded, ...]
    approver_id: UUID | None
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    refusal: RefusalFacts | None
    replaced_by_id: UUID | None
    undoable: bool

    reason: str | None = None
    handed: tuple[HandedOver, ...] = ()
    escalated_at: datetime | None = None

    def may_be_approved_by(self, actor: Actor, now: datetime) -> bool:
        """Whether `actor` may give every approval that is needed, alone; never the requester.

        One yes executes, so whoever gives it must hold all of them: two approvers with one half each cannot. Whether
        the one who handed it over still may is asked again when it is decided on.
        """
        if self.authority_of(actor, now) is not None:
            return True
        return self._concerns(actor) and any(one.to_id == actor.user_id for one in self.handed)

    def authority_of(self, actor: Actor, now: datetime) -> Authority | None:
        """By which right `actor` may approve it: the own one, a lent one, or for admins once it went up a level.

        A right lent by the requester counts for nothing: it would be an approval of their own request.
        """
        if not self._concerns(actor):
            return None
        if all(approval.may_be_given_by(actor) for approval in self.approvals):
            return Authority(actor)
        today = actor.today(now)
        for mandate in actor.mandates:
            if mandate.starts_on <= today <= mandate.ends_on and self._is_covered_by(mandate):
                return Authority(mandate, on_behalf_of=mandate.lender)
        if self.escalated_at is not None and Role.ADMIN in actor.roles:
            return Authority(None)
        return None

    def _concerns(self, actor: Actor) -> bool:
        """Whether there is something to approve that this person may see and did not ask for."""
        if actor.user_id is None or actor.user_id == self.owner_id or not self.approvals or not actor.is_staff:
            return False
        return all(approval.may_be_seen_by(actor) for approval in self.approvals)

    def _is_covered_by(self, mandate: Mandate) -> bool:
        return mandate.lender_id != self.owner_id and all(one.may_be_given_by(mandate) for one in self.approvals)


class Outcome(StrEnum):
    """What came of a confirmation."""

    EXECUTED = "executed"
    ALREADY_EXECUTED = "already_executed"
    AWAITING_APPROVAL = "awaiting_approval"
    CHANGED = "changed"
    FAILED = "failed"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The answer to a yes. `replacement` is the new card when the agreed facts had changed."""

    outcome: Outcome
    proposal: Proposal
    replacement: Proposal | None = None
    refusal: Refusal | None = None


_approvals = TypeAdapter(tuple[ApprovalNeeded, ...])
_unreadable = TypeAdapter(Unreadable)


def view(row: ProposalRow) -> Proposal:
    """The value of a row."""
    executed = row.status is ProposalStatus.EXECUTED
    steps = tuple(_step(step, result, executed=executed) for step, result in zip(row.steps, row.results, strict=True))
    unreadable = any(isinstance(step.result, Unreadable) for step in steps)
    return Proposal(
        id=row.id,
        status=ProposalStatus.EXPIRED if unreadable and row.status in OPEN else row.status,
        owner_id=row.owner_id,
        owner_login=row.owner_login,
        conversation_id=row.conversation_id,
        steps=steps,
        approvals=_approvals.validate_python(row.approvals),
        approver_id=row.approver_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        decided_at=row.decided_at,
        refusal=None if row.refusal is None else RefusalFacts(**row.refusal),
        replaced_by_id=row.replaced_by_id,
        undoable=executed and row.undone_at is None and all(_undo_of(step["operation"]) for step in row.steps),
        reason=row.reason,
        handed=tuple(
            HandedOver(UUID(one["by_id"]), one["by"], UUID(one["to_id"]), one["to"]) for one in row.handed or ()
        ),
        escalated_at=row.escalated_at,
    )


def as_json(result: CommandResult) -> dict[str, Any]:
    """A result as plain JSON, to be kept."""
    plain: dict[str, Any] = to_jsonable_python(result)
    return plain


def refusal_as_json(refusal: Refusal) -> dict[str, Any]:
    """A refusal as plain JSON, to be kept."""
    return {"code": refusal.code, "kind": refusal.kind, "facts": to_jsonable_python(refusal.facts)}


def _step(step: dict[str, Any], result: dict[str, Any], *, executed: bool) -> ProposedStep:
    operation = operations.find(step["operation"])
    try:
        value: CommandResult = (_unreadable if operation is None else operation.result).validate_python(result)
    except ValidationError:
        value = _unreadable.validate_python(result)
    return ProposedStep(
        operation=step["operation"],
        arguments=step["arguments"],
        result=value,
        document=value.document if executed else None,
    )


def _undo_of(name: str) -> str | None:
    operation = operations.find(name)
    return operation.undo if operation is not None else None
