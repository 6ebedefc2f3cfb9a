"""How the index follows the documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core.database import Database
from knowledge.corpus import Corpus
from knowledge.documents import Audience
from knowledge.embedding import EmbeddingUnavailable, Sufficient, Vectors, builtin
from knowledge.following import is_current, rebuild, synchronise
from knowledge.index import Index, record_ids, space_of
from knowledge.ingest import ingest
from knowledge.vectors import Mark
from tests.knowledge.shelf import DISCOUNTS_ZH, MANUAL_EN, MANUAL_ZH, NOW, open_index, write


class CountingEmbedder:
    """The built-in encoder, counting what it is given; refuses when it is told to be broken."""

    sufficient = Sufficient(support=0.5, meaning=0.5)

    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.texts: list[str] = []
        self.is_broken = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.is_broken:
            raise EmbeddingUnavailable(url="", reason="told to")
        self.texts += texts
        return builtin().encode(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN, discounts=DISCOUNTS_ZH)


def corpus_of(database: Database, index: Index) -> Corpus:
    with database.transaction() as session:
        return index.corpus(session)


def records(index: Index, corpus: Corpus) -> dict[Audience, set[str]]:
    return {audience: index.store.ids(space_of(corpus.index_name, audience)) for audience in Audience}


def expected(corpus: Corpus) -> dict[Audience, set[str]]:
    return {
        audience: {record for one in corpus.passages if one.audience is audience for record in record_ids(one)}
        for audience in Audience
    }


def test_an_ingest_with_the_index_at_hand_is_searchable_at_once(database: Database, index: Index, folder: Path) -> None:
    report = ingest(database, index, [folder], now=NOW)
    corpus = corpus_of(database, index)
    assert report.indexed
    assert records(index, corpus) == expected(corpus)
    assert len(expected(corpus)[Audience.INTERNAL]) == 2, "internal passages stand in a space of their own"
    with database.transaction() as session:
        assert is_current(session, index)


def test_an_ingest_elsewhere_is_followed_later(database: Database, index: Index, folder: Path) -> None:
    ingest(database, None, [folder], now=NOW)
    with database.transaction() as session:
        assert not is_current(session, index)
    assert synchronise(database, index) == 5
    assert synchronise(database, index) == 0
    corpus = corpus_of(database, index)
    assert records(index, corpus) == expected(corpus)


def test_only_what_changed_is_encoded_again(database: Database, index: Index, folder: Path) -> None:
    index.embedder = embedder = CountingEmbedder()
    ingest(database, index, [folder], now=NOW)
    embedder.texts.clear()
    write(folder, en=MANUAL_EN.replace("about 300 readings", "about 500 readings"))
    ingest(database, index, [folder], now=NOW)
    assert all("500" in text or "Use four AA" in text for text in embedder.texts)
    corpus = corpus_of(database, index)
    assert records(index, corpus) == expected(corpus)


def test_a_removed_document_leaves_the_index(database: Database, index: Index, folder: Path) -> None:
    ingest(database, index, [folder], now=NOW)
    (folder / "discounts.md").unlink()
    ingest(database, index, [folder], now=NOW)
    assert records(index, corpus_of(database, index))[Audience.INTERNAL] == set()


def test_a_document_made_internal_leaves_the_public_space(database: Database, index: Index, folder: Path) -> None:
    ingest(database, index, [folder], now=NOW)
    write(folder, en=MANUAL_EN.replace("audience: public", "audience: internal"))
    ingest(database, index, [folder], now=NOW)
    corpus = corpus_of(database, index)
    assert records(index, corpus) == expected(corpus)


def test_a_new_database_does_not_take_up_old_vectors(database: Database, tmp_path: Path, folder: Path) -> None:
    with open_index(tmp_path / "home") as index:
        index.store.write("knowledge-of-before-public", ["a"], np.ones((1, 4), dtype=np.float32))
        index.store.set_mark("knowledge-of-before-public", Mark(1, "use"))
        ingest(database, index, [folder], now=NOW)
        assert index.store.mark("knowledge-of-before-public") is None


def test_another_encoder_makes_the_index_anew(database: Database, index: Index, folder: Path) -> None:
    ingest(database, index, [folder], now=NOW)
    index.embedder = CountingEmbedder("another")
    assert synchronise(database, index) == 5


@pytest.mark.parametrize("loss", ["records", "a space", "the mark"])
def test_what_was_lost_is_made_again(database: Database, index: Index, folder: Path, loss: str) -> None:
    ingest(database, index, [folder], now=NOW)
    corpus = corpus_of(database, index)
    space = space_of(corpus.index_name, Audience.PUBLIC)
    match loss:
        case "records":
            index.store.delete(space, sorted(index.store.ids(space))[:3])
        case "a space":
            index.store.drop(space)
        case _:
            index.store.set_mark(space, Mark(0, "nobody"))
    assert synchronise(database, index) > 0
    assert records(index, corpus) == expected(corpus)


def test_records_that_belong_to_nothing_are_deleted(database: Database, index: Index, folder: Path) -> None:
    ingest(database, index, [folder], now=NOW)
    corpus = corpus_of(database, index)
    index.store.write(space_of(corpus.index_name, Audience.PUBLIC), ["stray"], builtin().encode(["stray"]))
    synchronise(database, index)
    assert records(index, corpus) == expected(corpus)


def test_documents_replaced_over_and_over_are_found_as_on_the_first_day(
    database: Database, index: Index, tmp_path: Path
) -> None:
    index.embedder = embedder = CountingEmbedder()
    folder = tmp_path / "docs"
    for round_ in range(3):
        parts = [f"## Part {number}\nText {number} of round {round_}. More of it." for number in range(40)]
        ingest(database, index, [write(folder, all="\n\n".join(parts))], now=NOW)
    corpus = corpus_of(database, index)
    assert not index.store.is_worn(space_of(corpus.index_name, Audience.INTERNAL))
    assert records(index, corpus) == expected(corpus)
    assert len(embedder.texts) == 3 * 40 * 4, "vectors that stay are not made again"
    with database.transaction() as session:
        assert is_current(session, index)


def test_rebuilding_makes_every_vector_again(database: Database, index: Index, folder: Path) -> None:
    index.embedder = embedder = CountingEmbedder()
    ingest(database, index, [folder], now=NOW)
    encoded = len(embedder.texts)
    assert rebuild(database, index) == 5
    assert len(embedder.texts) == 2 * encoded


def test_an_index_outlives_its_process(database: Database, tmp_path: Path, folder: Path) -> None:
    with open_index(tmp_path / "home") as index:
        ingest(database, index, [folder], now=NOW)
    with open_index(tmp_path / "home") as index:
        assert synchronise(database, index) == 0


def test_a_broken_encoder_loses_no_document(database: Database, index: Index, folder: Path) -> None:
    index.embedder = embedder = CountingEmbedder()
    embedder.is_broken = True
    report = ingest(database, index, [folder], now=NOW)
    assert len(report.added) == 3
    assert (report.indexed, type(report.not_indexed)) == (False, EmbeddingUnavailable)
    embedder.is_broken = False
    assert synchronise(database, index) == 5


def test_an_empty_knowledge_base_has_nothing_to_follow(database: Database, index: Index) -> None:
    assert synchronise(database, index) == 0
    assert rebuild(database, index) == 0
    with database.transaction() as session:
        assert is_current(session, index)
