"""What can go wrong between the program and its database, as facts. No password is ever among them.

Sentences live in the locale files; where each is raised says when.
"""

from __future__ import annotations

from enum import StrEnum

from core.errors import Invalid, Unavailable


class Unreachable(StrEnum):
    """Why a connection could not be opened, as far as the server or the system said."""

    UNKNOWN_HOST = "unknown_host"
    NOT_LISTENING = "not_listening"
    TIMED_OUT = "timed_out"
    PASSWORD_REFUSED = "password_refused"
    NO_SUCH_ROLE = "no_such_role"
    NO_SUCH_DATABASE = "no_such_database"
    NOT_ALLOWED = "not_allowed"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    STARTING = "starting"
    ENCRYPTION = "encryption"
    BROKEN_OFF = "broken_off"
    OTHER = "other"


class DatabaseUnreachable(Unavailable):
    """The database does not answer or does not let us in. Facts: host, database, user, reason (`Unreachable`)."""


class DatabaseBusy(Unavailable):
    """Every connection of this process was taken for too long. Facts: seconds (waited), connections (allowed)."""


class DatabaseUrlInvalid(Invalid):
    """DATABASE_URL or DATABASE_ADMIN_URL cannot be read as an address of a database. Facts: setting (its name)."""


class DatabaseTooOld(Unavailable):
    """The server is older than we can work with. Facts: found (its version, "14.2"), needed (major version)."""


class HomeNotWritable(Unavailable):
    """The folder of our data cannot be made or written. Facts: path, user (who we run as), said (by the system)."""


class EmbeddedServerFailed(Unavailable):
    """The PostgreSQL we bring along could not be installed or started. Facts: step, log (the end of its log)."""
