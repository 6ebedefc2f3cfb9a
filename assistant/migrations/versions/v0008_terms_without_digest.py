"""A yes is held against the agreed terms themselves; their digest was never read."""

from __future__ import annotations

from alembic import op

revision: str = "v0008"
down_revision: str | None = "v0007"


def upgrade() -> None:
    op.drop_column("proposals", "digest")
