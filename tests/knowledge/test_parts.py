"""Several questions in one breath."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import language_of
from knowledge.parts import PARTS_MAX, parts_of


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("保修多久", ["保修多久"]),
        ("保修几年，摔了给修吗", ["保修几年，", "摔了给修吗"]),
        ("试纸能放多久 能放冰箱吗", ["试纸能放多久", "能放冰箱吗"]),
        ("血压计E2，换了袖带也没用", ["血压计E2，换了袖带也没用"]),
        ("How long is the warranty? and what is not covered?", ["How long is the warranty?", "what is not covered?"]),
        ("how do I clean it and when do I change the filter", ["how do I clean it", "when do I change the filter"]),
        ("do you ship to Xinjiang and Tibet", ["do you ship to Xinjiang and Tibet"]),
        ("我是客户。", ["我是客户。"]),
    ],
)
def test_questions_are_taken_apart_where_every_part_asks(text: str, asked: list[str]) -> None:
    assert [part.asked for part in parts_of(text, language_of(text) or "zh")] == asked


def test_a_statement_leads_up_to_the_question_after_it() -> None:
    (part,) = parts_of("I have your ear thermometer. How do I clean the probe", "en")
    assert (part.context, part.asked) == ("I have your ear thermometer.", "How do I clean the probe")


@given(st.text(max_size=300), st.sampled_from(["zh", "en", "fr"]))
def test_no_text_is_without_a_part(text: str, language: str) -> None:
    assert 1 <= len(parts_of(text, language)) <= PARTS_MAX
