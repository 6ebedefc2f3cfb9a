"""Signing in with a browser: by password, or in the demo company by picking an account on the machine itself."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import audit, company
from core.actor import Actor
from core.errors import NotPermitted
from core.identity.models import User, WebSession
from core.identity.passwords import matches
from core.identity.tokens import digest_of
from core.identity.users import UnknownUser, actor_of

WEB_SESSION_VALID = timedelta(days=14)
_NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"


class SignInRefused(NotPermitted):
    """Login and password do not belong together. Says no more, so that logins cannot be guessed."""


class DemoSignInRefused(NotPermitted):
    """Picking an account without a password works only in the demo company, from the machine itself."""


def sign_in(session: Session, login: str, password: str, *, now: datetime) -> str:
    """A new session's secret for the cookie; refuses `SignInRefused`, always after the work of one check."""
    user = session.scalars(select(User).where(User.login == login, User.active)).one_or_none()
    known = user.password_hash if user is not None else None
    if not matches(password, known or _NOBODYS_HASH) or user is None or known is None:
        raise SignInRefused()
    return _open(session, user, now=now)


def demo_sign_in(session: Session, login: str, *, from_loopback: bool, now: datetime) -> str:
    """A new session's secret for a demo account, without password; refuses `DemoSignInRefused`."""
    if not from_loopback or not company.current(session).is_demo:
        raise DemoSignInRefused()
    user = session.scalars(select(User).where(User.login == login, User.active)).one_or_none()
    if user is None:
        raise UnknownUser(login=login[:40])
    return _open(session, user, now=now)


def actor_for_web_session(session: Session, secret: str, *, now: datetime) -> Actor | None:
    """The actor of an open browser session, or None."""
    user = session.scalars(
        select(User)
        .join(WebSession, WebSession.user_id == User.id)
        .where(WebSession.token_hash == digest_of(secret), WebSession.expires_at > now, User.active)
    ).one_or_none()
    return None if user is None else actor_of(session, user, channel="web")


def sign_out(session: Session, secret: str) -> None:
    """Ends the browser session; a secret nobody has is ignored."""
    session.execute(delete(WebSession).where(WebSession.token_hash == digest_of(secret)))


def _open(session: Session, user: User, *, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    session.add(WebSession(user_id=user.id, token_hash=digest_of(secret), expires_at=now + WEB_SESSION_VALID))
    actor = actor_of(session, user, channel="web")
    audit.record(session, action="web.sign_in", actor=actor, now=now, details={"login": user.login})
    return secret
