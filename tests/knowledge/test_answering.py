"""Questions to the demo documents, by the operation, as the people of the demo company ask them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import operations
from core.actor import Role
from knowledge import index as knowledge_index
from knowledge.answering import answer_question
from knowledge.ingest import ingest
from knowledge.queries import KnowledgeAnswer
from knowledge.refusals import IndexUnavailable
from tests.knowledge.shelf import DISCOUNTS_ZH, MANUAL_EN, MANUAL_ZH, NOW, Shelf, person, write


def test_an_error_code_is_answered_with_its_text_and_a_citation(demo: Shelf) -> None:
    answer = demo.ask("血压计显示E3怎么办？")
    assert answer.answered
    assert answer.text == (
        "E3：袖带太松，或测量时手臂动了。把袖带下缘重新缠在肘窝上方两指处，坐稳不动、不说话，再测一次；"
        "连续三次仍显示 E3，请联系售后检修。 [1]"
    )
    (citation,) = answer.citations
    assert (citation.number, citation.title) == (1, "BP-200 上臂式血压计使用手册")
    assert citation.section == "错误代码 E1–E6 与低电量"
    assert "E3" in citation.passage
    assert demo.stem_of(citation.document) == "bp-200-manual"


def test_the_same_question_in_english_is_answered_in_english(demo: Shelf) -> None:
    answer = demo.ask("what does E3 mean on my BP monitor")
    assert answer.language == "en"
    assert answer.text.startswith("E3: the cuff is too loose or the arm moved.")
    assert answer.citations[0].title.startswith("BP-200 upper-arm blood pressure monitor")


@pytest.mark.parametrize("question", ["BP-200 E9 是什么意思", "what does E9 mean on the BP-200", "血氧仪显示E3"])
def test_a_code_no_document_has_is_not_answered(demo: Shelf, question: str) -> None:
    answer = demo.ask(question)
    assert (answer.answered, answer.text, answer.citations) == (False, "", ())


@pytest.mark.parametrize("question", ["my thermometer is broken", "耳温枪坏了"])
def test_a_broken_device_is_no_matter_for_documents(demo: Shelf, question: str) -> None:
    assert not demo.ask(question).answered


def test_internal_rules_are_for_those_inside(demo: Shelf) -> None:
    question = "我自己最多能给多少折扣"
    assert "5%" in demo.ask(question, role=Role.SALESPERSON).text
    for role in (Role.CUSTOMER, Role.VISITOR):
        assert not demo.ask(question, role=role).answered


def test_a_question_without_a_language_is_answered_in_the_persons_own(demo: Shelf) -> None:
    assert demo.ask("BP-200 E3", language="zh").language == "zh"
    assert demo.ask("BP-200 E3", language="en").language == "en"


def test_an_english_question_to_a_chinese_document_is_answered_in_chinese(shelf: Shelf, tmp_path: Path) -> None:
    ingest(shelf.database, shelf.index, [write(tmp_path / "docs", discounts=DISCOUNTS_ZH)], now=NOW)
    answer = shelf.ask("what is the discount limit for salespeople", role=Role.SALESPERSON, language="en")
    assert (answer.answered, answer.language) == (True, "zh")
    assert answer.text == "销售人员的折扣不超过 5%，经理不超过 20%。 [1]"
    assert answer.citations[0].title == "销售折扣内部规定"


def test_without_an_index_the_operation_is_refused(demo: Shelf) -> None:
    with knowledge_index.using(None), demo.database.transaction() as session, pytest.raises(IndexUnavailable):
        operations.run_query(
            session, "search_knowledge", {"question": "保修多久"}, actor=person(Role.CUSTOMER), now=NOW
        )


def test_everybody_may_ask_by_the_operation(demo: Shelf) -> None:
    for role in Role:
        with knowledge_index.using(demo.index), demo.database.transaction() as session:
            answer = operations.run_query(
                session, "search_knowledge", {"question": "保修多久？"}, actor=person(role), now=NOW
            )
        assert isinstance(answer, KnowledgeAnswer)
        assert answer.answered
        assert operations.permitted("search_knowledge", person(role)).result.dump_json(answer)


def test_many_may_ask_at_once_while_documents_change(shelf: Shelf, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN)
    ingest(shelf.database, shelf.index, [folder], now=NOW)

    def ask(number: int) -> str:
        with shelf.database.transaction() as session:
            question = ("显示E3怎么办？", "what does E3 mean?")[number % 2]
            return answer_question(session, question, person(Role.CUSTOMER)).text

    with knowledge_index.using(shelf.index), ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(ask, number) for number in range(40)]
        for number in range(3):
            write(folder, more=f"---\naudience: public\n---\n## Part {number}\nAnother text number {number}.")
            ingest(shelf.database, shelf.index, [folder], now=NOW)
        told = {answer.result() for answer in answers}
    assert told == {
        "E3：袖带太松，或测量时手臂动了。重新绑好袖带，坐稳再测。 [1]",
        "E3: the cuff is too loose or the arm moved. Re-wrap it, sit still and measure again. [1]",
    }
