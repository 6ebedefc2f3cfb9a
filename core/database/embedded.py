"""The embedded PostgreSQL of a home, shared by processes: started by the first, stopped by the last.

Every process holds a shared lock on `users.lock` while it uses the server; whoever leaves and can take that lock
alone stops the server. The system drops the lock of a process that was killed, so a killed one never counts.
Starting and stopping happen under the exclusive `postgres.lock`. The server process itself is in `postmaster`.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from core.database import postmaster
from core.database.leaving import undisturbed
from core.database.placement import data_folder, data_owner, not_writable, prepare_home
from core.database.postmaster import SETTINGS, SUPERUSER
from core.database.programs import Programs, find_programs
from core.database.refusals import EmbeddedServerFailed

APP_ROLE = "zhanggui_app"
DATABASE_NAME = "zhanggui"
WAIT_SECONDS = 180.0
"""How long to wait for another process that is starting or stopping the server."""
_PREPARED = "zhanggui.prepared"


class EmbeddedServer:
    """One user's share of the server of a home. Open it, connect by `conninfo`, close it."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        self.home = home
        self._settings = settings
        self._sockets = home
        self._users = _open_lock(home / "users.lock")

    @classmethod
    def open(cls, home: Path, settings: Mapping[str, str] = SETTINGS) -> EmbeddedServer:
        """Join those who use the server of `home`, starting it when it is not running, making its data when new.

        `settings` (PostgreSQL's own) take effect when this call starts the server.
        Refuses: `HomeNotWritable`, `EmbeddedServerFailed`.
        """
        server = cls(prepare_home(home), settings)
        try:
            with _alone(server.home):
                fcntl.flock(server._users, fcntl.LOCK_SH)
                server._ensure_running()
        except BaseException as error:
            with suppress(EmbeddedServerFailed, OSError):
                server.close()  # interrupted after the start: nobody would stop what we started
            if isinstance(error, OSError):
                raise not_writable(Path(error.filename or home), error.strerror) from error
            raise
        return server

    @property
    def data(self) -> Path:
        """The folder of PostgreSQL's own files; it need not lie under the home."""
        return (self.home / "postgres").resolve()

    def conninfo(self, role: str = APP_ROLE, database: str = DATABASE_NAME) -> str:
        """How `role` reaches `database`, in libpq's form."""
        return make_conninfo(host=str(self._sockets), port=5432, user=role, dbname=database)

    def revive(self) -> None:
        """Start the server again if it died under its users. Quick while it is running; nothing after `close`."""
        with _alone(self.home):
            if self._users >= 0:
                self._ensure_running()

    def close(self) -> None:
        """Leave; the last to leave stops the server. Closing again does nothing."""
        if self._users < 0:
            return
        try:
            with undisturbed(), _alone(self.home), suppress(BlockingIOError):
                # Losing the shared lock in the exchange is harmless: we are leaving, and nobody joins meanwhile.
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                postmaster.stop(self.data, find_programs(data_owner(self.home)))
        finally:
            os.close(self._users)
            self._users = -1

    def _ensure_running(self) -> None:
        data = self.data
        running = postmaster.find_running(data) if data.exists() else None
        if running is None:
            programs = find_programs(data_owner(self.home))
            data = self._ensure_data(programs)
            running = postmaster.start(data, programs, self._settings)
        self._sockets = running.sockets
        if not (data / _PREPARED).exists():
            self._prepare()
            (data / _PREPARED).touch()

    def _ensure_data(self, programs: Programs) -> Path:
        data = data_folder(self.home, programs)
        if not (data / "PG_VERSION").exists():
            postmaster.initialise(data, programs, self._settings)
        link = self.home / "postgres"
        if not link.exists():
            link.symlink_to(data)
        return data

    def _prepare(self) -> None:
        """The second login role and the database, where missing: a killed process may have made one of the two."""
        with psycopg.connect(self.conninfo(SUPERUSER, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise not_writable(path, error.strerror) from error


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Alone among all users of this home."""
    lock = _open_lock(home / "postgres.lock")
    until = time.monotonic() + WAIT_SECONDS
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise EmbeddedServerFailed(step="wait", log=str(home / "postgres.lock")) from None
                time.sleep(0.01)
        yield
    finally:
        os.close(lock)
