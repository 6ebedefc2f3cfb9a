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
        ("how long does a parcel take, roughly?", ["how long does a parcel take, roughly?"]),
        ("我是客户。", ["我是客户。"]),
    ],
)
def test_questions_are_taken_apart_where_every_part_asks(text: str, asked: list[str]) -> None:
    assert [part.asked for part in parts_of(text, language_of(text) or "zh")] == asked


def test_a_statement_leads_up_to_the_question_after_it() -> None:
    (part,) = parts_of("I have your ear thermometer. How do I clean the probe", "en")
    assert (part.context, part.asked) == ("I have your ear thermometer.", "How do I clean the probe")


@pytest.mark.parametrize(
    ("text", "context", "asked"),
    [
        ("got a label here for Urumqi... how long does a parcel take", "got a label here for Urumqi", "how long does"),
        ("a pallet stood in a hot truck. how warm may they get", "a pallet stood in a hot truck.", "how warm may"),
        ("the probe is dirty again, how do i clean it", "the probe is dirty again,", "how do i"),
    ],
)
def test_a_hurried_story_leads_up_to_its_question(text: str, context: str, asked: str) -> None:
    (part,) = parts_of(text, "en")
    assert part.context == context
    assert part.asked.startswith(asked)


def test_what_is_told_behind_a_question_can_be_left_out() -> None:
    (part,) = parts_of("How warm may it be for the strips? its boiling in here", "en")
    assert (part.beside, part.without_beside) == ("its boiling in here", "How warm may it be for the strips?")


@given(st.text(max_size=300), st.sampled_from(["zh", "en", "fr"]))
def test_no_text_is_without_a_part(text: str, language: str) -> None:
    assert 1 <= len(parts_of(text, language)) <= PARTS_MAX
