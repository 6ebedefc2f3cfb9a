"""The index of a process: set, opened when it is first needed, closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.database import Database
from knowledge import index as knowledge_index
from knowledge.embedding import builtin
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.lock import IndexLock
from knowledge.refusals import IndexUnavailable
from tests.knowledge.shelf import MANUAL_EN, MANUAL_ZH, NOW, write


def test_without_an_index_the_question_is_refused(index: Index) -> None:
    with knowledge_index.using(index), knowledge_index.using(None), pytest.raises(IndexUnavailable):
        knowledge_index.current()


def test_the_index_that_was_set_is_the_current_one(index: Index) -> None:
    with knowledge_index.using(index):
        assert knowledge_index.current() is index


def test_an_announced_index_is_opened_once_and_closed(tmp_path: Path) -> None:
    lock = IndexLock.try_take(tmp_path)
    assert lock is not None
    opened: list[Index] = []

    def opening() -> Index:
        opened.append(Index.embedded(lock, builtin()))
        return opened[-1]

    announced = knowledge_index.open_when_needed(opening)
    assert not opened
    with ThreadPoolExecutor(4) as pool:
        assert {id(one) for one in pool.map(lambda _: knowledge_index.current(), range(8))} == {id(opened[0])}
    assert len(opened) == 1
    announced.close()
    with pytest.raises(IndexUnavailable):
        announced.opened()
    announced.close()
    lock.release()


def test_an_index_that_could_not_be_opened_is_tried_again(index: Index) -> None:
    attempts: list[int] = []

    def opening() -> Index:
        attempts.append(1)
        if len(attempts) == 1:
            raise IndexUnavailable(reason="not yet")
        return index

    announced = knowledge_index.open_when_needed(opening)
    with pytest.raises(IndexUnavailable):
        knowledge_index.current()
    assert knowledge_index.current() is index
    announced.close()


def test_whoever_takes_its_index_away_takes_nobody_elses(index: Index, tmp_path: Path) -> None:
    lock = IndexLock.try_take(tmp_path / "later")
    assert lock is not None
    with knowledge_index.using(index):
        later = knowledge_index.open_when_needed(lambda: Index.embedded(lock, builtin()))
        assert knowledge_index.current() is not index
        later.close()
        assert knowledge_index.current() is index
    lock.release()


def test_the_words_are_read_again_only_when_the_documents_changed(
    database: Database, index: Index, tmp_path: Path
) -> None:
    folder = write(tmp_path / "docs", zh=MANUAL_ZH)
    ingest(database, None, [folder], now=NOW)
    with database.transaction() as session:
        before = index.corpus(session)
        assert index.corpus(session) is before
    write(folder, en=MANUAL_EN)
    ingest(database, None, [folder], now=NOW)
    with database.transaction() as session:
        after = index.corpus(session)
    assert (before.generation, after.generation) == (1, 2)
    assert len(after.passages) == len(before.passages) + 2


def test_vectors_that_were_fetched_are_remembered(database: Database, index: Index, tmp_path: Path) -> None:
    ingest(database, index, [write(tmp_path / "docs", zh=MANUAL_ZH)], now=NOW)
    with database.transaction() as session:
        corpus = index.corpus(session)
    first = index.vectors(corpus, corpus.passages)
    index.store.close()
    assert index.vectors(corpus, corpus.passages).keys() == first.keys()


def test_what_is_known_already_drives_nothing_out(
    database: Database, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(database, index, [write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN)], now=NOW)
    with database.transaction() as session:
        corpus = index.corpus(session)
    monkeypatch.setattr(knowledge_index, "PASSAGES_REMEMBERED", len(corpus.passages))
    index.vectors(corpus, corpus.passages[:1])
    first = index.vectors(corpus, corpus.passages)
    index.store.close()
    assert index.vectors(corpus, corpus.passages).keys() == first.keys()
