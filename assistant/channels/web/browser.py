"""What a request tells about the browser behind it: who is signed in, in which language, from where.

Cookies are set in `signing`; what the person may do is decided elsewhere.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from assistant.channels.api.identifying import context_of, language_wanted
from assistant.replies.entries import LANGUAGES
from core import identity
from core.actor import Actor
from core.errors import NotPermitted

CHANNEL = "web"
SESSION_COOKIE = "zhanggui_session"
LANGUAGE_COOKIE = "zhanggui_language"

_FORWARDING = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy adds. One that adds none of these cannot be told from a browser on this machine."""


class SignedOut(NotPermitted):
    """Nobody is signed in with this browser, or no longer."""


class ForeignOrigin(NotPermitted):
    """The request was caused by a page of another site."""


def require_actor(session: Session, request: Request) -> Actor:
    """Who is signed in, in the transaction that does their work; refuses `SignedOut`."""
    actor = find_actor(session, request)
    if actor is None:
        raise SignedOut()
    return actor


def find_actor(session: Session, request: Request) -> Actor | None:
    """Who is signed in, or None."""
    secret = request.cookies.get(SESSION_COOKIE)
    now = context_of(request).clock.now()
    return identity.actor_for_web_session(session, secret, now=now) if secret else None


def language_of_page(request: Request) -> str:
    """The language chosen on the page, else the browser's: signing in must not change the language under one's eyes."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else language_wanted(request)


def from_loopback(request: Request) -> bool:
    """Whether the browser runs on this machine and talks to it directly, by one of the machine's own names.

    The name matters too: a page of another site can be served under a name that leads to 127.0.0.1.
    """
    if request.client is None or any(name in request.headers for name in _FORWARDING):
        return False
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return _is_loopback(request.client.host) and (name == "localhost" or _is_loopback(name))


async def refuse_foreign(request: Request) -> None:
    """Refuses `ForeignOrigin` to a request that changes something and does not come from our own pages.

    Another port of the same host counts as foreign, though its requests carry our cookies.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise ForeignOrigin()
        return
    # Browsers leave Sec-Fetch-Site out where neither TLS nor loopback protects the connection.
    origin = urlsplit(request.headers.get("origin", ""))
    if not origin.netloc or origin.netloc != request.headers.get("host"):
        raise ForeignOrigin()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


OurPagesOnly = Depends(refuse_foreign)
