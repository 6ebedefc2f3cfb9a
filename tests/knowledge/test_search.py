"""Finding and ranking passages: half by words, half by meaning, and only what the actor may read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.actor import Role
from core.database import Database
from knowledge.documents import Audience
from knowledge.embedding import builtin
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.passages import records_of
from knowledge.ranking import ScoredPassage, meaning_of, score_of
from knowledge.search import audiences_of, search
from tests.knowledge.shelf import DISCOUNTS_ZH, MANUAL_EN, MANUAL_ZH, NOW, Shelf, person, write


@pytest.fixture
def stocked(shelf: Shelf, tmp_path: Path) -> Shelf:
    folder = write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN, discounts=DISCOUNTS_ZH)
    ingest(shelf.database, shelf.index, [folder], now=NOW)
    return shelf


def found(
    shelf: Shelf, question: str, *, role: Role = Role.CUSTOMER, language: str = "zh"
) -> tuple[ScoredPassage, ...]:
    with shelf.database.transaction() as session:
        corpus = shelf.index.corpus(session)
        return search(session, shelf.index, corpus, question, language=language, actor=person(role))


def test_words_and_meaning_count_half_each() -> None:
    assert score_of(0.6, 0.4, same_language=True) == pytest.approx(0.5)
    assert score_of(0.0, 0.4, same_language=False) == pytest.approx(0.85 * 0.4)
    assert meaning_of(0.2, 0.6) == pytest.approx(0.4)


def test_the_best_passage_comes_first_in_the_language_of_the_question(stocked: Shelf) -> None:
    best = found(stocked, "袖带太松怎么办")[0]
    assert (best.language, best.section) == ("zh", "错误代码")
    best = found(stocked, "how many readings do four AA batteries last", language="en")[0]
    assert (best.language, best.section) == ("en", "Batteries")


def test_every_score_is_the_exact_one(stocked: Shelf) -> None:
    question = "袖带太松怎么办"
    asked = builtin().encode([question])[0]
    with stocked.database.transaction() as session:
        corpus = stocked.index.corpus(session)
        shares = corpus.shares(question, "zh")
    for passage in found(stocked, question):
        whole, *windows = builtin().encode(records_of(passage.title, passage.section, passage.text)) @ asked
        meaning = (whole + max(windows)) / 2
        words = shares[corpus.numbers[str(passage.id)]]
        assert passage.meaning == pytest.approx(meaning, abs=1e-4)
        assert passage.words == pytest.approx(words)
        expected = (words + meaning) / 2 if passage.language == "zh" else 0.85 * meaning
        assert passage.score == pytest.approx(expected, abs=1e-4)
        assert np.allclose(passage.likeness, windows[: len(passage.likeness)], atol=1e-4)


def test_a_passage_in_another_language_knows_whether_it_is_translated(stocked: Shelf) -> None:
    chinese = found(stocked, "袖带太松怎么办", role=Role.SUPPORT)
    translated = {passage.section: passage.translated for passage in chinese}
    assert translated["Error codes"] is True
    assert translated["错误代码"] is False
    english = {one.section: one for one in found(stocked, "discount limit", role=Role.SUPPORT, language="en")}
    assert english["折扣权限"].translated is False


@pytest.mark.parametrize("role", [Role.VISITOR, Role.CUSTOMER])
def test_people_outside_find_nothing_internal(stocked: Shelf, role: Role) -> None:
    assert audiences_of(person(role)) == (Audience.PUBLIC,)
    sections = {passage.section for passage in found(stocked, "销售人员的折扣是多少", role=role)}
    assert sections
    assert "折扣权限" not in sections


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.VISITOR, Role.CUSTOMER}))
def test_people_inside_find_everything(stocked: Shelf, role: Role) -> None:
    assert found(stocked, "销售人员的折扣是多少", role=role)[0].section == "折扣权限"


def test_a_document_made_internal_is_gone_before_the_index_follows(stocked: Shelf, tmp_path: Path) -> None:
    write(tmp_path / "docs", en=MANUAL_EN.replace("audience: public", "audience: internal"))
    ingest(stocked.database, None, [tmp_path / "docs"], now=NOW)
    assert {passage.language for passage in found(stocked, "which batteries do I need", language="en")} == {"zh"}


def test_a_new_document_is_found_by_its_words_before_the_index_follows(stocked: Shelf, tmp_path: Path) -> None:
    write(tmp_path / "docs", new="---\ntitle: Wheelchair\naudience: public\n---\nThe wheelchair carries 110 kilograms.")
    ingest(stocked.database, None, [tmp_path / "docs"], now=NOW)
    best = found(stocked, "wheelchair kilograms", language="en")[0]
    assert (best.title, best.meaning) == ("Wheelchair", 0.0)


def test_a_removed_document_is_gone_before_the_index_follows(stocked: Shelf, tmp_path: Path) -> None:
    (tmp_path / "docs" / "en.md").unlink()
    ingest(stocked.database, None, [tmp_path / "docs"], now=NOW)
    assert {passage.language for passage in found(stocked, "which batteries do I need", language="en")} == {"zh"}


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_no_question_finds_nothing(stocked: Shelf, question: str) -> None:
    assert found(stocked, question) == ()


ODD = ("😀😀", "'; DROP TABLE knowledge_documents; --", "血" * 10_000, "a " * 10_000, "\u202e\x00")


@pytest.mark.parametrize("question", ODD, ids=range(len(ODD)))
def test_an_odd_question_harms_nothing(stocked: Shelf, question: str) -> None:
    assert len(found(stocked, question)) <= 10


def test_nothing_is_found_in_an_empty_knowledge_base(database: Database, index: Index) -> None:
    assert found(Shelf(database, index), "袖带太松怎么办") == ()
