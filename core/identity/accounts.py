"""Linking chat accounts to users by one-time codes, and the actor behind a chat account."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import audit
from core.actor import Actor
from core.database import new_id
from core.errors import Invalid
from core.identity.models import Account, LinkCode, User
from core.identity.tokens import digest_of
from core.identity.users import UnknownUser, actor_for_user, actor_of, visitor

LINK_CODE_VALID = timedelta(minutes=15)


class LinkCodeRefused(Invalid):
    """The code is unknown, used or too old."""


def create_link_code(session: Session, login: str, *, actor: Actor, now: datetime) -> str:
    """A code that links one chat account to the user within `LINK_CODE_VALID`."""
    user = session.scalars(select(User).where(User.login == login)).one_or_none()
    if user is None:
        raise UnknownUser(login=login[:40])
    code = secrets.token_urlsafe(12)
    session.add(LinkCode(user_id=user.id, code_hash=digest_of(code), expires_at=now + LINK_CODE_VALID))
    audit.record(session, action="link_code.create", actor=actor, now=now, details={"login": login})
    return code


def redeem_link_code(session: Session, code: str, *, channel: str, external_id: str, now: datetime) -> Actor:
    """Links the chat account to the code's user, once; refuses `LinkCodeRefused`."""
    user_id = session.scalar(
        update(LinkCode)
        .where(LinkCode.code_hash == digest_of(code), LinkCode.used_at.is_(None), LinkCode.expires_at > now)
        .values(used_at=now)
        .returning(LinkCode.user_id)
    )
    if user_id is None:
        raise LinkCodeRefused()
    linked = insert(Account).values(
        id=new_id(), channel=channel, external_id=external_id, user_id=user_id, linked_at=now
    )
    session.execute(
        linked.on_conflict_do_update(
            index_elements=["channel", "external_id"], set_={"user_id": user_id, "linked_at": now}
        )
    )
    actor = actor_for_user(session, user_id, channel=channel)
    audit.record(session, action="account.link", actor=actor, now=now, details={"external_id": external_id})
    return actor


def actor_for_account(session: Session, channel: str, external_id: str, *, language: str | None = None) -> Actor:
    """The actor behind a chat account: its user, or a visitor when it is linked to nobody."""
    user = session.scalars(
        select(User)
        .join(Account, Account.user_id == User.id)
        .where(Account.channel == channel, Account.external_id == external_id)
    ).one_or_none()
    if user is None:
        return visitor(session, channel=channel, language=language)
    return actor_of(session, user, channel=channel)
