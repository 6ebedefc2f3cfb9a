"""Who gets in by a browser, what its cookie is like, and which requests are not taken from other pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from assistant.app import Application
from tests.assistant.web.conftest import Browser
from tests.assistant.web.shop import PASSWORD

Visit = Callable[..., Browser]

REFUSED = "This request did not come from our own pages"
"""How `ForeignOrigin` is told."""


def test_login_and_password_open_a_session_in_a_cookie_scripts_cannot_read(
    application: Application, visit: Visit
) -> None:
    browser = visit(application)
    answer = browser.post("/web/sign-in", data={"login": "sales", "password": PASSWORD}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert 'id="composer"' in browser.get("/").text


def test_over_tls_the_cookie_is_never_sent_without_it(application: Application, visit: Visit) -> None:
    browser = visit(application, address="https://shop.example")
    answer = browser.post("/web/sign-in", data={"login": "sales", "password": PASSWORD}, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("login", ["sales", "nobody", ""])
def test_a_wrong_password_and_an_unknown_login_get_the_same_words(
    application: Application, visit: Visit, login: str
) -> None:
    answer = visit(application).post("/web/sign-in", data={"login": login, "password": "wrong"})
    assert answer.status_code == 403
    assert "Login or password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


def test_what_was_typed_as_login_comes_back_as_text(application: Application, visit: Visit) -> None:
    answer = visit(application).post("/web/sign-in", data={"login": '"><script>alert(1)</script>', "password": "x"})
    assert "<script>alert" not in answer.text


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(application: Application, visit: Visit) -> None:
    browser, thief = visit(application), visit(application)
    browser.post("/web/sign-in", data={"login": "sales", "password": PASSWORD})
    thief.cookies.update(browser.cookies)
    assert 'id="composer"' in thief.get("/").text
    browser.post("/web/sign-out")
    assert 'id="composer"' not in thief.get("/").text


def test_on_the_demo_machine_a_person_is_picked_without_password(demo_application: Application, visit: Visit) -> None:
    browser = visit(demo_application, language="zh")
    page = browser.get("/").text
    assert "陈立" in page
    assert "Chen Li" in page
    browser.post("/web/demo-sign-in", data={"login": "renhe"})
    assert "陈立" in browser.get("/").text
    assert 'id="composer"' in browser.get("/").text


@pytest.mark.parametrize(
    ("address", "client", "headers"),
    [
        ("http://127.0.0.1:8000", "192.168.1.9", {}),
        ("http://rebound.example:8000", "127.0.0.1", {}),
        ("http://127.0.0.1:8000", "127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}),
        ("http://127.0.0.1:8000", "127.0.0.1", {"Via": "1.1 gate"}),
        ("http://127.0.0.1:8000", "127.0.0.1", {"X-Forwarded-Proto": "https"}),
    ],
    ids=["another machine", "another name for this machine", "through a proxy", "one that says via", "one for TLS"],
)
def test_demo_accounts_are_neither_shown_nor_opened_to(
    demo_application: Application, visit: Visit, address: str, client: str, headers: dict[str, str]
) -> None:
    browser = visit(demo_application, address=address, client=client)
    assert "demo-sign-in" not in browser.get("/", headers=headers).text
    answer = browser.post("/web/demo-sign-in", data={"login": "admin"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_real_company_has_no_accounts_to_pick(application: Application, visit: Visit) -> None:
    browser = visit(application)
    assert "demo-sign-in" not in browser.get("/").text
    assert browser.post("/web/demo-sign-in", data={"login": "admin"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "", "Origin": "http://elsewhere.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
    ids=["another site", "another port", "another origin", "no real origin", "nothing said"],
)
@pytest.mark.parametrize("path", ["/web/sign-in", "/web/sign-out", "/web/conversation", "/web/messages"])
def test_a_request_another_page_caused_changes_nothing(
    application: Application, visit: Visit, headers: dict[str, str], path: str
) -> None:
    browser = _signed_in(visit(application))
    if not headers["Sec-Fetch-Site"]:
        del browser.headers["Sec-Fetch-Site"]
    sent = {name: value for name, value in headers.items() if value}
    body: dict[str, Any] = {}
    if path == "/web/messages":
        page = re.search(r'"conversation":\s*"([0-9a-f-]+)"', browser.get("/").text)
        assert page is not None
        body = {"json": {"conversation": page[1], "message_id": "caused elsewhere", "text": "hello"}}
    elif path == "/web/sign-in":
        body = {"data": {"login": "sales", "password": PASSWORD}}
    answer = browser.post(path, headers=sent, follow_redirects=False, **body)
    assert answer.status_code == 403
    assert REFUSED in answer.text
    assert "set-cookie" not in answer.headers
    assert 'id="composer"' in browser.get("/").text


def test_without_tls_the_origin_decides(application: Application, visit: Visit) -> None:
    browser = visit(application, address="http://shop.lan:8000")
    del browser.headers["Sec-Fetch-Site"]
    form = {"login": "sales", "password": PASSWORD}
    answer = browser.post("/web/sign-in", data=form, headers={"Origin": "http://shop.lan:8000"}, follow_redirects=False)
    assert answer.status_code == 303


def test_the_page_speaks_the_browsers_language_until_another_is_chosen(application: Application, visit: Visit) -> None:
    browser = visit(application, language="zh-CN,zh;q=0.9,en;q=0.8")
    assert "登录名" in browser.get("/").text
    browser.post("/web/language", data={"language": "en"})
    assert "Password" in browser.get("/").text
    browser.post("/web/language", data={"language": "xx"})
    assert "Password" in browser.get("/").text


def test_reloading_a_refused_sign_in_leads_to_the_page(application: Application, visit: Visit) -> None:
    answer = visit(application).get("/web/sign-in", follow_redirects=False)
    assert answer.headers["location"] == "/"


def _signed_in(browser: Browser) -> Browser:
    browser.post("/web/sign-in", data={"login": "sales", "password": PASSWORD})
    return browser
