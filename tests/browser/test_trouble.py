"""When something breaks between the page and the answer: a sentence and a way on, and nothing done twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, func, select

from assistant.app import Application
from assistant.channels.web.browser import SESSION_COOKIE
from assistant.history import Conversation, TurnRow
from core.identity import User, WebSession
from tests.assistant.web.asking import open_session
from tests.assistant.web.shop import served
from tests.browser.conftest import Shop, Visit, VisitAt
from tests.browser.talking import ask, press, say

pytestmark = pytest.mark.slow


def test_what_takes_too_long_ends_in_a_sentence_and_trying_again_gives_the_same_answer(
    shop: Shop, visit: Visit
) -> None:
    page = visit()
    page.clock.install()
    page.reload()
    say(page, "slow 6")
    expect(page.locator(".working")).to_be_visible()
    expect(page.locator(".said.sending")).to_have_count(0)
    page.clock.fast_forward(61_000)
    expect(page.get_by_role("alert")).to_have_text(
        "No answer after 60 s. Your message is kept; trying again does nothing twice."
    )
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn")).to_contain_text("sales: slow 6")
    expect(page.locator(".failed")).to_have_count(0)
    assert _turns(shop, "sales") == 1


def test_a_page_without_network_says_so_and_sends_when_it_is_back(shop: Shop, visit: Visit) -> None:
    page = visit()
    page.context.set_offline(True)
    say(page, "are you there?")
    expect(page.get_by_role("alert")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    expect(page.locator(".turn")).to_contain_text("sales: are you there?")
    expect(page.locator(".failed")).to_have_count(0)
    assert _turns(shop, "sales") == 1


def test_a_server_that_restarts_in_the_middle_still_answers_once(application: Application, visit_at: VisitAt) -> None:
    with served(application) as address:
        page = visit_at(Shop(application, address))()
        ask(page, "hello")
        say(page, "slow 3")
        expect(page.locator(".said.sending")).to_have_count(0)
    expect(page.locator(".working")).to_contain_text("Connection lost, reconnecting…")
    with served(application, port=int(address.rpartition(":")[2])):
        expect(page.locator(".turn").last).to_contain_text("sales: slow 3")
        expect(page.locator(".turn")).to_have_count(2)
        expect(page.locator("#connection")).to_be_hidden()
        assert ask(page, "and now?").is_visible()
        assert _turns(Shop(application, address), "sales") == 3
        page.close()


def test_whoever_was_signed_out_meanwhile_signs_in_and_finds_their_words(shop: Shop, visit: Visit) -> None:
    page = visit()
    ask(page, "hello")
    page.locator("#message").fill("unsaid words")
    with shop.application.database.transaction() as session:
        session.execute(delete(WebSession))
    page.keyboard.press("Enter")  # of the page, not of its box: a page that notices first is already gone
    expect(page.get_by_label("Password")).to_be_visible()
    secret = open_session(shop.application, "sales")
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": shop.address}])
    page.reload()
    expect(page.locator("#message")).to_have_value("unsaid words")


def test_a_page_reloaded_in_the_middle_still_gets_its_answer(shop: Shop, visit: Visit) -> None:
    page = visit()
    say(page, "slow 2")
    expect(page.locator(".said.sending")).to_have_count(0)
    page.reload()
    expect(page.locator(".said")).to_contain_text("slow 2")
    expect(page.locator(".working")).to_be_visible()
    expect(page.locator(".turn")).to_contain_text("sales: slow 2")
    assert _turns(shop, "sales") == 1


def test_an_approval_is_asked_for_and_given_without_anybody_reloading(visit: Visit) -> None:
    sales, manager = visit("sales"), visit("manager")
    request = ask(sales, "discount 3").locator(".card")
    press(sales, "Confirm")
    expect(request.locator(".pill")).to_have_text("Waiting for approval")
    expect(manager.locator(".card")).to_contain_text("10%", timeout=30_000)
    press(manager, "Approve")
    expect(sales.locator(".turn").last).to_contain_text("approved", ignore_case=True, timeout=30_000)
    expect(sales.locator(".card").last.locator(".number")).to_contain_text("SO-2026-")
    expect(request.locator(".pill")).to_have_text("Done")


def test_two_tabs_show_the_same_talk(visit: Visit) -> None:
    first = visit()
    second = first.context.new_page()
    second.goto(first.url)
    ask(first, "from the first tab")
    expect(second.locator(".turn")).to_contain_text("sales: from the first tab")
    expect(second.locator(".said")).to_contain_text("from the first tab")
    expect(first.locator(".turn")).to_have_count(1)


def test_a_bug_in_a_turn_is_answered_with_a_reference(visit: Visit) -> None:
    expect(ask(visit(), "boom")).to_contain_text("went wrong", ignore_case=True)


def _turns(shop: Shop, login: str) -> int:
    """The turns of the person's latest conversation."""
    with shop.application.database.transaction() as session:
        latest = (
            select(Conversation.id)
            .join(User, User.id == Conversation.user_id)
            .where(User.login == login, Conversation.channel == "web")
            .order_by(Conversation.created_at.desc(), Conversation.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        return session.scalar(select(func.count()).where(TurnRow.conversation_id == latest)) or 0
