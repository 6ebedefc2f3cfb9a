"""The bot: Telegram's own client, made from the settings, with patience that fits and without secrets in logs.

Imported only where a bot is set up: it loads the telegram library.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
from telegram import Bot
from telegram.error import RetryAfter, TimedOut
from telegram.request import HTTPXRequest

POLL_SECONDS = 25
"""How long one question for news is left open."""

_CONNECT, _ANSWER, _UPLOAD = 10.0, 20.0, 60.0
_CONNECTIONS = 16
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Line:
    """The bot with its connections to Telegram. Open it before use; opening again what is open does nothing."""

    bot: Bot
    connections: tuple[HTTPXRequest, ...]

    async def open(self) -> None:
        """Makes the connections usable, also after they were closed."""
        for connections in self.connections:
            await connections.initialize()

    async def close(self) -> None:
        """Ends all connections."""
        for connections in self.connections:
            await connections.shutdown()


def make_line(token: str, base: str | None) -> Line:
    """The bot of the token, at Telegram's own address or at another server's. Nothing is asked of it yet."""
    _keep_secrets()
    # The library's durations are numbers with a warning at every use, unless it is told to give durations.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    polling, sending = _requests(base, 1), _requests(base, _CONNECTIONS)
    if base is None:
        bot = Bot(token, request=sending, get_updates_request=polling)
    else:
        addresses = _api(base), _files(base)
        bot = Bot(token, *addresses, request=sending, get_updates_request=polling)
    return Line(bot, (polling, sending))


def seconds_asked(error: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def may_have_arrived(error: Exception) -> bool:
    """Whether a request that failed may yet have been carried out: it was sent, and no answer came."""
    cause = error.__cause__
    if isinstance(cause, httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ConnectError):
        return False
    return isinstance(error, TimedOut) or isinstance(cause, httpx.TransportError)


def _keep_secrets() -> None:
    """Loggers that write addresses (with the token) and messages (with link codes) are quiet at any log level.

    Telegram's library tells of failures by errors; what it writes beside them at any level may hold messages.
    """
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)


def _requests(base: str | None, connections: int) -> HTTPXRequest:
    local = base is not None and urlsplit(base).hostname in _LOOPBACK
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=_CONNECT,
        pool_timeout=_CONNECT,
        read_timeout=_ANSWER,
        write_timeout=_ANSWER,
        media_write_timeout=_UPLOAD,
        # A server on this machine is not reached through a proxy.
        httpx_kwargs={"trust_env": False} if local else None,
    )


def _api(base: str) -> str:
    """The address before the token: `http://host:port`, with or without `/bot`, or with `{token}` in it."""
    base = base.rstrip("/")
    return base if "{token}" in base or base.endswith("/bot") else f"{base}/bot"


def _files(base: str) -> str:
    base = base.rstrip("/").removesuffix("/bot")
    return base.replace("/bot{token}", "/file/bot{token}") if "{token}" in base else f"{base}/file/bot"
