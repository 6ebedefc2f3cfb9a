"""Procrastinate's tables and our addition to them, for migrations to call. The jobs themselves are elsewhere.

A later release of Procrastinate that changes its tables needs a version of ours that applies the change.
"""

from __future__ import annotations

import sqlalchemy as sa

# A finished or given-back job tells nobody, so the next one under its lock would wait for the worker's poll (5 s).
# To a worker any such message means only "look again"; it must parse, and name one of the two types it knows.
_NOTIFY = """
CREATE FUNCTION zhanggui_notify_job_freed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    payload text := json_build_object('type', 'job_inserted', 'job_id', OLD.id)::text;
BEGIN
    PERFORM pg_notify('procrastinate_queue_v1#' || OLD.queue_name, payload);
    PERFORM pg_notify('procrastinate_any_queue_v1', payload);
    RETURN NULL;
END
$$;

CREATE TRIGGER zhanggui_notify_job_freed AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW
    WHEN (OLD.status = 'doing' AND NEW.status <> 'doing' AND (OLD.lock IS NOT NULL OR NEW.status = 'todo'))
    EXECUTE FUNCTION zhanggui_notify_job_freed();

CREATE TRIGGER zhanggui_notify_job_deleted AFTER DELETE ON procrastinate_jobs FOR EACH ROW
    WHEN (OLD.status = 'doing' AND OLD.lock IS NOT NULL)
    EXECUTE FUNCTION zhanggui_notify_job_freed();
"""


def install_procrastinate(connection: sa.Connection) -> None:
    """Make Procrastinate's tables and functions as its installed release wants them."""
    from procrastinate.schema import SchemaManager  # heavy, and needed once in a database's life

    _run_script(connection, SchemaManager.get_schema())


def install_freed_notice(connection: sa.Connection) -> None:
    """Make workers look again at once when a job under a lock ends or is given back."""
    _run_script(connection, _NOTIFY)


def _run_script(connection: sa.Connection, script: str) -> None:
    # Without parameters a percent sign means itself, and one call may hold several statements.
    connection.exec_driver_sql(script, execution_options={"no_parameters": True})
