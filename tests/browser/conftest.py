"""A real browser at the page: Chromium, driven from outside. Without one these tests are skipped, saying so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.app import Application
from assistant.channels.web.browser import SESSION_COOKIE
from core.database.embedded import EmbeddedServer
from tests.assistant.web.asking import open_session
from tests.assistant.web.shop import CLOCK, application_of, furnish, served
from tests.conftest import copied_database

WITHIN_MS = 20_000
"""Milliseconds something on the page may take on a busy machine."""

Visit = Callable[..., Page]
VisitAt = Callable[["Shop"], Visit]


@dataclass(frozen=True, slots=True)
class Shop:
    """The demo company and where its page is."""

    application: Application
    address: str


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a file of tests: while it is open an event loop runs, which other tests must not find."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        expect.set_options(timeout=WITHIN_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def application(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """The application of the demo company."""
    with copied_database(server, template) as database:
        furnish(database, CLOCK, demo=True)
        with application_of(database, CLOCK, tmp_path_factory.mktemp("home")) as application:
            yield application


@pytest.fixture
def shop(application: Application) -> Iterator[Shop]:
    """The page, served."""
    with served(application) as address:
        yield Shop(application, address)


@pytest.fixture
def visit(shop: Shop, visit_at: VisitAt) -> Visit:
    """Opens the page in a browser of its own, signed in unless `login` is None, in an empty conversation."""
    return visit_at(shop)


@pytest.fixture
def visit_at(chromium: Browser) -> Iterator[VisitAt]:
    """Like `visit`, of a page the test serves itself.

    Whatever a page loads must come from the server itself, and no script of ours may fail.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def at(shop: Shop) -> Visit:
        def open_page(
            login: str | None = "sales",
            *,
            language: str = "en-GB",
            width: int = 1280,
            height: int = 800,
            dark: bool = False,
        ) -> Page:
            context = chromium.new_context(
                locale=language,
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
            )
            contexts.append(context)
            context.set_default_timeout(WITHIN_MS)
            context.on("request", lambda each: None if each.url.startswith(shop.address) else wrong.append(each.url))
            context.on("weberror", lambda each: wrong.append(str(each.error)))
            if login is not None:
                _sign_in(context, shop, login, language)
            page = context.new_page()
            page.goto(shop.address)
            return page

        return open_page

    yield at
    for context in contexts:
        context.close()
    assert not wrong


def _sign_in(context: BrowserContext, shop: Shop, login: str, language: str) -> None:
    secret = open_session(shop.application, login)
    context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": shop.address}])
    # Requests of the context do not say the language by themselves, as those of its pages do.
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": language}
    context.request.post(f"{shop.address}/web/conversation", headers=headers)
