"""Linking a chat account by `/start CODE`: in a private chat, once, in time, and without the code being kept."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from assistant.app import Application
from core.calendar import FixedClock
from core.database import Database
from core.identity import Account
from tests.assistant.telegram.bot_api import TOKEN, BotApi
from tests.assistant.telegram.conftest import STRANGER, link_code
from tests.assistant.telegram.people import Person


def test_a_code_links_the_account_to_its_user(
    bot: Application, stranger: Person, company_database: Database, clock: FixedClock
) -> None:
    assert stranger.asks("hello there").text == "visitor: hello there"
    assert "Linked" in stranger.asks(f"/start {link_code(company_database, 'support', clock)}").text
    assert stranger.asks("hello there").text == "support: hello there"


def test_a_redelivered_link_is_not_told_that_its_code_was_used(
    bot: Application, api: BotApi, stranger: Person, company_database: Database, clock: FixedClock
) -> None:
    start = {"message": stranger.message(text=f"/start {link_code(company_database, 'support', clock)}")}
    api.give(start, update_id=5_000_000)
    assert "绑定成功" in stranger.reads().text
    api.give(start, update_id=5_000_000)
    stranger.asks("next")
    assert len(api.in_chat(stranger.chat)) == 2


def test_a_code_works_once(
    bot: Application, sales: Person, stranger: Person, company_database: Database, clock: FixedClock
) -> None:
    code = link_code(company_database, "support", clock)
    stranger.asks(f"/start {code}")
    assert "无效" in sales.asks(f"/start {code}").text
    assert sales.asks("hello there").text.startswith("sales")


def test_an_expired_code_links_nobody(
    bot: Application, stranger: Person, company_database: Database, clock: FixedClock
) -> None:
    code = link_code(company_database, "support", clock)
    clock.advance(timedelta(minutes=16))
    assert "does not work" in stranger.asks(f"/start {code}").text
    assert stranger.asks("hello there").text.startswith("visitor")


@pytest.mark.parametrize("code", ["x", "' OR 1=1 --", "一二三", "a" * 64])
def test_a_made_up_code_links_nobody(bot: Application, stranger: Person, code: str) -> None:
    assert "does not work" in stranger.asks(f"/start {code}").text


def test_a_code_in_a_group_is_not_redeemed(
    bot: Application, stranger: Person, company_database: Database, clock: FixedClock
) -> None:
    code = link_code(company_database, "support", clock)
    assert "private" in stranger.in_group().asks(f"/start {code}").text
    with company_database.transaction() as session:
        linked = select(Account).where(Account.external_id == str(STRANGER))
        assert session.scalars(linked).one_or_none() is None


def test_after_linking_to_another_user_nothing_of_the_first_is_remembered(
    bot: Application, sales: Person, company_database: Database, clock: FixedClock
) -> None:
    sales.asks("下单 20")
    sales.asks(f"/start {link_code(company_database, 'support', clock)}")
    # A yes to what somebody else was shown is no yes.
    assert "没有等您确认的单" in sales.asks("确认").text


def test_a_start_without_a_code_greets_and_tells_how_to_link(bot: Application, sales: Person, stranger: Person) -> None:
    assert "您好" in sales.asks("/start").text
    assert "/start CODE" in stranger.asks("/start").text


def test_help_is_given_in_the_language_of_the_conversation(bot: Application, sales: Person, stranger: Person) -> None:
    assert "下单" in sales.asks("/help").text
    help_outside = stranger.asks("/help").text
    assert "warranty" in help_outside
    assert "Order 20" not in help_outside


def test_neither_code_nor_token_is_kept_or_logged(
    bot: Application,
    stranger: Person,
    company_database: Database,
    clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    code = link_code(company_database, "support", clock)
    stranger.asks(f"/start {code}")
    stranger.asks(f"/start {code}")
    assert code not in caplog.text
    assert TOKEN not in caplog.text
    with company_database.transaction() as session:
        tables = ("inbox", "outbox", "turns", "procrastinate_jobs", "audit_log", "link_codes", "accounts")
        known = set(session.scalars(text("SELECT tablename::text FROM pg_tables")))
        for table in known.intersection(tables):
            rows = session.scalars(text(f"SELECT row_to_json({table})::text FROM {table}")).all()
            assert not [row for row in rows if code in row]
