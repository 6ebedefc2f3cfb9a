"""The company's days of grace and for returns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "v0011"
down_revision: str | None = "v0007"


def upgrade() -> None:
    op.add_column("company", sa.Column("credit_grace_days", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("company", sa.Column("transit_grace_days", sa.BigInteger(), server_default="3", nullable=False))
    op.add_column("company", sa.Column("return_days", sa.BigInteger(), server_default="30", nullable=False))
    op.create_check_constraint(
        op.f("ck_company_days_not_negative"),
        "company",
        "least(credit_grace_days, transit_grace_days, return_days) >= 0",
    )
