"""Several processes on one embedded server: who starts it, who stops it, and what a killed one leaves behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from core.database.embedded import EmbeddedServer
from tests.conftest import short_folder

ROOT = Path(__file__).resolve().parents[2]

# Opens the database of a home, writes every word it is told, and leaves when its input ends.
# A run of the tests that was started in the background hands its children ignored signals: ours are a terminal's.
SCRIBE = """
import signal
import sys
from pathlib import Path
import sqlalchemy as sa
from core.database import Database, DatabaseConfig, leave_on_signals
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
leave_on_signals()
database = Database.open(DatabaseConfig(home=Path(sys.argv[1])))
print("open", flush=True)
for word in sys.stdin:
    with database.transaction() as session:
        session.execute(sa.text("INSERT INTO written VALUES (:word)"), {"word": word.strip()})
    print("committed", flush=True)
"""
pytestmark = pytest.mark.slow
Scribe = subprocess.Popen[str]


@contextmanager
def scribe(home: Path) -> Iterator[Scribe]:
    """A process that writes; killed at the end if it still runs."""
    command = [sys.executable, "-c", SCRIBE, str(home)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: Scribe) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def write(process: Scribe, word: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    assert heard(process) == "committed"


def leave(process: Scribe) -> int:
    assert process.stdin is not None
    process.stdin.close()
    return process.wait(timeout=60)


def written(home: Path) -> list[str]:
    """The words in the database, read by a user of our own."""
    server = EmbeddedServer.open(home)
    try:
        with psycopg.connect(server.conninfo("postgres")) as connection:
            return [word for (word,) in connection.execute("SELECT word FROM written ORDER BY word")]
    finally:
        server.close()


def servers(home: Path) -> list[int]:
    """The PostgreSQL processes, of any kind, that live on a home."""
    data = str((home / "postgres").resolve())
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == data and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def book(home: Path) -> Path:
    """A home whose database has a table for words."""
    server = EmbeddedServer.open(home)
    with psycopg.connect(server.conninfo("postgres")) as connection:
        connection.execute("CREATE TABLE written (word text)")
        connection.execute("GRANT SELECT, INSERT ON written TO zhanggui_app")
    server.close()
    assert servers(home) == []
    return home


def test_one_of_three_processes_is_killed_and_the_others_go_on_and_leave_none(book: Path) -> None:
    with scribe(book) as anna, scribe(book) as bo, scribe(book) as chen:
        assert [heard(each) for each in (anna, bo, chen)] == ["open"] * 3
        write(anna, "first, by the one who started it")
        anna.kill()
        anna.wait()
        write(bo, "second, after the kill")
        assert leave(bo) == 0
        write(chen, "third, by the last")
        assert servers(book) != []
        assert leave(chen) == 0
        assert servers(book) == []
    assert written(book) == ["first, by the one who started it", "second, after the kill", "third, by the last"]


def test_everybody_is_killed_and_the_next_one_finds_all_that_was_committed(book: Path) -> None:
    with scribe(book) as anna, scribe(book) as bo:
        assert [heard(each) for each in (anna, bo)] == ["open"] * 2
        write(anna, "kept")
        for each in (anna, bo):
            each.kill()
            each.wait()
    assert servers(book) != []
    assert written(book) == ["kept"]
    assert servers(book) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_process_told_to_stop_leaves_in_good_order(book: Path, number: signal.Signals) -> None:
    with scribe(book) as anna:
        assert heard(anna) == "open"
        anna.send_signal(number)
        code = anna.wait(timeout=60)
        # Ctrl-C is Python's own; what it makes of it depends on what else is imported on the way out.
        assert code == 128 + number if number != signal.SIGINT else code != 0
        assert servers(book) == []


def test_impatience_does_not_leave_half_a_stop_behind(book: Path) -> None:
    with scribe(book) as anna:
        assert heard(anna) == "open"
        for _ in range(20):
            anna.send_signal(signal.SIGTERM)
            time.sleep(0.005)
        anna.wait(timeout=60)
        assert servers(book) == []


def test_six_first_starts_at_once_make_one_database() -> None:
    with short_folder() as folder, ExitStack() as stack:
        home = folder / "home"
        six = [stack.enter_context(scribe(home)) for _ in range(6)]
        assert [heard(each) for each in six] == ["open"] * 6
        parents = {psutil.Process(pid).ppid() for pid in servers(home)}
        assert len(parents & set(servers(home))) == 1
        assert [leave(each) for each in six] == [0] * 6
        assert servers(home) == []


def test_coming_and_going_at_once_loses_no_word(book: Path) -> None:
    for turn in range(2):
        with ExitStack() as stack:
            three = [stack.enter_context(scribe(book)) for _ in range(3)]
            for place, each in enumerate(three):
                assert heard(each) == "open"
                write(each, f"{turn}{place}")
                assert each.stdin is not None
                each.stdin.close()  # leaves while the others are still coming
            assert [each.wait(timeout=60) for each in three] == [0] * 3
        assert servers(book) == []
    assert written(book) == [f"{turn}{place}" for turn in range(2) for place in range(3)]


def test_a_forked_child_does_not_stop_the_server_of_its_parent(book: Path) -> None:
    fork = "import os\nif os.fork() == 0:\n    sys.exit()\nos.wait()\n"
    command = [sys.executable, "-c", SCRIBE.replace('print("open", flush=True)\n', fork), str(book)]
    done = subprocess.run(command, cwd=ROOT, input="still here\n", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "committed"
    assert servers(book) == []
    assert written(book) == ["still here"]
