"""The address of a database and its login role, as read from a setting and as libpq wants it. Connects to nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from core.database.refusals import DatabaseUrlInvalid

# Drivers some people write into the URL; there is one driver here.
_SCHEMES = ("postgresql+psycopg://", "postgresql+psycopg2://", "postgresql+asyncpg://", "postgres://")
_TIMEZONE = "-c timezone=UTC"
_DEFAULTS: dict[str, str] = {
    "application_name": "zhanggui",
    "connect_timeout": "5",  # seconds
    # A machine that vanished is noticed within about half a minute, not after two hours.
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",  # milliseconds
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and who we are there. Shows no password when printed."""

    host: str
    database: str
    user: str
    conninfo: str = field(repr=False)

    def on(self, options: str) -> Address:
        """The same, with server settings for its connections, such as "-c lock_timeout=5s"."""
        more = f"{conninfo_to_dict(self.conninfo).get('options', '')} {options}"
        return replace(self, conninfo=make_conninfo(self.conninfo, options=more))


def parse_address(url: str, *, setting: str) -> Address:
    """Read a postgresql:// URL or libpq's key=value form. Refuses (`DatabaseUrlInvalid`) naming the `setting`.

    What libpq says of a URL it cannot read is not passed on: with an unescaped "@" it quotes half the password.
    """
    text = url.strip()
    for scheme in _SCHEMES:
        if text.startswith(scheme):
            text = f"postgresql://{text.removeprefix(scheme)}"
    _refuse_unescaped(text, setting)
    try:
        known = {name: str(value) for name, value in conninfo_to_dict(text).items() if value is not None}
        if not known or not known.get("port", "0").replace(",", "").isdigit():
            raise DatabaseUrlInvalid(setting=setting)
        options = f"{_TIMEZONE} {known.pop('options', '')}".strip()
        conninfo = make_conninfo(**{**_DEFAULTS, **known, "options": options})
    except (psycopg.Error, ValueError, UnicodeError):
        raise DatabaseUrlInvalid(setting=setting) from None
    user = known.get("user", "")
    host = known.get("host") or known.get("hostaddr") or "localhost"
    if "port" in known and not host.startswith("/"):
        host = f"{host}:{known['port']}"
    return Address(host=host, database=known.get("dbname") or user, user=user, conninfo=conninfo)


def _refuse_unescaped(text: str, setting: str) -> None:
    """Refuse a second "@" in a URL: libpq would take the rest of the password for the host, and we would show it."""
    if text.startswith("postgresql://"):
        network, _, path = text.removeprefix("postgresql://").partition("/")
        if network.count("@") > 1 or "@" in path.partition("?")[0]:
            raise DatabaseUrlInvalid(setting=setting)
