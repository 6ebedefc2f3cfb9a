"""The table of proposals and their states. What a proposal means and how it changes lives beside."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.states import StateMachine

VALID_FOR = timedelta(hours=24)
APPROVABLE_FOR = timedelta(days=7)
UNDO_WITHIN = timedelta(minutes=30)
EXPLAINED_WITHIN = timedelta(days=7)
"""How long after a refusal its reason may still be given."""
REASON_MAX = 500
"""Characters the reason of a refusal may have."""


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    PENDING = "pending"
    AWAITING_APPROVAL = "awaiting_approval"
    EXECUTED = "executed"
    FAILED = "failed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


_P = ProposalStatus
OPEN = (_P.PENDING, _P.AWAITING_APPROVAL)
MACHINE = StateMachine(
    "proposal",
    table="proposals",
    attribute="status",
    initial=_P.PENDING,
    allowed={(_P.PENDING, after) for after in _P if after not in (_P.PENDING, _P.WITHDRAWN)}
    | {(_P.AWAITING_APPROVAL, after) for after in _P if after not in OPEN},
)


class ProposalRow(Base):
    """One or several commands that were previewed and wait for a yes, or had it.

    `cause` names the message and place in it that made the proposal, so that a repeated attempt makes no second.
    `results` are the previewed results until execution, then the executed ones. `reason` is why it was refused;
    `handed` says who handed the request to whom; `escalates_at` is when it goes up a level, where it does.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_conversation_id", "conversation_id"),
        Index("ix_proposals_status_expires_at", "status", "expires_at"),
        CheckConstraint(f"char_length(reason) <= {REASON_MAX}", name="reason_not_too_long"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    status: Mapped[ProposalStatus]
    owner_id: Mapped[UUID | None]
    owner_login: Mapped[str]
    conversation_id: Mapped[UUID | None]
    cause: Mapped[str | None] = mapped_column(unique=True)
    steps: Mapped[list[dict[str, Any]]]
    terms: Mapped[list[dict[str, Any]]]
    results: Mapped[list[dict[str, Any]]]
    approvals: Mapped[list[dict[str, Any]]]
    approver_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    refusal: Mapped[dict[str, Any] | None]
    replaced_by_id: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    handed: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=text("'[]'::jsonb"))
    escalates_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
