"""The versions of the schema and the tables declared in code say the same, and migrating is safe to repeat."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from assistant.migrations import DatabaseFromNewerVersion, MigrationNotPermitted, is_current, migrate, start_over
from assistant.migrations.authoring import all_tables, find_differences
from assistant.migrations.migrating import newest_version
from core.database import Database, DatabaseConfig
from core.database.embedded import EmbeddedServer
from core.database.postmaster import SUPERUSER
from core.database.rights import APPEND_ONLY_TABLES, find_unprotected


def change(database: Database, *statements: str) -> None:
    with database.admin_engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def differences(database: Database) -> list[str]:
    with database.admin_engine.connect() as connection:
        return find_differences(connection)


def test_the_newest_version_is_what_the_tables_say(database: Database) -> None:
    assert differences(database) == []
    assert is_current(database)


@pytest.mark.parametrize(
    ("drift", "found"),
    [
        ("ALTER TABLE customers DROP COLUMN segment", "segment"),
        ("ALTER TABLE customers DROP CONSTRAINT ck_customers_kind", "check ck_customers_kind is missing"),
        (
            "ALTER TABLE customers DROP CONSTRAINT ck_customers_kind, "
            "ADD CONSTRAINT ck_customers_kind CHECK (kind IN ('hospital', 'clinic'))",
            "check ck_customers_kind: pharmacy is in one and not in the other",
        ),
        ("DROP SEQUENCE customer_numbers", "sequence customer_numbers is missing"),
        ("DROP INDEX ix_contacts_customer_id", "ix_contacts_customer_id"),
        ("CREATE TABLE forgotten (id int)", "forgotten"),
    ],
)
def test_a_difference_between_code_and_database_is_found(shared_database: Database, drift: str, found: str) -> None:
    with shared_database.admin_engine.connect() as connection:
        connection.exec_driver_sql(drift)
        assert any(found in line for line in find_differences(connection))
        connection.rollback()


def test_no_table_of_the_queue_is_declared_as_ours(database: Database) -> None:
    assert not [name for name in all_tables().tables if name.startswith("procrastinate")]
    with database.transaction() as session:
        assert session.scalar(sa.text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL"))


def test_every_append_only_table_is_protected_from_the_application_and_by_a_trigger(database: Database) -> None:
    with database.transaction() as session:
        assert find_unprotected(session) == []
        guarded = session.scalars(
            sa.text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'refuse_change' ORDER BY 1")
        )
        assert guarded.all() == sorted(APPEND_ONLY_TABLES)


def test_migrating_again_changes_nothing_and_many_may_do_it_at_once(database: Database) -> None:
    versions: list[str | None] = []
    before = differences(database)
    threads = [threading.Thread(target=lambda: versions.append(migrate(database))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert versions == [newest_version()] * 4
    assert differences(database) == before


def test_starting_over_empties_even_append_only_tables(database: Database) -> None:
    before = differences(database)
    change(database, "INSERT INTO events (kind, at, facts) VALUES ('test', now(), '{}')", "CREATE TABLE forgotten ()")
    with database.transaction() as session:
        session.execute(sa.text("SELECT * FROM forgotten"))
    start_over(database)
    with database.transaction() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM events")) == 0
    assert differences(database) == before


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Database) -> None:
    change(
        database,
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num text)",
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('v9999')",
    )
    assert not is_current(database)
    with pytest.raises(DatabaseFromNewerVersion) as refused:
        migrate(database)
    assert refused.value.facts == {"found": "v9999", "known": newest_version()}


def test_a_role_that_may_not_make_tables_is_told_so(server: EmbeddedServer) -> None:
    with psycopg.connect(server.conninfo(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE barren")
    url = server.conninfo(database="barren")
    with Database.open(DatabaseConfig(home=Path("/nowhere"), url=url)) as database:
        assert not is_current(database)
        with pytest.raises(MigrationNotPermitted) as refused:
            migrate(database)
        assert refused.value.facts["user"] == "zhanggui_app"
