"""Vectors in Chroma, embedded or on a server: one space per audience, so that a filter can never be forgotten.

Knows records (an id and a vector) and nothing of passages. The embedded store belongs to whoever holds the index
lock, because it keeps its rows in the memory of the process that wrote them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np

from knowledge.embedding import Vectors
from knowledge.lock import IndexLock
from knowledge.refusals import IndexUnavailable

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import AdminClient, Client
    from chromadb.api.models.Collection import Collection

RECORDS_AT_ONCE = 500
"""The most records written or deleted in one call, below every limit Chroma has."""

FETCHED_AT_ONCE = 64
"""The most vectors read in one call: Chroma gives each number as an object of Python, a megabyte together."""

DELETED_SHARE_MAX = 0.25
"""From this share of deleted records on a space is worn: Chroma keeps their places in its graph, and finds less.

Where every record had been replaced several times over, recall at 5 had fallen from .97 to .92.
"""

DELETED_MIN = 100
"""As many may be deleted of a small space."""

ANSWERING_SECONDS_MAX = 10.0
"""How long a Chroma server may take for one request."""

_PROBED = 100
_OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a space was made of: the generation of the documents and what made the vectors."""

    generation: int
    maker: str


class VectorStore:
    """Every method refuses `IndexUnavailable` when Chroma does not do its part."""

    def __init__(self, client: Client, *, is_own: bool, connections: Sequence[httpx.Client] = ()) -> None:
        """`is_own`: nobody else keeps anything in it, so what is foreign may be deleted."""
        self._client = client
        self._connections = connections
        self._spaces: dict[str, Collection] = {}
        self.is_own = is_own

    @classmethod
    def embedded(cls, lock: IndexLock) -> VectorStore:
        """The store in the folder of the lock's holder; one whose opening once killed a process is thrown away."""
        if not lock.held:
            raise IndexUnavailable(reason="the index lock was given back")
        opening = lock.folder / _OPENING
        if opening.exists():
            shutil.rmtree(lock.folder)
        lock.folder.mkdir(parents=True, exist_ok=True)
        # Damaged files can end the process itself, beyond any exception: the mark then tells the next one.
        opening.touch()
        try:
            store = _probed_embedded(lock.folder)
        except IndexUnavailable:
            _throw_away(lock.folder)
            store = cls(_embedded_client(lock.folder), is_own=True)
        opening.unlink(missing_ok=True)
        return store

    @classmethod
    def remote(cls, url: str, *, answering_seconds_max: float = ANSWERING_SECONDS_MAX) -> VectorStore:
        """The store on the Chroma server at `url`, such as http://127.0.0.1:8001."""
        client, connections = _remote_client(url, answering_seconds_max)
        return cls(client, is_own=False, connections=connections)

    def mark(self, space: str) -> Mark | None:
        """What the space was made of; None when there is no such space or it was never finished."""
        told = self._told(space)
        if "generation" not in told:
            return None
        return Mark(generation=int(str(told["generation"])), maker=str(told["maker"]))

    def set_mark(self, space: str, mark: Mark) -> None:
        """Says that the space holds exactly the vectors of that generation."""
        self._tell(space, {"generation": mark.generation, "maker": mark.maker})

    def is_worn(self, space: str) -> bool:
        """Whether so many records were deleted that the rest is no longer found well: see `renew`."""
        deleted = int(str(self._told(space).get("deleted", 0)))
        return deleted > max(DELETED_MIN, DELETED_SHARE_MAX * self.count(space))

    def renew(self, space: str) -> None:
        """Makes the space anew from its own vectors. A process killed meanwhile leaves it with records missing."""
        ids = sorted(self.ids(space))
        batches = [ids[start : start + RECORDS_AT_ONCE] for start in range(0, len(ids), RECORDS_AT_ONCE)]
        kept = [self.fetch(space, batch) for batch in batches]
        self.drop(space)
        for vectors in kept:
            self.write(space, list(vectors), np.stack(list(vectors.values())))

    def ids(self, space: str) -> set[str]:
        """The ids of all records, none when there is no such space."""
        with self._reaching(space) as collection:
            return set(collection.get(include=[])["ids"])

    def count(self, space: str) -> int:
        """How many records there are."""
        with self._reaching(space) as collection:
            return collection.count()

    def write(self, space: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Writes records, in place of those with the same ids. At most `RECORDS_AT_ONCE` are written together."""
        with self._reaching(space) as collection:
            for start in range(0, len(ids), RECORDS_AT_ONCE):
                end = start + RECORDS_AT_ONCE
                collection.upsert(ids=list(ids[start:end]), embeddings=vectors[start:end])

    def delete(self, space: str, ids: Sequence[str]) -> None:
        """Deletes the records with these ids; unknown ones are passed over."""
        with self._reaching(space) as collection:
            for start in range(0, len(ids), RECORDS_AT_ONCE):
                collection.delete(ids=list(ids[start : start + RECORDS_AT_ONCE]))
        if ids:
            self._tell(space, {"deleted": int(str(self._told(space).get("deleted", 0))) + len(ids)})

    def nearest(self, space: str, vector: Vectors, limit: int) -> list[str]:
        """The ids of the records most like `vector`, best first."""
        with self._reaching(space) as collection:
            found = collection.query(query_embeddings=vector.reshape(1, -1), n_results=limit, include=[])
        return found["ids"][0]

    def fetch(self, space: str, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """The vectors of those of `ids` that are there."""
        found: dict[str, Vectors] = {}
        for start in range(0, len(ids), FETCHED_AT_ONCE):
            with self._reaching(space) as collection:
                some = collection.get(ids=list(ids[start : start + FETCHED_AT_ONCE]), include=["embeddings"])
                vectors = np.asarray(some["embeddings"], dtype=np.float32)
            found.update(zip(some["ids"], vectors, strict=True))
        return found

    def drop(self, space: str) -> None:
        """Deletes a space, if it is there."""
        with _refusing():
            if space in {collection.name for collection in self._client.list_collections()}:
                self._client.delete_collection(space)
        self._spaces.pop(space, None)

    def keep_only(self, spaces: Sequence[str]) -> None:
        """In a store of our own, deletes all other spaces, left by a knowledge base that is no more."""
        if not self.is_own:
            return
        with _refusing():
            names = {collection.name for collection in self._client.list_collections()}
        for name in names - set(spaces):
            self.drop(name)

    def _told(self, space: str) -> Mapping[str, object]:
        """What is written about a space, by whichever process; nothing when there is no such space."""
        with _refusing():
            found = {collection.name: collection for collection in self._client.list_collections()}.get(space)
            return {} if found is None else dict(found.metadata or {})

    def _tell(self, space: str, facts: Mapping[str, str | int]) -> None:
        told = self._told(space)
        with self._reaching(space) as collection:
            collection.modify(metadata={**cast("dict[str, str | int]", told), **facts})

    def close(self) -> None:
        """Gives files and connections back."""
        self._spaces.clear()
        with _refusing():
            self._client.close()
        # Chroma leaves its connections open.
        for connection in self._connections:
            connection.close()

    @contextmanager
    def _reaching(self, space: str) -> Iterator[Collection]:
        with _refusing():
            known = self._spaces.get(space)
            if known is None:
                # Without embedding_function=None Chroma downloads a model of its own.
                known = self._client.get_or_create_collection(
                    space, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
                )
                self._spaces[space] = known
            try:
                yield known
            except BaseException:
                # Another process may have made the space anew: the next call looks it up again.
                self._spaces.pop(space, None)
                raise

    def probe(self) -> None:
        """Refuses when a space does not give back what it claims to hold: files were lost or cut."""
        with _refusing():
            for collection in self._client.list_collections():
                sample = collection.get(limit=_PROBED, include=["embeddings"])
                expected = min(_PROBED, collection.count())
                vectors = np.asarray(sample["embeddings"], dtype=np.float32)
                if len(vectors) < expected:
                    raise IndexUnavailable(reason=f"{collection.name} lost vectors")
                if expected:
                    found = collection.query(query_embeddings=vectors[:1], n_results=expected, include=[])
                    if len(found["ids"][0]) < expected:
                        raise IndexUnavailable(reason=f"{collection.name} lost vectors")


def _probed_embedded(folder: Path) -> VectorStore:
    store = VectorStore(_embedded_client(folder), is_own=True)
    try:
        store.probe()
    except IndexUnavailable:
        store.close()
        raise
    return store


def _throw_away(folder: Path) -> None:
    from chromadb.api.shared_system_client import SharedSystemClient

    shutil.rmtree(folder)
    folder.mkdir()
    # Chroma remembers a store it failed to open, and would give it out again.
    SharedSystemClient._identifier_to_system.pop(str(folder), None)
    SharedSystemClient._identifier_to_refcount.pop(str(folder), None)


def _embedded_client(folder: Path) -> Client:
    with _refusing():
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        return cast("Client", client)


def _remote_client(url: str, answering_seconds_max: float) -> tuple[Client, Sequence[httpx.Client]]:
    import httpx

    parts = urlsplit(url)
    with _refusing():
        # Chroma's client waits without end; whether anybody answers at all is found out before it is made.
        httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=answering_seconds_max).raise_for_status()

        import chromadb
        from chromadb.api.fastapi import FastAPI
        from chromadb.config import Settings

        ssl = parts.scheme == "https"
        # The client writes into its settings: they cannot be shared.
        settings = Settings(anonymized_telemetry=False)
        port = parts.port or (443 if ssl else 8000)
        client = cast("Client", chromadb.HttpClient(parts.hostname or "127.0.0.1", port, ssl=ssl, settings=settings))
        clients = (client, cast("AdminClient", client._admin_client))
        connections = [cast(FastAPI, one._server)._session for one in clients]
        for connection in connections:
            connection.timeout = httpx.Timeout(answering_seconds_max)
        return client, connections


@contextmanager
def _refusing() -> Iterator[None]:
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError, OSError) as error:
        raise IndexUnavailable(reason=f"{type(error).__name__}: {error}"[:300]) from error
