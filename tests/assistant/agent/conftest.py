"""The small company's books, shared by these tests: each has conversations of its own and counts only those."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.choosing import Chooser
from assistant.builtin.planner import BuiltinPlanner
from assistant.settings import Settings
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


@pytest.fixture(scope="session")
def builtin(books: Database) -> BuiltinPlanner:
    """The built-in planner as it ships, over the small company's names."""
    return BuiltinPlanner.load(books, Settings().learned)


@pytest.fixture(scope="session")
def chooser(books: Database) -> Chooser:
    """What chooses a model's tools, as it ships; the operations are there once the company is."""
    return Chooser.load(Settings().learned)
