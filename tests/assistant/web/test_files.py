"""The file of a report on the page: for the browser of whoever asked, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

from assistant.app import Application
from tests.assistant.web.asking import Person, card_of
from tests.assistant.web.conftest import Browser


def test_a_report_s_file_is_fetched_with_the_browser_s_own_sign_in(
    application: Application, person: Callable[..., Person], visit: Callable[..., Browser]
) -> None:
    sales, manager = person("sales", language="zh"), person("manager")
    sales.press(f"confirm:{card_of(sales.say('card 20'))['proposal']}")
    (file,) = [block for block in sales.say("report")["blocks"] if block["type"] == "file"]
    answer = sales.browser.get(file["url"])
    assert answer.content.startswith(b"PK")
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    theirs = manager.browser.get(file["url"])
    never = manager.browser.get("/files/01a20ad1-6546-7581-a0c2-a979f6e90d3a/0")
    assert (theirs.status_code, theirs.json()) == (404, never.json())
    assert theirs.json()["code"] == "FileUnknown"
    signed_out = visit(application).get(file["url"])
    assert (signed_out.status_code, signed_out.json()["code"]) == (401, "SignedOut")


def test_a_reloaded_page_still_has_the_file(person: Callable[..., Person]) -> None:
    sales = person("sales")
    sales.press(f"confirm:{card_of(sales.say('card 2'))['proposal']}")
    reply = sales.say("report")
    shown = sales.page()["turns"][-1]["reply"]
    assert shown["blocks"] == reply["blocks"]
    assert [block["url"] for block in shown["blocks"] if block["type"] == "file"] == [f"/files/{reply['turn']}/0"]
