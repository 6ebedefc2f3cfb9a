"""The server dies or is restarted under a process that goes on using it: nothing committed is lost, turns go on."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.database import Database, DatabaseConfig, postmaster
from core.database.placement import data_owner
from core.database.programs import find_programs
from core.database.refusals import DatabaseUnreachable, Unreachable


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    """A database on an embedded server of its own, with one word committed."""
    with Database.open(DatabaseConfig(home=home)) as database:
        with database.admin_engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE written (word text)")
            connection.exec_driver_sql("GRANT SELECT, INSERT ON written TO zhanggui_app")
        write(database, "before")
        yield database


def write(database: Database, word: str) -> None:
    with database.transaction() as session:
        session.execute(sa.text("INSERT INTO written VALUES (:word)"), {"word": word})


def written(database: Database) -> list[str]:
    with database.transaction() as session:
        return list(session.scalars(sa.text("SELECT word FROM written ORDER BY word")))


pytestmark = pytest.mark.slow


def data(database: Database) -> Path:
    assert database.embedded is not None
    return database.embedded.data


def stop_server(database: Database) -> None:
    assert database.embedded is not None
    postmaster.stop(data(database), find_programs(data_owner(database.embedded.home)))


def start_server(database: Database) -> None:
    """Under the home's lock, like everyone who starts it: two starting at once would disown each other's server."""
    assert database.embedded is not None
    database.embedded.revive()


def kill_server(database: Database) -> None:
    running = postmaster.find_running(data(database))
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    time.sleep(0.2)  # its backends notice a moment later, and until then are not dead


def test_a_killed_server_is_started_again_by_the_next_transaction(database: Database) -> None:
    kill_server(database)
    write(database, "after")
    assert written(database) == ["after", "before"]


def test_a_killed_server_comes_up_with_what_was_committed_when_opened_again(database: Database, home: Path) -> None:
    kill_server(database)
    database.close()
    with Database.open(DatabaseConfig(home=home)) as again:
        assert written(again) == ["before"]


def test_many_threads_find_a_killed_server_and_all_of_them_get_through(database: Database) -> None:
    for word in ("warm", "pool"):
        write(database, word)
    kill_server(database)
    threads = [threading.Thread(target=write, args=(database, f"thread {place:02}")) for place in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert written(database)[2:-1] == [f"thread {place:02}" for place in range(12)]


def test_connections_that_a_restart_left_dead_are_never_used(database: Database) -> None:
    blocks = [database.transaction() for _ in range(5)]
    for block in blocks:
        block.__enter__().execute(sa.text("SELECT 1"))
    for block in blocks:
        block.__exit__(None, None, None)
    stop_server(database)
    start_server(database)
    for place in range(5):
        write(database, f"after {place}")
    assert len(written(database)) == 6


def test_a_connection_the_server_ended_is_replaced_without_a_word(database: Database) -> None:
    assert written(database) == ["before"]
    with database.admin_engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'zhanggui_app'"
        )
    time.sleep(0.1)
    assert written(database) == ["before"]


def test_a_notice_on_an_idle_connection_is_not_taken_for_its_end(database: Database) -> None:
    with database.transaction() as session:
        before = session.scalar(sa.text("SELECT pg_backend_pid()"))
        session.execute(sa.text("LISTEN bell"))
    with database.admin_engine.begin() as connection:
        connection.exec_driver_sql("NOTIFY bell")
    time.sleep(0.1)
    with database.transaction() as session:
        assert session.scalar(sa.text("SELECT pg_backend_pid()")) == before


def test_a_turn_in_the_middle_of_its_work_is_told_that_the_connection_broke(database: Database) -> None:
    def write_and_be_cut_off() -> None:
        with database.transaction() as session:
            session.execute(sa.text("INSERT INTO written VALUES ('never')"))
            kill_server(database)
            time.sleep(0.1)
            session.execute(sa.text("INSERT INTO written VALUES ('never either')"))

    with pytest.raises(DatabaseUnreachable) as refused:
        write_and_be_cut_off()
    assert refused.value.facts["reason"] == Unreachable.BROKEN_OFF
    assert written(database) == ["before"]


def test_a_number_taken_over_by_another_process_does_not_keep_the_server_down(database: Database, home: Path) -> None:
    kill_server(database)
    database.close()
    lock = home / "postgres" / "postmaster.pid"
    lines = lock.read_text().split("\n", 1)
    lock.write_text(f"{os.getpid()}\n{lines[1]}")
    with Database.open(DatabaseConfig(home=home)) as again:
        assert written(again) == ["before"]


def test_a_lock_file_emptied_by_a_power_cut_does_not_keep_the_server_down(database: Database, home: Path) -> None:
    kill_server(database)
    database.close()
    (home / "postgres" / "postmaster.pid").write_text("")
    with Database.open(DatabaseConfig(home=home)) as again:
        assert written(again) == ["before"]


def test_an_external_server_is_waited_for_while_it_restarts(database: Database) -> None:
    with Database.open(DatabaseConfig(home=Path("/nowhere"), url=database.conninfo)) as guest:
        assert written(guest) == ["before"]
        stop_server(database)
        starting = threading.Timer(1.0, start_server, (database,))
        starting.start()
        assert written(guest) == ["before"]
        starting.join()


def test_an_external_server_that_stays_away_is_waited_for_once_and_not_by_each_turn(database: Database) -> None:
    with Database.open(DatabaseConfig(home=Path("/nowhere"), url=database.conninfo)) as guest:
        stop_server(database)
        with pytest.raises(DatabaseUnreachable) as refused:
            written(guest)
        assert refused.value.facts["reason"] == Unreachable.NOT_LISTENING
        began = time.monotonic()
        with pytest.raises(DatabaseUnreachable):
            written(guest)
        assert time.monotonic() - began < 1
        start_server(database)
        assert written(guest) == ["before"]
