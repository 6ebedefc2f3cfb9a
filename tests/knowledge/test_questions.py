"""Questions taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import language_of
from knowledge.questions import PIECES_MAX, Question, figures_in, fragments, understand

NAMED = {
    "血压计": frozenset({"BP-200"}),
    "腕式血压计": frozenset({"BP-100"}),
    "bp200": frozenset({"BP-200"}),
    "bpmonitor": frozenset({"BP-200"}),
    "thermometer": frozenset({"TH-30"}),
    "teststrip": frozenset({"GS-50"}),
    "th30pc": frozenset({"TH-30-PC"}),
}


def taken(text: str) -> Question:
    return understand(text, language_of(text) or "zh", NAMED)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("血压计显示E3怎么办？", {"BP-200"}),
        ("腕式血压计多少钱", {"BP-100"}),
        ("what does E3 mean on my BP monitor", {"BP-200"}),
        ("ｂｐ－２００ 保修", {"BP-200"}),
        ("are test strips returnable", {"GS-50"}),
        ("TH-30-PC怎么用", {"TH-30-PC"}),
        ("微波炉保修多久", set()),
    ],
)
def test_the_longest_name_says_what_is_meant(text: str, products: set[str]) -> None:
    assert taken(text).products == products


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("血压计显示E3怎么办？", {"e3"}),
        ("BP-200 显示 E9", {"e9"}),
        ("BP-900怎么用", {"bp900"}),
        ("血压计屏幕上出现Lo", {"lo"}),
        ("the thermometer shows Err", {"err"}),
        ("the thermometer says it is broken", set()),
        ("it shows I am ill", set()),
        ("保修多久", set()),
    ],
)
def test_codes_must_be_found_but_names_of_known_products_need_not(text: str, codes: set[str]) -> None:
    assert taken(text).codes == codes


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("血压计保修多久？", ["保", "修"]),
        ("怎么申请开专票", ["申", "开", "专", "票"]),
        ("how long is the warranty", ["warranti"]),
        ("cuff size for a 35 cm arm?", ["cuff", "size", "cm", "arm"]),
        ("血压计显示E3怎么办？", []),
        ("它是什么", []),
    ],
)
def test_the_focus_is_what_is_asked_without_words_that_only_shape_it(text: str, focus: list[str]) -> None:
    assert [term.token for term in taken(text).focus] == focus


def test_a_chinese_character_is_supported_by_the_words_it_may_stand_in() -> None:
    terms = {term.token: term.forms for term in taken("怎么申请开专票").focus}
    assert "申请" in terms["申"]
    assert {"开专", "专票"} == terms["专"]
    alone = {term.token: term.forms for term in taken("还能退吗").focus}
    assert "退" in alone["退"]


def test_english_words_that_stand_together_are_a_pair() -> None:
    assert taken("warranty on a washing machine").pairs == (("wash", "machin"),)


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("my thermometer is broken", True),
        ("血压计坏了", True),
        ("my thermometer is broken, what can I do?", False),
        ("血压计坏了怎么办", False),
        ("血压计保修多久", False),
        ("the unbroken seal", False),
    ],
)
def test_a_report_of_a_defect_is_no_question(text: str, reports: bool) -> None:
    assert taken(text).reports_defect is reports


@pytest.mark.parametrize(
    ("text", "asks"),
    [("怎么退货", True), ("怎么办", False), ("how do I return it", True), ("how long is it", False)],
)
def test_asking_for_the_way_is_told_from_asking_for_a_fact(text: str, asks: bool) -> None:
    assert taken(text).asks_way is asks


def test_figures_are_numbers_and_not_parts_of_codes() -> None:
    assert figures_in("BP-200: 35 cm, 15%, 3.5 V, E3") == {"35", "15", "3.5"}


def test_fragments_hold_every_name_that_may_be_meant() -> None:
    parts = fragments("BP monitors 和血压计")
    assert {"bpmonitors", "bpmonitor", "血压计", "压计"} <= parts
    assert "b" not in parts


@given(st.text(max_size=600))
def test_no_text_is_too_odd_to_be_taken_apart(text: str) -> None:
    question = understand(text, language_of(text) or "en", NAMED)
    assert len(fragments(text)) <= PIECES_MAX * 8 * 2
    assert all(term.forms for term in question.focus)
