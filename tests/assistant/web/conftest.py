"""The page over HTTP: browsers that sign in, ask and read, without drawing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.channels.web.browser import SESSION_COOKIE
from core.database.embedded import APP_ROLE, EmbeddedServer
from core.database.postmaster import SUPERUSER
from tests.assistant.web.asking import Person, open_session
from tests.assistant.web.shop import CLOCK, application_of, furnish, site_of
from tests.conftest import copied_database

HOME = "http://127.0.0.1:8000"

Browser = TestClient


@pytest.fixture(scope="module")
def application(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """The small company's application at work, one for all tests of a module: each test has people of its own."""
    with copied_database(server, template) as database:
        furnish(database, CLOCK)
        with application_of(database, CLOCK, tmp_path_factory.mktemp("home")) as made, working_beside(made):
            yield made


@pytest.fixture
def addresses(server: EmbeddedServer, application: Application) -> tuple[str, str]:
    """Where another process finds the application's database: as the application's role, and as the owner."""
    with application.database.transaction() as session:
        name = str(session.execute(text("SELECT current_database()")).scalar_one())
    return server.conninfo(APP_ROLE, name), server.conninfo(SUPERUSER, name)


@pytest.fixture(scope="module")
def demo_application(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """The same as a demo company, where nobody asks anything."""
    with copied_database(server, template) as database:
        furnish(database, CLOCK, demo=True)
        with application_of(database, CLOCK, tmp_path_factory.mktemp("demo")) as made:
            yield made


@pytest.fixture
def visit() -> Callable[..., Browser]:
    """Opens a browser on this machine; `address` is the name it knows the server by, `client` where it runs."""

    def open_browser(
        application: Application, address: str = HOME, client: str = "127.0.0.1", language: str = "en"
    ) -> Browser:
        return TestClient(
            site_of(application),
            base_url=address,
            client=(client, 50_000),
            headers={"Accept-Language": language, "Sec-Fetch-Site": "same-origin"},
            raise_server_exceptions=False,
        )

    return open_browser


@pytest.fixture
def person(application: Application, visit: Callable[..., Browser]) -> Callable[[str], Person]:
    """Signs somebody in, in a conversation that is new to them."""

    def sign_in(login: str, *, language: str = "en") -> Person:
        browser = visit(application, language=language)
        browser.cookies.set(SESSION_COOKIE, open_session(application, login))
        browser.post("/web/conversation")
        return Person(browser)

    return sign_in
