"""What a command gives back: the document as it will stand, what of it is agreed to, and who must approve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from core.actor import Actor, Mandate, Role

NOT_AGREED: Mapping[str, bool] = {"agreed": False}
"""Metadata of a result's field that is shown but not part of what the person agrees to."""

_PERSONAL_LIMITS: Mapping[str, Callable[[Actor | Mandate], Decimal]] = {
    "discount_over_limit": lambda holder: holder.discount_limit_percent,
}
"""What an approver's own limit is, by the reason it bounds; for any other reason the role is enough."""

_TELLING_COSTS = frozenset({"purchase_over_limit", "bill_mismatch", "credit_too_low", "loss_over_limit"})
"""Reasons whose requests show what goods cost."""


@dataclass(frozen=True, slots=True)
class Document:
    """The document a command made or changed. `number` is what people call it."""

    kind: str
    id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """A document that is open for so much, in the company's currency, since the day it was due."""

    number: str
    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ApprovalNeeded:
    """Why another role has to agree: `asked` goes beyond `allowed`, both in the reason's unit (percent, money).

    `overdue` are the documents it is about, where it is about any: the oldest of them, which may be less than `asked`.
    """

    role: Role
    reason: str
    asked: Decimal
    allowed: Decimal
    overdue: tuple[OverdueItem, ...] = ()

    def may_be_given_by(self, holder: Actor | Mandate) -> bool:
        """Whether `holder` has the role and, where the reason is one of personal limits, one that covers it."""
        if self.role not in holder.roles:
            return False
        limit = _PERSONAL_LIMITS.get(self.reason)
        return limit is None or limit(holder) >= self.asked

    def may_be_seen_by(self, actor: Actor) -> bool:
        """Whether what has to be agreed to shows `actor` nothing they must not know: costs, to those who sell."""
        return self.reason not in _TELLING_COSTS or actor.sees_costs


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """Base of every command's result. Fields are agreed to unless marked `NOT_AGREED`.

    `unusual` names what deserves a second look (late, large, over_limit): then a bare "ok" is not enough.
    """

    document: Document | None = None
    approvals: tuple[ApprovalNeeded, ...] = ()
    unusual: tuple[str, ...] = field(default=(), metadata=dict(NOT_AGREED))

    def terms(self) -> dict[str, Any]:
        """What a person agrees to, as plain JSON: no ids, numbers or timestamps."""
        agreed = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.name != "document" and each.metadata.get("agreed", True)
        }
        plain: dict[str, Any] = to_jsonable_python(agreed)
        return plain

    def still_agreed(self, agreed: Mapping[str, Any]) -> bool:
        """Whether a yes to `agreed` covers this result. A result may let a better price or date pass."""
        return self.terms() == agreed
