"""Who calls the API, and in which language they are answered. What they may do is decided elsewhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from assistant.channels.contract import ChannelContext
from core import identity
from core.actor import Actor
from core.errors import NotPermitted

CHANNEL = "api"

_bearer = HTTPBearer(auto_error=False, description="A token made by `zhanggui token create --as USER`.")


class TokenMissing(NotPermitted):
    """The request carries no bearer token."""


def context_of(request: Request) -> ChannelContext:
    """What this application was made with."""
    context: ChannelContext = request.app.state.context
    return context


# What a request depends on is no work for a thread: handing it to one costs more than doing it.
async def _context(request: Request) -> ChannelContext:
    return context_of(request)


async def token_sent(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str | None:
    """The bearer token as it was sent, not checked yet; None when there is none."""
    return credentials.credentials or None if credentials is not None else None


async def token_of(token: Annotated[str | None, Depends(token_sent)]) -> str:
    """The bearer token as it was sent, not checked yet; refuses `TokenMissing`."""
    if token is None:
        raise TokenMissing()
    return token


def actor_of(session: Session, token: str) -> Actor:
    """The person behind the token, in the transaction that does their work; refuses `TokenRefused`."""
    return identity.actor_for_token(session, token, channel=CHANNEL)


def language_wanted(request: Request) -> str:
    """zh or en, by the first language the request prefers that we speak; zh when it names none."""
    for part in request.headers.get("accept-language", "").lower().split(","):
        language = part.strip()[:2]
        if language in ("zh", "en"):
            return language
    return "zh"


Context = Annotated[ChannelContext, Depends(_context)]
Token = Annotated[str, Depends(token_of)]
TokenIfAny = Annotated[str | None, Depends(token_sent)]
