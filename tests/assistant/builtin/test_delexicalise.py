"""Sentences with markers in place of what was recognised."""

from __future__ import annotations

import pytest

from assistant.builtin.delexicalise import as_spoken, as_symbols, delexicalise, language_of
from assistant.builtin.recognise import recognise
from tests.assistant.builtin.company import TODAY, WORKING, names, units


def marked(text: str) -> str:
    found = recognise(text, today=TODAY, working=WORKING, names=names(), units=units())
    return delexicalise(found.text.text, found.spans)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("给仁和诊所下单20台血压计", "给⟨customer⟩下单⟨quantity⟩⟨product⟩"),
        ("给仁和诊所下单20台血压计、5盒试纸和两打血氧仪", "给⟨customer⟩下单⟨quantity⟩⟨product⟩"),
        ("血压计20台，试纸5盒，发给华东医院", "⟨product⟩⟨quantity⟩,发给⟨customer⟩"),
        ("Order 20 BP-200 and 5 boxes of strips for Renhe Clinic", "order ⟨quantity⟩ ⟨product⟩ for ⟨customer⟩"),
        ("SO-2026-00042到哪了", "⟨order⟩到哪了"),
        ("T-2026-00007我来处理", "⟨ticket⟩我来处理"),
        ("BP-200打95折多少钱一台", "⟨product⟩⟨percent⟩多少钱一台"),
        ("第二个", "第二个"),
        ("新建产品XY-99，售价58元", "新建产品⟨unknown⟩,售价⟨money⟩"),
        ("by next Friday", "⟨date⟩"),
    ],
)
def test_what_was_recognised_becomes_its_type(text: str, phrase: str) -> None:
    assert marked(text) == phrase


def test_letters_see_one_character_for_a_marker_and_the_encoder_an_ordinary_word() -> None:
    assert len(as_symbols("给⟨customer⟩下单")) == 4
    assert as_symbols("⟨product⟩") != as_symbols("⟨customer⟩")
    assert as_spoken("给⟨customer⟩下单⟨quantity⟩⟨product⟩") == "给诊所下单20台血压计"
    assert "⟨" not in as_spoken("order ⟨quantity⟩ ⟨product⟩ for ⟨customer⟩")


@pytest.mark.parametrize(
    ("phrase", "language"), [("⟨product⟩还有吗", "zh"), ("is ⟨product⟩ left", "en"), ("⟨product⟩", "zh")]
)
def test_the_language_is_that_of_the_words_around_the_markers(phrase: str, language: str) -> None:
    assert language_of(phrase) == language
