"""One spelling for every text, and the way back to what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.builtin.normalise import is_plain, normalise


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("ＢＰ－２００　２０台", "BP-200 20台"),
        ("請給仁和診所下單", "请给仁和诊所下单"),
        ("a  b\t\tc", "a b c"),
        ("one \n\n two", "one\ntwo"),
        ("10–20台—", "10-20台-"),
        ("−5", "-5"),
        ("3✕4", "3×4"),
        ("“BP‘s”", '"BP\'s"'),
        ("２½箱", "2½箱"),
        ("①20台", "①20台"),
        ("٣ boxes", "3 boxes"),
        ("BP\u200b-200", "BP-200"),
        ("cafe\u0301", "café"),
        ("￥１，２００", "¥1,200"),
        ("", ""),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_text_gets_the_one_spelling(typed: str, spelled: str) -> None:
    assert normalise(typed).text == spelled


def test_a_chinese_comma_is_told_from_a_thousands_comma() -> None:
    text = normalise("1，500,000")
    assert [text.has_wide_comma(at) for at in (1, 5)] == [True, False]


@given(st.text(max_size=80))
def test_every_character_knows_where_it_came_from(typed: str) -> None:
    text = normalise(typed)
    assert len(text.text) == len(text.lower) == len(text.offsets) == len(text.ends)
    assert list(text.offsets) == sorted(text.offsets)
    assert all(0 <= first < last <= len(typed) for first, last in zip(text.offsets, text.ends, strict=True))


@given(st.text(max_size=80))
def test_a_text_in_the_one_spelling_stays_as_it_is(typed: str) -> None:
    if is_plain(typed):
        assert normalise(typed).text == typed


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_spelling_twice_changes_nothing_more(typed: str) -> None:
    once = normalise(typed).text
    assert normalise(once).text == once
