"""Opening connections and knowing whether an idle one still lives. The pool that keeps them is in `database`.

A database that is restarted must not cost anybody a turn: opening waits for it, and a dead connection is noticed
before it is used. A look at the socket tells that in microseconds; asking the server each time cost 95 µs.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy.exc import InvalidatePoolError

from core.database.address import Address
from core.database.refusals import DatabaseUnreachable, Unreachable
from core.database.values import adapters

Connection = psycopg.Connection[tuple[Any, ...]]

PATIENCE_SECONDS = 8.0
"""How long, since it was first missed, a database is waited for."""
_PAUSE_SECONDS = 0.1
_GOING_AWAY = ("08", "57P")
"""Classes of SQLSTATE: connection exceptions, and operator intervention (shutdown, crash, starting up)."""
_ADAPTERS = adapters()
# What a restart of the server, of its machine or of its container looks like from here.
PASSING = frozenset(
    {
        Unreachable.NOT_LISTENING,
        Unreachable.STARTING,
        Unreachable.TIMED_OUT,
        Unreachable.TOO_MANY_CONNECTIONS,
        Unreachable.BROKEN_OFF,
        Unreachable.UNKNOWN_HOST,
    }
)
# libpq tells a failed connection in words only, the client's in English, the server's mostly so.
_WORDS: tuple[tuple[str, Unreachable], ...] = (
    ("timeout expired", Unreachable.TIMED_OUT),
    ("timed out", Unreachable.TIMED_OUT),
    ("no route to host", Unreachable.TIMED_OUT),
    ("network is unreachable", Unreachable.TIMED_OUT),
    ("resolve host", Unreachable.UNKNOWN_HOST),
    ("translate host name", Unreachable.UNKNOWN_HOST),
    ("connection refused", Unreachable.NOT_LISTENING),
    ("no such file or directory", Unreachable.NOT_LISTENING),
    ("starting up", Unreachable.STARTING),
    ("shutting down", Unreachable.STARTING),
    ("recovery mode", Unreachable.STARTING),
    ("not yet accepting", Unreachable.STARTING),
    ("too many clients", Unreachable.TOO_MANY_CONNECTIONS),
    ("too many connections", Unreachable.TOO_MANY_CONNECTIONS),
    ("connection slots", Unreachable.TOO_MANY_CONNECTIONS),
    ("password", Unreachable.PASSWORD_REFUSED),
    ("pg_hba.conf", Unreachable.NOT_ALLOWED),
    ("authentication failed", Unreachable.NOT_ALLOWED),
    ("permission denied", Unreachable.NOT_ALLOWED),
    ("not permitted to log in", Unreachable.NOT_ALLOWED),
    ("ssl", Unreachable.ENCRYPTION),
    ("certificate", Unreachable.ENCRYPTION),
    ("closed the connection", Unreachable.BROKEN_OFF),
    ("terminating connection", Unreachable.BROKEN_OFF),
    ("reset by peer", Unreachable.BROKEN_OFF),
)


class Entrance:
    """Opens connections to one address for a pool; waits for a database that is away for a moment.

    `revive` is called when nothing listens there, to start a server that is ours to start.
    """

    def __init__(
        self,
        address: Address,
        *,
        revive: Callable[[], None] | None = None,
        waits_for: frozenset[Unreachable] = PASSING,
    ) -> None:
        self.address = address
        self._revive = revive
        self._waits_for = waits_for
        self._lock = threading.Lock()
        self._missed_at: float | None = None

    def connect(self) -> Connection:
        """A new connection, waiting up to `PATIENCE_SECONDS` for a database that is being restarted.

        Refuses: `DatabaseUnreachable`. Once the patience is used up, later calls refuse at once until it is back.
        """
        while True:
            try:
                connection = open_connection(self.address)
            except DatabaseUnreachable as refusal:
                if refusal.facts["reason"] not in self._waits_for or self._missing_seconds() > PATIENCE_SECONDS:
                    raise
                if self._revive is not None and refusal.facts["reason"] == Unreachable.NOT_LISTENING:
                    self._revive()
                else:
                    time.sleep(_PAUSE_SECONDS)
            else:
                self._missed_at = None
                return connection

    def _missing_seconds(self) -> float:
        now = time.monotonic()
        with self._lock:
            if self._missed_at is None:
                self._missed_at = now
            return now - self._missed_at


def open_connection(address: Address) -> Connection:
    """One try to connect. Refuses: `DatabaseUnreachable`."""
    try:
        return psycopg.connect(address.conninfo, context=_ADAPTERS)
    except psycopg.Error as error:
        raise unreachable(address, error) from error


def refuse_dead(connection: Connection, *_: object) -> None:
    """Raise what makes the pool throw its connections away and open a new one, if this one is dead.

    A server that ends a connection says so on its socket, where nothing else is to be read while it is idle.
    """
    if connection.closed:
        raise InvalidatePoolError
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if not waiting.poll(0):
        return
    try:
        # Perhaps only a notice; the answer to a question tells.
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def was_lost(error: psycopg.Error) -> bool:
    """Whether the connection broke, and not the statement: the server said nothing, or that it is going away.

    SQLAlchemy knows that of a connection it has; not of one that breaks while it is being made ready.
    """
    return isinstance(error, psycopg.OperationalError) and (
        error.sqlstate is None or error.sqlstate.startswith(_GOING_AWAY)
    )


def unreachable(address: Address, error: psycopg.Error) -> DatabaseUnreachable:
    """The refusal for a failure to connect or a connection that broke."""
    said = str(error).strip().splitlines()
    return DatabaseUnreachable(
        host=address.host,
        database=address.database,
        user=address.user,
        reason=_reason(error),
        said=said[0].removeprefix("connection failed: ") if said else "",
    )


def _reason(error: psycopg.Error) -> Unreachable:
    if isinstance(error, psycopg.errors.ConnectionTimeout):
        return Unreachable.TIMED_OUT
    text = str(error).lower()
    if "does not exist" in text:
        return Unreachable.NO_SUCH_DATABASE if 'database "' in text else Unreachable.NO_SUCH_ROLE
    return next((reason for words, reason in _WORDS if words in text), Unreachable.OTHER)
