"""What every test may ask for: a migrated database of its own, a session that is always rolled back, a clock.

One PostgreSQL for the whole run, one database migrated once, and copies of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql
from sqlalchemy.orm import Session

from assistant.migrations import migrate
from core.calendar import FixedClock
from core.database import Database, DatabaseConfig, new_id
from core.database.embedded import APP_ROLE, EmbeddedServer
from core.database.postmaster import SETTINGS, SUPERUSER

# What the planner learns is the same in every test and takes seconds: it is learned once, by whoever is first.
os.environ.setdefault("ZHANGGUI_CACHE", str(Path(tempfile.gettempdir()) / f"zhanggui-learned-{os.getuid()}"))

# Whether an example is slow depends on what else the machine does; benchmarks tell what is too slow.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")

# The books of a test need not survive a power cut.
_CARELESS = {**SETTINGS, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The PostgreSQL of this run."""
    with short_folder() as folder:
        server = EmbeddedServer.open(folder / "home", _CARELESS)
        yield server
        server.close()


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """The name of a database that was migrated and holds no rows. Nobody connects to it: it is copied."""
    name = "migrated"
    _administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
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
    with short_folder() as folder:
        EmbeddedServer.open(folder / "home", _CARELESS).close()
        yield folder / "home"


@pytest.fixture
def home(home_made_once: Path) -> Iterator[Path]:
    """A home of this test's own, for its own embedded server; nothing is migrated and nothing runs."""
    with short_folder() as folder:
        subprocess.run(["cp", "-a", home_made_once, folder / "home"], check=True)
        yield folder / "home"


@contextmanager
def short_folder() -> Iterator[Path]:
    """A temporary folder whose name is short enough for sockets, and which the server's account can pass through.

    pytest's own folders are neither when the tests run as root.
    """
    folder = Path(tempfile.mkdtemp(prefix="zg-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def copied_database(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A copy of the database `template`, dropped afterwards."""
    name = f"copy_{new_id().hex}"
    made, template_name = sql.Identifier(name), sql.Identifier(template)
    _administer(server, sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(made, template_name))
    try:
        with open_database(server, name) as database:
            yield database
    finally:
        _administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(made))


def open_database(server: EmbeddedServer, name: str) -> Database:
    """The database `name` of the run's server, as an external one with two roles."""
    return Database.open(
        DatabaseConfig(
            home=server.home, url=server.conninfo(APP_ROLE, name), admin_url=server.conninfo(SUPERUSER, name)
        )
    )


def _administer(server: EmbeddedServer, statement: sql.Composed) -> None:
    with psycopg.connect(server.conninfo(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
