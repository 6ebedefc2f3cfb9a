"""Whether what may only be added to is protected from being rewritten, also from the application itself."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.database.rights import APPEND_ONLY_TABLES
from core.doctor.findings import Finding, Level

_TABLES = """
    SELECT relname AS table, pg_has_role(current_user, relowner, 'MEMBER') AS own,
           has_table_privilege(current_user, pg_class.oid, 'UPDATE, DELETE, TRUNCATE') AS may_rewrite,
           EXISTS (
               SELECT FROM pg_trigger
               WHERE tgrelid = pg_class.oid AND tgname = 'refuse_change' AND tgenabled IN ('O', 'A')
           ) AS refuses
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname = ANY(:tables)
    ORDER BY relname
"""


def examine_protection(session: Session) -> list[Finding]:
    """Two findings: rights and triggers that are wrong, and a single role that both migrates and works.

    The second is a warning: with one role nothing can be protected from it, and the books may still be right.
    """
    tables = [row._asdict() for row in session.execute(text(_TABLES), {"tables": list(APPEND_ONLY_TABLES)})]
    wrong = tuple(one for one in tables if not one["refuses"] or (one["may_rewrite"] and not one["own"]))
    own = tuple(one for one in tables if one["own"])
    return [
        Finding("", "append_only_is_enforced", len(tables), len(wrong), wrong),
        Finding("", "unprotected", len(tables), len(own), own, Level.WARNING),
    ]
