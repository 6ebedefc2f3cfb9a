"""A company with suppliers, committed in a database of the test's own, and four processes to work in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.database import DatabaseConfig
from core.database.embedded import EmbeddedServer
from tests.company import found
from tests.concurrency.hands import MOMENT, Hand, Hands
from tests.conftest import copied_database
from tests.core.purchasing.buying import with_suppliers

AT_ONCE = 4


@pytest.fixture(scope="session")
def four() -> Iterator[list[Hand]]:
    """The processes of this run."""
    hands = [Hand() for _ in range(AT_ONCE)]
    yield hands
    for hand in hands:
        hand.stop()


@pytest.fixture(scope="session")
def founded(server: EmbeddedServer, template: str) -> Iterator[str]:
    """The name of a database with the small company in it and its suppliers. Nobody connects to it: it is copied."""
    with copied_database(server, template) as database:
        with database.transaction() as session:
            with_suppliers(found(session, now=MOMENT))
        name = database.address.database
        database.engine.dispose()
        yield name


@pytest.fixture
def hands(server: EmbeddedServer, founded: str, four: list[Hand]) -> Iterator[Hands]:
    """Four processes in a database of this test's own."""
    with copied_database(server, founded) as database:
        config = DatabaseConfig(home=server.home, url=database.conninfo)
        for hand in four:
            hand.enter(config)
        yield Hands(four, database)
        for hand in four:
            hand.enter(None)
