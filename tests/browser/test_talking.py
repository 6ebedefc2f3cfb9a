"""A person at the page: signs in, asks, confirms, changes their mind, with the keyboard or a finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from core.sales.models import SalesOrder
from tests.assistant.web.shop import SLOW_BEGUN
from tests.browser.conftest import WITHIN_MS, Shop, Visit
from tests.browser.talking import ask, press, say

pytestmark = pytest.mark.slow

_COUNT_REMOVED_BUTTONS = """
    () => {
        window.removed = 0;
        const count = (changes) => {
            for (const { removedNodes } of changes)
                for (const node of removedNodes) window.removed += node.nodeName === "BUTTON";
        };
        new MutationObserver(count).observe(document.querySelector("#log"), { childList: true, subtree: true });
    }
"""
_BOTH_STREAMS_ENDED = """
    () => performance.getEntriesByType("resource").filter((one) => one.name.endsWith("/web/messages")).length === 2
"""


def test_a_demo_account_is_picked_and_the_person_is_greeted(visit: Visit) -> None:
    page = visit(None)
    page.get_by_role("button", name="renhe").click()
    expect(page.get_by_role("heading", name="Hello, Chen Li")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


def test_a_card_is_confirmed_and_only_the_receipt_is_left_to_act_on(shop: Shop, visit: Visit) -> None:
    page = visit()
    orders = _orders(shop)
    shown = ask(page, "card 3")
    expect(shown.locator(".pill")).to_have_text("To confirm")
    receipt = press(page, "Confirm")
    expect(receipt.locator(".number")).to_contain_text("SO-2026-")
    expect(shown.locator(".pill")).to_have_text("Done")
    expect(shown.get_by_role("button")).to_have_count(0)
    assert _orders(shop) == orders + 1


def test_a_replaced_card_cannot_be_pressed_any_more_also_after_a_reload(visit: Visit) -> None:
    page = visit()
    ask(page, "card 3")
    ask(page, "card 4")
    for _ in range(2):
        cards = page.locator(".card")
        expect(cards.first.locator(".pill")).to_have_text("Replaced")
        expect(cards.first.get_by_role("button")).to_have_count(0)
        expect(cards.last.get_by_role("button")).to_have_count(3)
        page.reload()


def test_a_card_that_is_to_be_changed_stays_open(visit: Visit) -> None:
    page = visit()
    card = ask(page, "card 3").locator(".card")
    press(page, "Change")
    expect(card.get_by_role("button", name="Confirm")).to_be_enabled()
    press(page, "Cancel")
    expect(card.locator(".pill")).to_have_text("Cancelled")
    expect(card.get_by_role("button")).to_have_count(0)


def test_a_button_stays_the_same_while_its_card_stands_as_before(visit: Visit) -> None:
    page = visit()
    page.evaluate(_COUNT_REMOVED_BUTTONS)
    ask(page, "card 3")
    ask(page, "hello")
    page.wait_for_function(_BOTH_STREAMS_ENDED)  # how the cards stand is told last
    page.wait_for_timeout(100)
    assert page.evaluate("window.removed") == 0


def test_a_card_past_its_time_is_shown_as_expired(visit: Visit) -> None:
    page = visit()
    page.clock.install()
    page.reload()
    card = ask(page, "card 3").locator(".card")
    page.clock.fast_forward("25:00:00")
    expect(card.locator(".pill")).to_have_text("Expired")
    expect(card.get_by_role("button")).to_have_count(0)


def test_choices_belong_to_the_last_question(visit: Visit) -> None:
    page = visit()
    ask(page, "which")
    answer = press(page, "华东医院")
    expect(answer).to_contain_text("sales: C-0002")
    expect(page.locator(".said").last).to_contain_text("华东医院")
    expect(page.get_by_role("button", name="华东医院")).to_be_hidden()


def test_enter_sends_shift_enter_does_not_and_neither_does_an_input_method(visit: Visit) -> None:
    page = visit()
    box = page.locator("#message")
    box.fill("xuetang")
    composing = (
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    box.evaluate(composing)
    expect(box).to_have_value("xuetang")
    box.press("Shift+Enter")
    box.press_sequentially("second line")
    expect(page.locator(".said")).to_have_count(0)
    box.press("Enter")
    expect(box).to_have_value("")
    expect(page.locator(".turn")).to_contain_text("sales: xuetang\nsecond line", use_inner_text=True)


def test_the_next_message_can_be_written_while_the_first_is_worked_on(visit: Visit) -> None:
    page = visit()
    SLOW_BEGUN.clear()
    say(page, "slow 2")
    expect(page.locator(".working")).to_contain_text("Working on it…")
    assert SLOW_BEGUN.wait(WITHIN_MS / 1000)  # what comes before that is answered in the same turn
    say(page, "second")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".working")).to_have_count(0)
    texts = page.locator(".said, .turn .text").all_inner_texts()
    assert [text.split("\n")[-1] for text in texts] == ["slow 2", "sales: slow 2", "second", "sales: second"]


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit()
    ask(page, "card 3")
    page.locator("#message").press("Shift+Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Cancel")
    expect(focused).to_have_css("outline-style", "solid")
    for label in ("Change", "Confirm"):
        page.keyboard.press("Shift+Tab")
        expect(focused).to_have_text(label)
    page.keyboard.press("Enter")
    expect(page.locator(".card").last.locator(".number")).to_contain_text("SO-2026-")
    expect(page.locator("#message")).to_be_focused()


def test_a_new_conversation_is_empty_and_the_language_can_be_switched(visit: Visit) -> None:
    page = visit()
    ask(page, "hello")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_label("消息")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_older_turns_are_shown_above_when_asked_for(visit: Visit) -> None:
    page = visit()
    for number in range(42):
        ask(page, f"word {number}")
    page.reload()
    expect(page.locator(".turn")).to_have_count(40)
    page.get_by_role("button", name="Show earlier").click()
    expect(page.locator(".turn")).to_have_count(42)
    expect(page.locator(".turn").first).to_contain_text("word 0")
    expect(page.locator("#earlier")).to_be_hidden()


def _orders(shop: Shop) -> int:
    with shop.application.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(SalesOrder)) or 0
