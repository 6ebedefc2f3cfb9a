"""What the application's role can and cannot do to tables that nobody may rewrite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from core.database import Database, DatabaseConfig
from core.database.embedded import EmbeddedServer
from core.database.postmaster import SUPERUSER
from core.database.rights import find_unprotected, grant_app_role, protect_append_only
from tests.conftest import copied_database

CHANGES = ("UPDATE ship_log SET words = 'never'", "DELETE FROM ship_log", "TRUNCATE ship_log")


@pytest.fixture(scope="module")
def kept(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A database with an append-only table of the tests' own, which none of them changes, and a usual one."""
    with copied_database(server, template) as database:
        _prepare(database)
        yield database


def _prepare(database: Database) -> None:
    with database.admin_engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ship_log (words text)")
        connection.exec_driver_sql("CREATE TABLE cargo (id bigint GENERATED ALWAYS AS IDENTITY, words text)")
        protect_append_only(connection, "ship_log")
        grant_app_role(connection, "zhanggui_app", append_only=["ship_log", "not_there_yet"])
    with database.transaction() as session:
        session.execute(sa.text("INSERT INTO ship_log VALUES ('left Shanghai')"))


def words(database: Database) -> list[str]:
    with database.transaction() as session:
        return list(session.scalars(sa.text("SELECT words FROM ship_log")))


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_cannot_change_an_append_only_table(kept: Database, change: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), kept.transaction() as session:
        session.execute(sa.text(change))
    assert words(kept) == ["left Shanghai"]


@pytest.mark.parametrize("escape", ["RESET ROLE", "SET ROLE postgres", "ALTER TABLE ship_log DISABLE TRIGGER ALL"])
def test_the_application_cannot_get_out_of_its_role(kept: Database, escape: str) -> None:
    def escape_and_delete() -> None:
        with kept.transaction() as session:
            session.execute(sa.text(escape))
            session.execute(sa.text("DELETE FROM ship_log"))

    with pytest.raises(sa.exc.ProgrammingError):
        escape_and_delete()
    assert words(kept) == ["left Shanghai"]


@pytest.mark.parametrize("change", CHANGES)
def test_even_the_owner_is_stopped_by_the_trigger(kept: Database, change: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="append-only"), kept.admin_engine.begin() as connection:
        connection.execute(sa.text(change))
    assert words(kept) == ["left Shanghai"]


def test_a_change_that_would_meet_no_row_is_refused_as_well(kept: Database) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="append-only"), kept.admin_engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM ship_log WHERE false"))


def test_the_application_reads_and_writes_all_other_tables(kept: Database) -> None:
    with kept.transaction() as session:
        session.execute(sa.text("INSERT INTO cargo (words) VALUES ('tea'), ('silk')"))
        session.execute(sa.text("UPDATE cargo SET words = 'cotton' WHERE words = 'silk'"))
        session.execute(sa.text("DELETE FROM cargo WHERE words = 'tea'"))
        assert session.scalars(sa.text("SELECT words FROM cargo")).all() == ["cotton"]


def test_the_application_can_use_a_table_made_after_its_rights_were_given(kept: Database) -> None:
    with kept.admin_engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE later (id bigserial, words text)")
    with kept.transaction() as session:
        session.execute(sa.text("INSERT INTO later (words) VALUES ('welcome')"))


def test_the_application_makes_no_tables_and_leaves_the_version_of_the_schema_alone(kept: Database) -> None:
    with kept.admin_engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num text)")
        grant_app_role(connection, "zhanggui_app")
    for statement in ("CREATE TABLE mine (id int)", "DELETE FROM alembic_version"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), kept.transaction() as session:
            session.execute(sa.text(statement))


def test_protecting_twice_changes_nothing(kept: Database) -> None:
    with kept.admin_engine.begin() as connection:
        protect_append_only(connection, "ship_log")
        grant_app_role(connection, "zhanggui_app", append_only=["ship_log"])
    with kept.transaction() as session:
        assert find_unprotected(session, tables=["ship_log"]) == []


def test_a_table_its_role_could_rewrite_is_found_unprotected(kept: Database) -> None:
    with kept.transaction() as session:
        assert find_unprotected(session, tables=["ship_log", "cargo", "not_there_yet"]) == ["cargo"]


def test_with_one_role_for_everything_nothing_is_protected(kept: Database, server: EmbeddedServer) -> None:
    url = server.conninfo(SUPERUSER, kept.address.database)
    with Database.open(DatabaseConfig(home=server.home, url=url)) as alone:
        assert alone.app_role is None
        with alone.transaction() as session:
            assert find_unprotected(session, tables=["ship_log"]) == ["ship_log"]
