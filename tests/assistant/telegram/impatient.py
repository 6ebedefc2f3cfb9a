"""A bot that gives up waiting soon, for tests of silence."""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

from assistant.channels.telegram.bot import Line


def impatient_line(token: str, url: str) -> Line:
    """A bot at the server that waits half a second for any answer."""
    requests = HTTPXRequest(read_timeout=0.5, httpx_kwargs={"trust_env": False})
    return Line(Bot(token, f"{url}/bot", request=requests, get_updates_request=requests), (requests,))
