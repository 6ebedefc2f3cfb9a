"""The company that talks are about: the demo, with its documents, at a moment that is always the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from psycopg import sql

import core
import core.demo
import knowledge
from assistant.evaluation.databases import administer, open_database
from assistant.migrations import migrate
from core import operations
from core.database.embedded import EmbeddedServer
from knowledge import index as knowledge_index
from knowledge.embedding import builtin
from knowledge.index import Index
from knowledge.ingest import DEMO_DOCUMENTS, ingest
from knowledge.lock import IndexLock

NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
"""Monday, 23 November 2026, 10:02 in Shanghai."""


@contextmanager
def demo_template(server: EmbeddedServer, home: Path) -> Iterator[str]:
    """The name of a database with the demo company and its documents, and the index of these, open meanwhile."""
    name = "talks"
    operations.load(core, knowledge)
    administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    lock = IndexLock.try_take(home)
    if lock is None:
        raise RuntimeError(f"somebody else holds the index of {home}")
    index = Index.embedded(lock, builtin())
    try:
        with open_database(server, name) as database:
            migrate(database)
            core.demo.load(database, now=NOW)
            ingest(database, index, [DEMO_DOCUMENTS], now=NOW, named_from=DEMO_DOCUMENTS.parent)
        with knowledge_index.using(index):
            yield name
    finally:
        index.close()
        lock.release()
