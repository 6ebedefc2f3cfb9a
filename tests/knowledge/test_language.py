"""The language of a text, and where its sentences end."""

from __future__ import annotations

import pytest

from knowledge.language import is_item, joint, language_of, sentences, without_mark


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("血压计显示E3怎么办？", "zh"),
        ("what does E3 mean on my BP monitor", "en"),
        ("my 血压计 shows E3, what can I do", "en"),
        ("BP-200的warranty多久", "zh"),
        ("E3是什么", "zh"),
        ("BP-200 E3", None),
        ("35 × 12", None),
        ("", None),
        ("エラーが出ました", None),
    ],
)
def test_a_text_is_in_the_language_it_says_more_in(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("坐稳不动。再测一次！好了吗？", ["坐稳不动。", "再测一次！", "好了吗？"]),
        ("他说：“重测。”然后走了。", ["他说：“重测。”", "然后走了。"]),
        ("稍等……好了。", ["稍等……", "好了。"]),
        ("Sit still. Measure again.", ["Sit still.", "Measure again."]),
        ("It takes 3.5 V. See No. 5, e.g. a tube. Done.", ["It takes 3.5 V.", "See No. 5, e.g. a tube.", "Done."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("use a 1.2 mm tube", ["use a 1.2 mm tube"]),
        ("1. Switch on. Wait.\n2. Press START.", ["1. Switch on.", "Wait.", "2. Press START."]),
        ("first\n\nsecond", ["first", "second"]),
        ("", []),
    ],
)
def test_a_sentence_ends_at_its_stop_and_nowhere_else(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [("重测。", "好", ""), ("Wait.", "Then", " "), ("BP-200", "血压计", ""), ("", "a", "")],
)
def test_chinese_is_joined_without_a_space(before: str, after: str, between: str) -> None:
    assert joint(before, after) == between


def test_an_item_of_a_list_is_told_from_a_sentence() -> None:
    assert is_item("3. Press START.")
    assert is_item("• E3：袖带太松")
    assert not is_item("3.5 V is enough.")
    assert not is_item("Press START.")


def test_an_item_read_out_alone_loses_its_mark() -> None:
    assert without_mark("3. Press START.") == "Press START."
    assert without_mark("• E3：袖带太松") == "E3：袖带太松"
    assert without_mark("3.5 V is enough.") == "3.5 V is enough."
