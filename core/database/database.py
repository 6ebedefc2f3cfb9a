"""The one way to the database in a process: its engines, its transactions, its opening and closing.

How connections are opened and found dead is in `connecting`; the embedded server in `embedded`; roles in `rights`.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from core.database.address import Address, parse_address
from core.database.connecting import Entrance, refuse_dead, unreachable, was_lost
from core.database.embedded import EmbeddedServer
from core.database.postmaster import SUPERUSER
from core.database.refusals import DatabaseBusy, DatabaseTooOld, DatabaseUrlInvalid, Unreachable

VERSION_NEEDED = 15
CONNECTIONS = 16
"""Kept open per process: one for each of the threads a server answers in."""
CONNECTIONS_MORE = 4
CHECKOUT_SECONDS = 10.0
# A turn must end: rather an honest failure than a spinner. Commands that want less set it in their transaction.
_LIMITS = "-c lock_timeout=15s -c statement_timeout=120s -c idle_in_transaction_session_timeout=300s"


@dataclass(frozen=True, slots=True)
class DatabaseConfig:
    """Where the database is. Without `url` the embedded server of `home` is used, and started when needed.

    `admin_url` is the role that migrates; without it that is the role of `url`.
    """

    home: Path
    url: str | None = None
    admin_url: str | None = None


class Database:
    """The database of a process: open it once, take transactions from it in any thread, close it.

    Leaving without `close` is made up for at exit, so that the embedded server is stopped by its last user.
    """

    def __init__(self, address: Address, admin_address: Address, embedded: EmbeddedServer | None) -> None:
        """Connects to nothing yet; `open` is the usual way in."""
        self.address = address
        self.admin_address = admin_address
        self.embedded = embedded
        self._entrance = Entrance(address.on(_LIMITS), revive=embedded.revive if embedded else None)
        self.engine = _pooled_engine(self._entrance)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._opened_in = os.getpid()
        atexit.register(self.close)

    @classmethod
    def open(cls, config: DatabaseConfig) -> Database:
        """Connect, starting or joining the embedded server when `config` has no address.

        Refuses: `HomeNotWritable`, `EmbeddedServerFailed`, `DatabaseUrlInvalid`, `DatabaseUnreachable`,
        `DatabaseTooOld`.
        """
        embedded = None
        if config.url is None:
            embedded = EmbeddedServer.open(config.home)
            address = parse_address(embedded.conninfo(), setting="ZHANGGUI_HOME")
            admin_address = parse_address(embedded.conninfo(SUPERUSER), setting="ZHANGGUI_HOME")
        else:
            address = parse_address(config.url, setting="DATABASE_URL")
            admin_address = parse_address(config.admin_url or config.url, setting="DATABASE_ADMIN_URL")
            if admin_address.database != address.database:
                raise DatabaseUrlInvalid(setting="DATABASE_ADMIN_URL")
        database = cls(address, admin_address, embedded)
        try:
            database._refuse_too_old()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def conninfo(self) -> str:
        """The application's address in libpq's form, for psycopg and Procrastinate. Contains the password."""
        return self.address.conninfo

    @property
    def app_role(self) -> str | None:
        """The role the application works as when another one owns the tables, else None."""
        return self.address.user if self.address.user != self.admin_address.user else None

    @cached_property
    def admin_engine(self) -> sa.Engine:
        """The engine of the role that owns the tables: migrations and rights, nothing else. Keeps no connections."""
        entrance = Entrance(self.admin_address, revive=self.embedded.revive if self.embedded else None)
        return sa.create_engine("postgresql+psycopg://", creator=entrance.connect, poolclass=NullPool)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, and rolled back on any exception.

        Refuses `DatabaseBusy` when no connection gets free in time, and `DatabaseUnreachable` when the database is
        away or goes away in between; if that was during the commit, nobody knows whether it was done: work that must
        happen once is asked for again under the same key.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except sa.exc.TimeoutError as error:
            raise DatabaseBusy(seconds=int(CHECKOUT_SECONDS), connections=CONNECTIONS + CONNECTIONS_MORE) from error
        except sa.exc.DBAPIError as error:
            if isinstance(error.orig, psycopg.Error) and (error.connection_invalidated or was_lost(error.orig)):
                raise unreachable(self.address, error.orig) from error
            raise

    def revive(self) -> None:
        """Start the embedded server again if it died; nothing for an external one. Quick while it runs.

        Transactions do so themselves. For those who keep connections of their own, such as a queue's worker.
        """
        if self.embedded is not None:
            self.embedded.revive()

    def close(self) -> None:
        """Give all connections back and leave the embedded server; its last user stops it. Twice is harmless."""
        atexit.unregister(self.close)
        if os.getpid() != self._opened_in:
            return  # a forked child: connections and server are its parent's
        self.engine.dispose()
        if self.embedded is not None:
            self.embedded.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refuse_too_old(self) -> None:
        # Not through the pool: a wrong address is told at once, without the patience for a restart.
        connection = Entrance(self.address, waits_for=frozenset({Unreachable.STARTING})).connect()
        found = connection.info.server_version
        connection.close()
        if found < VERSION_NEEDED * 10_000:
            raise DatabaseTooOld(found=f"{found // 10_000}.{found % 10_000}", needed=VERSION_NEEDED)


def _pooled_engine(entrance: Entrance) -> sa.Engine:
    engine = sa.create_engine(
        "postgresql+psycopg://",
        creator=entrance.connect,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS_MORE,
        pool_timeout=CHECKOUT_SECONDS,
        pool_use_lifo=True,  # the connection used last has its statements prepared
        use_native_hstore=False,
    )
    sa.event.listen(engine, "checkout", refuse_dead)
    return engine
