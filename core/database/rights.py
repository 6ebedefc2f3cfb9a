"""What the application's login role may do, and the tables nobody may rewrite.

The role that migrates owns the tables; the application works as a second one, so that the audit log can be protected
from the application itself: by rights here, and by a trigger that stops even the owner's slip of the hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

APPEND_ONLY_TABLES: tuple[str, ...] = (
    "audit_log",
    "stock_moves",
    "stock_revaluations",
    "transitions",
    "events",
    "invoices",
    "invoice_lines",
    "credit_notes",
    "credit_note_lines",
    "journal_entries",
    "journal_lines",
    "vouchers",
    "allocations",
    "vendor_bills",
    "vendor_bill_lines",
    "vendor_credits",
    "vendor_credit_lines",
    "purchase_returns",
    "purchase_return_lines",
)
_READ_ONLY_TABLES = ("alembic_version",)

_REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$
"""


def grant_app_role(connection: sa.Connection, role: str, *, append_only: Sequence[str] = APPEND_ONLY_TABLES) -> None:
    """Let `role` read and write the rows of all tables, but only add to those of `append_only`. Run by their owner.

    Also for tables made later, until this runs again after their migration. Tables that do not exist are passed over.
    """
    name = _quoted(connection, role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {name}",
    ):
        connection.exec_driver_sql(statement)
    existing = set(sa.inspect(connection).get_table_names("public"))
    for table in existing.intersection(append_only):
        connection.exec_driver_sql(f"REVOKE UPDATE, DELETE, TRUNCATE ON {_quoted(connection, table)} FROM {name}")
    for table in existing.intersection(_READ_ONLY_TABLES):
        connection.exec_driver_sql(
            f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {_quoted(connection, table)} FROM {name}"
        )


def protect_append_only(connection: sa.Connection, *tables: str) -> None:
    """Make `tables` refuse UPDATE, DELETE and TRUNCATE from every role, for migrations to call."""
    # Without parameters a percent sign means itself.
    connection.exec_driver_sql(_REFUSE_CHANGE, execution_options={"no_parameters": True})
    for table in tables:
        connection.exec_driver_sql(
            f"CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON "
            f"{_quoted(connection, table)} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def find_unprotected(session: Session, *, tables: Sequence[str] = APPEND_ONLY_TABLES) -> list[str]:
    """Which of `tables` the role of this session could rewrite: as owner, superuser, or by a right it was given.

    Everything is unprotected where one role both migrates and works.
    """
    rows = session.execute(
        sa.text(
            """
            SELECT relname
            FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname = ANY(:tables)
              AND (pg_has_role(current_user, relowner, 'MEMBER')
                   OR has_table_privilege(current_user, oid, 'UPDATE, DELETE, TRUNCATE'))
            ORDER BY relname
            """
        ),
        {"tables": list(tables)},
    )
    return [row.relname for row in rows]


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
