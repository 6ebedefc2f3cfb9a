"""Users and the actors they become. Adding a user writes the audit log; nothing here checks a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import audit, company, names
from core.actor import STAFF, Actor, Role
from core.errors import Conflict, Invalid, NotFound, NotPermitted
from core.identity.delegations import mandates_of
from core.identity.models import User

_TAKEN_BY_THE_BOOKS = frozenset({"system", "visitor"})
"""Who acts under these in the audit log is not a user."""


class UnknownUser(NotFound):
    """No user has that login. Facts: login."""


class UserInactive(NotPermitted):
    """The user may no longer do anything. Facts: login."""


class LoginTaken(Conflict):
    """Another user has that login. Facts: login."""


class LoginUnfit(Invalid):
    """A login is 2–32 of a-z, 0-9, dot, dash and underscore, and nobody is called system or visitor. Facts: login."""


def actor_for_login(session: Session, login: str, *, channel: str, system_user: str | None = None) -> Actor:
    """The actor behind a login; refuses `UnknownUser` and `UserInactive`."""
    user = session.scalars(select(User).where(User.login == login)).one_or_none()
    if user is None:
        raise UnknownUser(login=login[:40])
    return actor_of(session, user, channel=channel, system_user=system_user)


def actor_for_user(session: Session, user_id: UUID, *, channel: str) -> Actor:
    """The actor behind a user's id; refuses like `actor_for_login`."""
    user = session.get(User, user_id)
    if user is None:
        raise UnknownUser(login=str(user_id))
    return actor_of(session, user, channel=channel)


def actor_of(session: Session, user: User, *, channel: str, system_user: str | None = None) -> Actor:
    """The actor a user becomes on a channel; refuses `UserInactive`."""
    if not user.active:
        raise UserInactive(login=user.login)
    own = company.current(session)
    roles = frozenset(Role(role) for role in user.roles)
    return Actor(
        user_id=user.id,
        login=user.login,
        name=user.name_zh if user.language == "zh" else user.name_en,
        roles=roles,
        language=user.language,
        zone=own.zone,
        country=own.country,
        channel=channel,
        customer_id=user.customer_id,
        team=user.team,
        discount_limit_percent=user.discount_limit_percent,
        purchase_limit=user.purchase_limit,
        system_user=system_user,
        mandates=mandates_of(session, user.id) if user.may_stand_in and not roles.isdisjoint(STAFF) else (),
    )


def visitor(session: Session, *, channel: str, language: str | None = None) -> Actor:
    """Somebody nobody has vouched for."""
    own = company.current(session)
    return Actor(
        user_id=None,
        login="visitor",
        name="",
        roles=frozenset({Role.VISITOR}),
        language=language or own.language,
        zone=own.zone,
        country=own.country,
        channel=channel,
    )


def add_user(
    session: Session,
    *,
    login: str,
    name_zh: str,
    name_en: str,
    roles: Iterable[Role],
    language: str,
    actor: Actor,
    now: datetime,
    team: str | None = None,
    customer_id: UUID | None = None,
    discount_limit_percent: Decimal = Decimal(0),
    password: str | None = None,
) -> User:
    """Adds a user with a login nobody has; refuses `LoginTaken` and `LoginUnfit`."""
    from core.identity.passwords import hashed

    if not re.fullmatch(r"[a-z0-9._-]{2,32}", login) or login in _TAKEN_BY_THE_BOOKS:
        raise LoginUnfit(login=login[:40])
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise LoginTaken(login=login)
    user = User(
        login=login,
        name_zh=name_zh,
        name_en=name_en,
        roles=sorted(role.value for role in roles),
        language=language,
        team=team,
        customer_id=customer_id,
        discount_limit_percent=discount_limit_percent,
        password_hash=hashed(password) if password else None,
    )
    session.add(user)
    session.flush()
    if customer_id is None:  # a customer's account is nobody one speaks of: its login is often the customer's own name
        names.put(session, "user", user.id, login, [(name_zh, "zh"), (name_en, "en")])
    audit.record(session, action="user.add", actor=actor, now=now, details={"login": login, "roles": user.roles})
    return user


def discount_limit_of_anyone(session: Session) -> Decimal:
    """The largest discount, in percent, that any active user may give or approve."""
    return session.scalar(select(func.max(User.discount_limit_percent)).where(User.active)) or Decimal(0)
