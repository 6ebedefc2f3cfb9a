"""The demo company loaded once for the tests of this folder that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

import core
from core import operations
from core.database.embedded import EmbeddedServer
from core.demo import DemoReport, fill
from tests.conftest import copied_database

LOADED_AT = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(server: EmbeddedServer, template: str) -> Iterator[tuple[Session, DemoReport]]:
    """A session with the demo as of Monday, 23 November 2026, 10:02 in Shanghai."""
    operations.load(core)
    # A database of its own: a second company beside this one, even uncommitted, would have to wait.
    with copied_database(server, template) as database, database.transaction() as session:
        yield session, fill(session, now=LOADED_AT)


@pytest.fixture
def demo(loaded: tuple[Session, DemoReport]) -> Session:
    """The session of `loaded`."""
    return loaded[0]
