"""The small company's books, shared by these tests: each has conversations of its own and counts only those."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.database import Database
from core.database.embedded import EmbeddedServer
from tests.assistant.agent.endpoint import ScriptedEndpoint
from tests.assistant.agent.shop import NOW, Shop
from tests.company import found
from tests.conftest import copied_database


@pytest.fixture(scope="session")
def books(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A database with the small company, committed."""
    with copied_database(server, template) as database:
        with database.transaction() as session:
            found(session, now=NOW)
        yield database


@pytest.fixture
def shop(books: Database) -> Shop:
    """The company with a conversation of this test's own."""
    return Shop(books)


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    """An HTTP server on loopback that speaks the chat-completions protocol from a script."""
    with ScriptedEndpoint() as endpoint:
        yield endpoint
