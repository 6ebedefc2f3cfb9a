"""What a person does at the page, and what they see on it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def say(page: Page, text: str) -> None:
    """Writes a message and sends it with Enter."""
    page.locator("#message").fill(text)
    page.locator("#message").press("Enter")


def ask(page: Page, text: str) -> Locator:
    """Says something and waits for the answer; the turn that holds it."""
    turns = page.locator(".turn")
    before = turns.count()
    say(page, text)
    expect(turns).to_have_count(before + 1)
    return turns.nth(before)


def press(page: Page, label: str) -> Locator:
    """Presses the last button with this word and waits for the answer."""
    turns = page.locator(".turn")
    before = turns.count()
    page.get_by_role("button", name=label, exact=True).last.click()
    expect(turns).to_have_count(before + 1)
    return turns.nth(before)
