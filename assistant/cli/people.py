"""`zhanggui user`, `token` and `link-code`: who may come in, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy.orm import Session

from assistant.cli.founding import known_language
from assistant.cli.opening import company_actor, opened
from assistant.cli.reporting import DONE, tell
from core import company, identity, names
from core.actor import Actor, Role
from core.customers.scope import CustomerRef
from core.errors import Invalid
from core.operations import Asking


class RoleUnknown(Invalid):
    """There is no such role. Facts: role, allowed."""


class LimitUnfit(Invalid):
    """A discount limit is a number from 0 to 100. Facts: text."""


class CustomerNeeded(Invalid):
    """A customer's user speaks for one customer, which must be named."""


@dataclass(frozen=True, slots=True)
class NewUser:
    """What was said of the user to be."""

    login: str
    roles: list[str]
    name_zh: str | None
    name_en: str | None
    language: str | None
    team: str | None
    customer: str | None
    discount_limit: str
    password: str | None


def add(wanted: NewUser) -> int:
    """Adds the user; the audit log names the operating system's user who did."""
    roles = [_role(role) for role in wanted.roles]
    limit = _limit(wanted.discount_limit)
    language = None if wanted.language is None else known_language(wanted.language)
    if Role.CUSTOMER in roles and not wanted.customer:
        raise CustomerNeeded()
    with opened() as application, application.database.transaction() as session:
        actor = company_actor(session)
        name = wanted.name_zh or wanted.name_en or wanted.login
        identity.add_user(
            session,
            login=wanted.login,
            name_zh=name,
            name_en=wanted.name_en or name,
            roles=roles,
            language=language or company.current(session).language,
            actor=actor,
            now=application.clock.now(),
            team=wanted.team,
            customer_id=_customer(session, wanted.customer, actor, application.clock.now()),
            discount_limit_percent=limit,
            password=wanted.password,
        )
    tell("user_added", login=wanted.login)
    return DONE


def create_token(login: str, *, label: str) -> int:
    """Prints a new token, alone on its line for scripts."""
    with opened() as application, application.database.transaction() as session:
        actor = company_actor(session)
        token = identity.create_token(session, login, label=label, actor=actor, now=application.clock.now())
    print(token)
    return DONE


def create_link_code(login: str) -> int:
    """Prints a new link code, alone on its line for scripts."""
    with opened() as application, application.database.transaction() as session:
        actor = company_actor(session)
        code = identity.create_link_code(session, login, actor=actor, now=application.clock.now())
    print(code)
    return DONE


def _role(text: str) -> Role:
    try:
        return Role(text.strip().lower())
    except ValueError as error:
        raise RoleUnknown(role=text[:40], allowed=[role.value for role in Role]) from error


def _limit(text: str) -> Decimal:
    try:
        limit = Decimal(text)
    except InvalidOperation as error:
        raise LimitUnfit(text=text[:20]) from error
    if not limit.is_finite() or not 0 <= limit <= 100:
        raise LimitUnfit(text=text[:20])
    return limit


def _customer(session: Session, text: str | None, actor: Actor, now: datetime) -> UUID | None:
    if text is None:
        return None
    return CustomerRef.resolve(Asking(session, actor, now, names.exactly(session, [text])), text).id
