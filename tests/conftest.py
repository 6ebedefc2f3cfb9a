"""What every test may ask for: a migrated database of its own, a session that is always rolled back, a clock.

One PostgreSQL for the whole run, one database migrated once, and copies of it.
"""

from __future__ import annotations

import gc
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from psycopg import sql
from sqlalchemy.orm import Session

from assistant.evaluation.databases import CARELESS, administer, copied_database, in_memory, open_database, short_folder
from assistant.migrations import migrate
from core.calendar import FixedClock
from core.database import Database
from core.database.embedded import EmbeddedServer

# What the planner learns is the same in every test and takes seconds: it is learned once, by whoever is first.
os.environ.setdefault("ZHANGGUI_CACHE", str(Path(tempfile.gettempdir()) / f"zhanggui-learned-{os.getuid()}"))

# Whether an example is slow depends on what else the machine does; benchmarks tell what is too slow.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")

# The planner's tables are a million objects that never go: looking through them for garbage took a seventh of the time.
gc.set_threshold(100_000, 20, 100)

_MANY = 400
"""So many tests of a file take long, whatever they are."""

# Most tests that need a database or a folder of their own make it by these.
__all__ = ["copied_database", "open_database", "short_folder"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, or whoever is given one last works on it alone while the others wait."""
    tests = Counter(item.path for item in items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    slow |= {path for path, count in tests.items() if count >= _MANY}
    items.sort(key=lambda item: (item.path not in slow, -tests[item.path], item.path))


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The PostgreSQL of this run."""
    with short_folder(in_memory()) as folder:
        server = EmbeddedServer.open(folder / "home", CARELESS)
        yield server
        server.close()


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """The name of a database that was migrated and holds no rows. Nobody connects to it: it is copied."""
    name = "migrated"
    administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with open_database(server, name) as database:
        migrate(database)
    return name


@pytest.fixture
def database(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A database of this test's own, opened as the application's role; for commits, threads and processes."""
    with copied_database(server, template) as database:
        yield database


@pytest.fixture(scope="session")
def shared_database(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """The database under every `session`. Nothing may be committed to it."""
    with copied_database(server, template) as database:
        yield database


@pytest.fixture
def session(shared_database: Database) -> Iterator[Session]:
    """A session as the application's role; what it does is undone afterwards, even what it commits."""
    with shared_database.engine.connect() as connection:
        everything = connection.begin()
        # A commit or rollback inside ends a savepoint only, so code that takes savepoints works as usual.
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        everything.rollback()


@pytest.fixture
def clock() -> FixedClock:
    """Monday, 23 November 2026, 10:02 in Shanghai."""
    return FixedClock(datetime(2026, 11, 23, 2, 2, tzinfo=UTC))


@pytest.fixture(scope="session")
def home_made_once() -> Iterator[Path]:
    """A home whose embedded server was started once and stopped: making one takes over a second."""
    with short_folder(in_memory()) as folder:
        EmbeddedServer.open(folder / "home", CARELESS).close()
        yield folder / "home"


@pytest.fixture
def home(home_made_once: Path) -> Iterator[Path]:
    """A home of this test's own, for its own embedded server; nothing is migrated and nothing runs."""
    with short_folder(in_memory()) as folder:
        subprocess.run(["cp", "-a", home_made_once, folder / "home"], check=True)
        yield folder / "home"
