"""Indexes for the tests of the knowledge base: an empty one for each, and the demo documents once for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database import Database
from core.database.embedded import EmbeddedServer
from knowledge.index import Index
from tests.conftest import copied_database
from tests.knowledge.shelf import Shelf, demo_shelf, open_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    with open_index(tmp_path / "home") as index:
        yield index


@pytest.fixture
def shelf(database: Database, index: Index) -> Shelf:
    """An empty knowledge base of this test's own."""
    return Shelf(database, index)


@pytest.fixture(scope="session")
def demo(server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """The demo documents. Nothing may be ingested into it."""
    with copied_database(server, template) as database, demo_shelf(database, tmp_path_factory.mktemp("demo")) as shelf:
        yield shelf
