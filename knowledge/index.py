"""The index of this process: vectors in Chroma, words in memory, and the encoder that made the vectors.

Holds what a search needs and ranks nothing itself (`knowledge.search`); how it follows the documents is
`knowledge.following`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from sqlalchemy.orm import Session

from knowledge.corpus import Corpus, KnownPassage, generation_of, read_corpus
from knowledge.documents import Audience
from knowledge.embedding import Embedder, Vectors
from knowledge.lock import IndexLock
from knowledge.refusals import IndexUnavailable
from knowledge.vectors import VectorStore

PASSAGES_REMEMBERED = 2_000
"""How many passages' vectors are kept in memory, about 20 kB each, so that a search rarely fetches any."""


class Index:
    """Safe to use from several threads. Close it before the lock it was opened under is released."""

    def __init__(self, store: VectorStore, embedder: Embedder) -> None:
        self.store = store
        self.embedder = embedder
        self._corpus: Corpus | None = None
        self._reading = threading.Lock()
        self._vectors: dict[str, Vectors] = {}

    @classmethod
    def embedded(cls, lock: IndexLock, embedder: Embedder) -> Index:
        """The index in the folder of the lock's holder. Takes seconds: Chroma is loaded."""
        return cls(VectorStore.embedded(lock), embedder)

    @classmethod
    def remote(cls, url: str, embedder: Embedder) -> Index:
        """The index on a Chroma server, which any number of processes may use; refuses `IndexUnavailable`."""
        return cls(VectorStore.remote(url), embedder)

    def corpus(self, session: Session) -> Corpus:
        """The words of the passages as they stand; read again only when the documents changed."""
        current = generation_of(session)
        known = self._corpus
        if known is not None and (known.generation, known.index_name) == current:
            return known
        with self._reading:
            known = self._corpus
            if known is None or (known.generation, known.index_name) != current:
                known = self._corpus = read_corpus(session)
            return known

    def nearest(self, corpus: Corpus, vector: Vectors, audiences: Iterable[Audience], limit: int) -> set[int]:
        """The numbers of the passages whose whole or windows are among the `limit` records most like `vector`."""
        ids = {
            record.partition(":")[0]
            for audience in audiences
            for record in self.store.nearest(space_of(corpus.index_name, audience), vector, limit)
        }
        return {corpus.numbers[one] for one in ids if one in corpus.numbers}

    def vectors(self, corpus: Corpus, passages: Sequence[KnownPassage]) -> Mapping[str, Vectors]:
        """A row for the whole and one for each window of each passage; a passage not indexed yet is left out."""
        known = self._vectors  # another thread may put another mapping in its place meanwhile
        found = {str(one.id): known[str(one.id)] for one in passages if str(one.id) in known}
        new: dict[str, Vectors] = {}
        for audience in {one.audience for one in passages}:
            wanted = [one for one in passages if one.audience is audience and str(one.id) not in found]
            fetched = self.store.fetch(
                space_of(corpus.index_name, audience), [record for one in wanted for record in record_ids(one)]
            )
            for one in wanted:
                rows = [fetched[record] for record in record_ids(one) if record in fetched]
                if len(rows) == one.records:
                    new[str(one.id)] = np.stack(rows)
        self._remember(new)
        return found | new

    def close(self) -> None:
        """Gives files and connections back."""
        self.store.close()

    def _remember(self, vectors: Mapping[str, Vectors]) -> None:
        known = self._vectors
        kept = known if len(known) + len(vectors) <= PASSAGES_REMEMBERED else {}
        self._vectors = {**kept, **vectors}


def space_of(index_name: str, audience: Audience) -> str:
    """The name of the space that holds the vectors of what `audience` may read and the others may not."""
    return f"{index_name}-{audience.value}"


def record_ids(passage: KnownPassage) -> list[str]:
    """The ids of the records of one passage: the whole, then its windows in order."""
    return [str(passage.id), *(f"{passage.id}:{number}" for number in range(passage.records - 1))]


class Announced:
    """How the index of this process is opened: it takes seconds, and many a process never asks.

    Of several announced in one process the last one is current, until it is closed.
    """

    def __init__(self, opening: Callable[[], Index] | None) -> None:
        self._opening = opening
        self._index: Index | None = None

    def opened(self) -> Index:
        """The index, opened now if nobody asked before.

        Refuses `IndexUnavailable` when it was closed, and whatever opening refuses; it is tried again the next time.
        """
        with _turn:
            if self._index is None and self._opening is not None:
                self._index = self._opening()
            if self._index is None:
                raise IndexUnavailable(reason="no index is open in this process")
            return self._index

    def close(self) -> None:
        """Closes the index, if it is open, and takes it away. Twice is harmless."""
        with _turn:
            if self in _announced:
                _announced.remove(self)
            index, self._index, self._opening = self._index, None, None
            if index is not None:
                index.close()


_turn = threading.RLock()
_announced: list[Announced] = []


def open_when_needed(opening: Callable[[], Index]) -> Announced:
    """Announces how to open the index of this process. Close what is returned."""
    announced = Announced(opening)
    with _turn:
        _announced.append(announced)
    return announced


def current() -> Index:
    """The index of this process; refuses `IndexUnavailable` where there is none, and whatever opening it refuses."""
    with _turn:
        return (_announced[-1] if _announced else Announced(None)).opened()


@contextmanager
def using(index: Index | None) -> Iterator[None]:
    """An open index (or none) as the one of this process, for a while. Closing it is the caller's."""
    announced = Announced(None if index is None else lambda: index)
    with _turn:
        _announced.append(announced)
    try:
        yield
    finally:
        with _turn:
            _announced.remove(announced)
