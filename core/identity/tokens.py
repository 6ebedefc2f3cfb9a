"""Random secrets: how they are made and stored, and the bearer tokens of the REST API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core import audit
from core.actor import Actor
from core.errors import NotPermitted
from core.identity.models import ApiToken, User
from core.identity.users import UnknownUser, actor_of

# Asked with every request, and made once: building a statement costs more than sending it.
_BEHIND = (
    select(User)
    .join(ApiToken, ApiToken.user_id == User.id)
    .where(ApiToken.token_hash == bindparam("token_hash"), ApiToken.revoked_at.is_(None))
)


class TokenRefused(NotPermitted):
    """The token is unknown or revoked."""


def create_token(session: Session, login: str, *, label: str, actor: Actor, now: datetime) -> str:
    """A new bearer token for a user, shown this once; only its hash is kept."""
    user = session.scalars(select(User).where(User.login == login)).one_or_none()
    if user is None:
        raise UnknownUser(login=login[:40])
    token = f"zg_{secrets.token_urlsafe(32)}"
    session.add(ApiToken(user_id=user.id, token_hash=digest_of(token), label=label, created_at=now))
    audit.record(session, action="token.create", actor=actor, now=now, details={"login": login, "label": label})
    return token


def actor_for_token(session: Session, token: str, *, channel: str) -> Actor:
    """The actor behind a bearer token; refuses `TokenRefused`."""
    user = session.scalars(_BEHIND, {"token_hash": digest_of(token)}).one_or_none()
    if user is None:
        raise TokenRefused()
    return actor_of(session, user, channel=channel)


def digest_of(secret: str) -> str:
    """What is stored of a random secret. Random secrets have too much entropy to need a slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
