"""The knowledge index of this process: by lock where it is embedded, by address where a server holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.queue import REBUILD_INDEX, SYNCHRONISE_INDEX
from assistant.settings import Settings
from core.database import Database
from core.errors import Refusal
from knowledge.lock import IndexLock

if TYPE_CHECKING:
    from knowledge.embedding import Embedder
    from knowledge.index import Announced, Index


class IndexKeeper:
    """Holds the lock of the embedded index for as long as this process works, and opens the index when needed."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._lock: IndexLock | None = None
        self._announced: Announced | None = None

    @property
    def is_embedded(self) -> bool:
        """Whether the index is a folder that one process owns."""
        return self._settings.chroma_url is None

    @property
    def home(self) -> Path:
        """Where the lock and the embedded index are."""
        return self._settings.home

    @property
    def is_here(self) -> bool:
        """Whether this process may read and write the index now."""
        return self._announced is not None

    def try_take(self) -> bool:
        """Takes the index for this process; False while another one holds it."""
        if self.is_here:
            return True
        self._lock = IndexLock.try_take(self._settings.home) if self.is_embedded else None
        if self.is_embedded and self._lock is None:
            return False
        from knowledge import index

        self._announced = index.open_when_needed(self._open)
        return True

    def release(self) -> None:
        """Closes the index and lets another process take it."""
        if self._announced is not None:
            self._announced.close()
        if self._lock is not None:
            self._lock.release()
        self._lock = self._announced = None

    def tasks(self) -> Mapping[str, Callable[[Mapping[str, Any]], object]]:
        """The tasks of the queue that need the index."""
        return {
            SYNCHRONISE_INDEX: lambda arguments: self.synchronise(),
            REBUILD_INDEX: lambda arguments: self.rebuild(),
        }

    def synchronise(self) -> None:
        """Lets the index follow the documents."""
        from knowledge import following

        following.synchronise(self._database, self._opened())

    def rebuild(self) -> int:
        """Makes the index anew from the documents; the number of passages."""
        from knowledge import following

        return following.rebuild(self._database, self._opened())

    def trouble(self) -> str | None:
        """What hinders this process from using the index it has, or None. Opens it when it is not open yet."""
        try:
            self._opened().store.probe()
        except Refusal as refusal:
            return refusal.code
        return None

    def _opened(self) -> Index:
        announced = self._announced
        if announced is None:
            from knowledge.refusals import IndexUnavailable

            raise IndexUnavailable(reason="this process does not hold the index")
        return announced.opened()

    def _open(self) -> Index:
        from knowledge import following
        from knowledge.index import Index

        if self._settings.chroma_url is not None:
            opened = Index.remote(self._settings.chroma_url, self._embedder())
        elif self._lock is not None:
            opened = Index.embedded(self._lock, self._embedder())
        else:
            raise RuntimeError("the index was asked for after it was released")
        following.synchronise(self._database, opened)
        return opened

    def _embedder(self) -> Embedder:
        from knowledge.embedding import EndpointEmbedder, builtin

        settings = self._settings
        if settings.embedding_url is None:
            return builtin()
        return EndpointEmbedder(
            settings.embedding_url,
            model=settings.embedding_name,
            key=settings.embedding_key.get_secret_value() if settings.embedding_key else None,
        )
