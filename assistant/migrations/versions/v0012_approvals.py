"""Approvals: why one was refused, handed over, lent for some days, gone up a level; allowances over a limit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "v0012"
down_revision: str | None = "v0011"


def upgrade() -> None:
    _company()
    _proposals()
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lender_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lender_id <> delegate_id", name=op.f("ck_delegations_not_to_oneself")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_delegations_days_in_order")),
        sa.ForeignKeyConstraint(["delegate_id"], ["users.id"], name=op.f("fk_delegations_delegate_id_users")),
        sa.ForeignKeyConstraint(["lender_id"], ["users.id"], name=op.f("fk_delegations_lender_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_delegate_id", "delegations", ["delegate_id"])
    op.create_index("ix_delegations_lender_id", "delegations", ["lender_id"])


def _company() -> None:
    limit = sa.Numeric(precision=20, scale=6)
    op.add_column("company", sa.Column("allowance_limit", limit, server_default="1000", nullable=False))
    op.add_column("company", sa.Column("approval_hours", sa.BigInteger(), server_default="4", nullable=False))
    op.create_check_constraint(op.f("ck_company_allowance_limit_not_negative"), "company", "allowance_limit >= 0")
    op.create_check_constraint(op.f("ck_company_approval_hours_not_negative"), "company", "approval_hours >= 0")


def _proposals() -> None:
    """Requests that wait already go up no level: nobody was told that they would."""
    handed = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())
    op.add_column("proposals", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("proposals", sa.Column("handed", handed, server_default=sa.text("'[]'::jsonb"), nullable=False))
    op.add_column("proposals", sa.Column("escalates_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("proposals", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_proposals_reason_not_too_long"), "proposals", "char_length(reason) <= 500")
