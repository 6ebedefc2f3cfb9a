"""Bringing a database to the newest version of the schema. Writing and checking versions is in `authoring`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from core.database import Database
from core.database.rights import grant_app_role
from core.errors import Unavailable

FOLDER = Path(__file__).parent
VERSIONS = FOLDER / "versions"
_LOCK = 0x5A68616E67  # "Zhang": the advisory lock of those who migrate
_ENDED_WITHIN_MS = 5000
"""How long is waited for a connection to end: else its owner could find it alive, and dead a moment later."""


class DatabaseFromNewerVersion(Unavailable):
    """The database was migrated by a newer program than this one. Facts: found, known (newest version we know)."""


class MigrationNotPermitted(Unavailable):
    """The role that migrates may not make tables. Facts: user, said (the server's words)."""


def migrate(database: Database) -> str | None:
    """Bring the schema to the newest version and renew the rights of the application's role; returns that version.

    All or nothing, in one transaction; of several processes that try at once, one does it and the others find it done.
    Refuses: `DatabaseFromNewerVersion`, `MigrationNotPermitted`, `DatabaseUnreachable`.
    """
    with _alone(database) as connection:
        _upgrade(connection, database.app_role)
    return newest_version()


def is_current(database: Database) -> bool:
    """Whether the schema is at the newest version. Quick enough to ask at every start."""
    with database.engine.connect() as connection:
        return _found_version(connection) == newest_version()


def start_over(database: Database) -> None:
    """Drop everything in the database and migrate it afresh: for demo and test databases, nobody else's.

    Others see the old schema or the new one. Their connections are ended then: their prepared statements mean tables
    that are no more. Refuses as `migrate` does.
    """
    with _alone(database) as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        _upgrade(connection, database.app_role)
    with database.admin_engine.begin() as connection:
        connection.exec_driver_sql(
            f"SELECT pg_terminate_backend(pid, {_ENDED_WITHIN_MS}) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND pg_has_role(usesysid, 'MEMBER')"
        )


def newest_version() -> str | None:
    """The newest version this program knows: they are numbered, so it is the last file (None: there is none yet)."""
    return max((path.stem.partition("_")[0] for path in VERSIONS.glob("v*.py")), default=None)


@contextmanager
def _alone(database: Database) -> Iterator[sa.Connection]:
    """A transaction of the role that migrates, alone among those who migrate."""
    try:
        with database.admin_engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection
    except sa.exc.ProgrammingError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        raise MigrationNotPermitted(user=database.admin_address.user, said=str(error.orig).strip()) from error


def _upgrade(connection: sa.Connection, app_role: str | None) -> None:
    found, newest = _found_version(connection), newest_version()
    if found != newest:
        if found is not None and not list(VERSIONS.glob(f"{found}_*.py")):
            raise DatabaseFromNewerVersion(found=found, known=newest)
        from alembic import command  # a third of a second, only when there is something to do

        from assistant.migrations.authoring import alembic_config

        command.upgrade(alembic_config(connection), "head")
    if app_role is not None:
        grant_app_role(connection, app_role)


def _found_version(connection: sa.Connection) -> str | None:
    if connection.execute(sa.text("SELECT to_regclass('public.alembic_version')")).scalar() is None:
        return None
    try:
        with connection.begin_nested():
            found: str | None = connection.execute(sa.text("SELECT version_num FROM public.alembic_version")).scalar()
    except sa.exc.ProgrammingError:
        return None  # the application's role was not given its rights yet: migrating does that
    return found
