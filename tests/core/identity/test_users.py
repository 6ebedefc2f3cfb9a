"""Users become actors: with their roles, their scope and the company's zone, and only while they are active."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from core import identity, names
from core.actor import Actor, Role
from core.audit import AuditRecord
from core.identity import UnknownUser, User, UserInactive
from core.identity.passwords import hashed, matches
from core.identity.users import LoginTaken, LoginUnfit
from tests.company import Company


def added(company: Company, login: str, password: str | None = None) -> User:
    """A new user."""
    return identity.add_user(
        company.session,
        login=login,
        name_zh="黄灿",
        name_en="Huang Can",
        roles=[Role.SUPPORT, Role.WAREHOUSE],
        language="en",
        password=password,
        actor=company.actor("admin"),
        now=company.now,
    )


def test_a_user_becomes_an_actor_with_all_that_decides_what_they_may(company: Company) -> None:
    actor = identity.actor_for_login(company.session, "sales", channel="terminal", system_user="root")
    assert (actor.login, set(actor.roles), actor.team) == ("sales", {Role.SALESPERSON}, "east")
    assert (actor.discount_limit_percent, actor.zone.key) == (Decimal(5), "Asia/Shanghai")
    assert (actor.channel, actor.system_user, actor.is_staff) == ("terminal", "root", True)


def test_a_customer_s_user_carries_its_customer_and_is_no_staff(company: Company) -> None:
    actor = company.actor("renhe")
    assert actor.customer_id is not None
    assert not actor.is_staff


def test_a_person_is_called_by_the_name_of_their_language(company: Company) -> None:
    added(company, "can")
    assert company.actor("can").name == "Huang Can"
    assert company.actor("renhe").name == "陈立"
    assert company.actor("renhe").speaking("en").language == "en"


def test_a_visitor_is_nobody_and_speaks_the_company_s_language(company: Company) -> None:
    actor = identity.visitor(company.session, channel="web")
    assert (actor.user_id, set(actor.roles), actor.language) == (None, {Role.VISITOR}, "zh")
    assert identity.visitor(company.session, channel="web", language="en").language == "en"


def test_who_is_unknown_or_gone_is_refused(company: Company) -> None:
    with pytest.raises(UnknownUser):
        company.actor("nobody")
    with pytest.raises(UnknownUser):
        identity.actor_for_user(company.session, uuid4(), channel="test")
    company.session.execute(update(User).where(User.login == "hr").values(active=False))
    company.session.expire_all()
    with pytest.raises(UserInactive):
        company.actor("hr")


def test_a_new_user_is_found_by_name_and_on_record(company: Company) -> None:
    user = added(company, "can.h-2")
    assert names.resolve(company.session, "user", "huang can").id == user.id
    record = company.session.scalars(
        select(AuditRecord).where(AuditRecord.action == "user.add").order_by(AuditRecord.id.desc())
    ).first()
    assert record is not None
    assert (record.login, record.details) == ("admin", {"login": "can.h-2", "roles": ["support", "warehouse"]})


@pytest.mark.parametrize("login", ["x", "Boss", "老板", "a b", "a/b", "", "a" * 33, "system", "visitor", "boss\n"])
def test_an_unfit_login_is_refused(company: Company, login: str) -> None:
    with pytest.raises(LoginUnfit):
        added(company, login)


def test_a_login_is_taken_once(company: Company) -> None:
    with pytest.raises(LoginTaken):
        added(company, "sales")


def test_only_a_password_s_hash_is_kept(company: Company) -> None:
    user = added(company, "can", "correct horse")
    assert user.password_hash is not None
    assert "correct" not in user.password_hash
    assert matches("correct horse", user.password_hash)
    assert not matches("wrong horse", user.password_hash)
    assert not matches("correct horse", "no hash at all")
    assert hashed("one") != hashed("one")


def test_the_largest_discount_is_that_of_somebody_active(company: Company) -> None:
    assert identity.discount_limit_of_anyone(company.session) == 20
    company.session.execute(update(User).where(User.login == "manager").values(active=False))
    assert identity.discount_limit_of_anyone(company.session) == 5


def test_roles_add_up() -> None:
    both = Actor(user_id=None, login="x", name="x", roles=frozenset({Role.HR, Role.BUYER}))
    assert both.may(frozenset({Role.BUYER}))
    assert not both.may(frozenset({Role.ADMIN}))
    assert both.discount_limit_percent == Decimal(0)
