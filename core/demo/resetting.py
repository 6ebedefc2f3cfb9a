"""Starting the demo over: everything its database holds goes, and the demo is loaded anew, in one transaction."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit, company
from core.actor import system_actor
from core.database import Database
from core.demo.loading import DemoReport, NotADemo, fill
from core.names import NameRow
from core.proposals import busy_is_a_refusal

_WAITS = "SET LOCAL lock_timeout = '20s'"
_QUEUE = "procrastinate_jobs"
"""The queue is not among our tables; its jobs are about rows that go."""


def reset(database: Database, *, now: datetime, metadata: sa.MetaData, seed: int | None = None) -> DemoReport:
    """Empties the tables of `metadata`, which must be those of every package, and loads the demo again.

    Works as the role that owns the tables, as the audit log refuses the application's; a running server may go on.
    Knowledge has to be ingested again by the caller. Refuses `NotADemo` and `NoCompany`, and `BooksBusy` when others
    hold a table for too long: then nothing has changed.
    """
    with busy_is_a_refusal(), database.admin_engine.begin() as connection, Session(connection) as session:
        connection.exec_driver_sql(_WAITS)
        _refuse_real(session)
        _empty(connection, metadata)
        report = fill(session, now=now, seed=seed)
        actor = system_actor(company.current(session).zone, channel="demo")
        audit.record(session, action="demo.reset", actor=actor, now=now, details={"policy": "demo"})
        session.flush()
        return report


def _refuse_real(session: Session) -> None:
    known = company.current(session)
    if not known.is_demo:
        raise NotADemo(name_zh=known.name_zh, name_en=known.name_en)
    del session.info["company"]  # it is about to be another one


def _empty(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Empties the tables, the append-only ones too, and the queue; sequences start again."""
    quote = connection.dialect.identifier_preparer.quote
    names = [quote(table.name) for table in metadata.sorted_tables if table is not NameRow.__table__]
    protected = connection.scalars(
        sa.text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'refuse_change' ORDER BY 1")
    ).all()
    for name in protected:
        connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER refuse_change")
    connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
    for name in protected:
        connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER refuse_change")
    for name in sorted(metadata._sequences):
        connection.exec_driver_sql(f"ALTER SEQUENCE {quote(name)} RESTART")
    if sa.inspect(connection).has_table(_QUEUE):
        connection.exec_driver_sql(f"DELETE FROM {_QUEUE}")
    _forget_names(connection)


def _forget_names(connection: sa.Connection) -> None:
    """Marks every name as removed, for those who follow the index; what was marked before goes."""
    connection.execute(sa.delete(NameRow).where(NameRow.removed))
    this_transaction = sa.text("pg_current_xact_id()::text::bigint")
    connection.execute(sa.update(NameRow).values(removed=True, changed_in=this_transaction))
