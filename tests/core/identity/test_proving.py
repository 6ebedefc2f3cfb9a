"""Passwords, tokens, link codes and browser sessions: kept as hashes, and good for as long as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from core import identity
from core.audit import AuditRecord
from core.company import CompanyRow
from core.identity import ApiToken, UnknownUser, User, UserInactive
from core.identity.accounts import LINK_CODE_VALID, LinkCodeRefused
from core.identity.passwords import hashed
from core.identity.tokens import TokenRefused
from core.identity.web import WEB_SESSION_VALID, DemoSignInRefused, SignInRefused
from tests.company import Company


def actions(company: Company) -> set[str]:
    """What is on record."""
    return set(company.session.scalars(select(AuditRecord.action)))


def demo(company: Company) -> None:
    """Makes it the demo company."""
    company.session.execute(update(CompanyRow).values(is_demo=True))
    company.session.info.pop("company", None)


@pytest.fixture
def token(company: Company) -> str:
    """A bearer token of the manager."""
    return identity.create_token(
        company.session, "manager", label="till", actor=company.actor("admin"), now=company.now
    )


@pytest.fixture
def code(company: Company) -> str:
    """A link code of the salesperson."""
    return identity.create_link_code(company.session, "sales", actor=company.actor("admin"), now=company.now)


def test_a_token_is_its_user_and_stored_as_a_hash_only(company: Company, token: str) -> None:
    assert identity.actor_for_token(company.session, token, channel="api").login == "manager"
    assert token.startswith("zg_")
    assert token not in str(company.session.execute(text("SELECT * FROM api_tokens")).all())
    assert token not in str(company.session.execute(text("SELECT * FROM audit_log")).all())
    assert "token.create" in actions(company)


def test_a_token_that_is_wrong_or_revoked_is_refused(company: Company, token: str) -> None:
    with pytest.raises(TokenRefused):
        identity.actor_for_token(company.session, token[:-1], channel="api")
    company.session.execute(update(ApiToken).values(revoked_at=company.now))
    with pytest.raises(TokenRefused):
        identity.actor_for_token(company.session, token, channel="api")


def test_the_token_of_one_who_left_opens_nothing(company: Company, token: str) -> None:
    company.session.execute(update(User).where(User.login == "manager").values(active=False))
    company.session.expire_all()
    with pytest.raises(UserInactive):
        identity.actor_for_token(company.session, token, channel="api")


def test_a_link_code_ties_a_chat_account_once(company: Company, code: str) -> None:
    session = company.session
    assert identity.actor_for_account(session, "telegram", "4711").roles == {"visitor"}
    linked = identity.redeem_link_code(session, code, channel="telegram", external_id="4711", now=company.now)
    assert (linked.login, linked.channel) == ("sales", "telegram")
    assert identity.actor_for_account(session, "telegram", "4711").login == "sales"
    assert identity.actor_for_account(session, "wechat", "4711").roles == {"visitor"}
    with pytest.raises(LinkCodeRefused):
        identity.redeem_link_code(session, code, channel="telegram", external_id="4712", now=company.now)
    assert {"link_code.create", "account.link"} <= actions(company)


def test_a_link_code_is_short_lived(company: Company, code: str) -> None:
    too_late = company.now + LINK_CODE_VALID
    with pytest.raises(LinkCodeRefused):
        identity.redeem_link_code(company.session, code, channel="telegram", external_id="4711", now=too_late)


def test_an_account_may_be_linked_to_another_user(company: Company, code: str) -> None:
    session, now = company.session, company.now
    identity.redeem_link_code(session, code, channel="telegram", external_id="4711", now=now)
    other = identity.create_link_code(session, "manager", actor=company.actor("admin"), now=now)
    identity.redeem_link_code(session, other, channel="telegram", external_id="4711", now=now)
    assert identity.actor_for_account(session, "telegram", "4711").login == "manager"


def test_codes_and_tokens_are_for_users_there_are(company: Company) -> None:
    admin = company.actor("admin")
    with pytest.raises(UnknownUser):
        identity.create_token(company.session, "nobody", label="x", actor=admin, now=company.now)
    with pytest.raises(UnknownUser):
        identity.create_link_code(company.session, "nobody", actor=admin, now=company.now)


def test_a_password_opens_a_browser_session_for_a_fortnight(company: Company) -> None:
    session, now = company.session, company.now
    session.execute(update(User).where(User.login == "sales").values(password_hash=hashed("correct horse")))
    secret = identity.sign_in(session, "sales", "correct horse", now=now)
    actor = identity.actor_for_web_session(session, secret, now=now)
    assert actor is not None
    assert (actor.login, actor.channel) == ("sales", "web")
    assert identity.actor_for_web_session(session, secret, now=now + WEB_SESSION_VALID) is None
    assert identity.actor_for_web_session(session, "guess", now=now) is None
    identity.sign_out(session, secret)
    assert identity.actor_for_web_session(session, secret, now=now) is None
    assert "web.sign_in" in actions(company)


@pytest.mark.parametrize(("login", "password"), [("sales", "wrong"), ("nobody", "correct horse"), ("hr", "")])
def test_a_wrong_login_and_a_wrong_password_are_one_refusal(company: Company, login: str, password: str) -> None:
    company.session.execute(update(User).where(User.login == "sales").values(password_hash=hashed("correct horse")))
    with pytest.raises(SignInRefused) as refused:
        identity.sign_in(company.session, login, password, now=company.now)
    assert refused.value.facts == {}


def test_picking_an_account_works_in_the_demo_on_the_machine_itself_only(company: Company) -> None:
    session, now = company.session, company.now
    with pytest.raises(DemoSignInRefused):
        identity.demo_sign_in(session, "sales", from_loopback=True, now=now)
    demo(company)
    with pytest.raises(DemoSignInRefused):
        identity.demo_sign_in(session, "sales", from_loopback=False, now=now)
    with pytest.raises(UnknownUser):
        identity.demo_sign_in(session, "nobody", from_loopback=True, now=now)
    secret = identity.demo_sign_in(session, "sales", from_loopback=True, now=now)
    actor = identity.actor_for_web_session(session, secret, now=now)
    assert actor is not None
    assert actor.login == "sales"


def test_who_left_is_signed_out_everywhere(company: Company) -> None:
    session, now = company.session, company.now
    demo(company)
    secret = identity.demo_sign_in(session, "hr", from_loopback=True, now=now + timedelta(minutes=1))
    session.execute(update(User).where(User.login == "hr").values(active=False))
    session.expire_all()
    assert identity.actor_for_web_session(session, secret, now=now) is None
