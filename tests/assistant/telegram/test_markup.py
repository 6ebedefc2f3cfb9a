"""Texts as messages: whatever is written arrives complete, within Telegram's limits, and as Telegram can read it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.channels.telegram.markup import ENTITIES_MAX, Piece, split, to_html, to_plain, units
from tests.assistant.telegram.entities import length_of, parse

TAGS = ("", "b", "i", "code", "pre", "blockquote expandable")
WORDS = st.text(alphabet=st.sampled_from("a <>&\"'血压🩺\n。,;é"), max_size=60)
PIECES = st.lists(st.builds(Piece, WORDS, st.sampled_from(TAGS)), max_size=150)


@given(PIECES, st.integers(20, 200))
@settings(max_examples=150, deadline=None)
def test_any_pieces_become_messages_that_telegram_reads_as_they_were_meant(pieces: list[Piece], limit: int) -> None:
    messages = split(pieces, limit=limit)
    for message in messages:
        plain, entities = parse(to_html(message))
        assert plain == to_plain(message)
        assert 0 < length_of(plain) <= limit
        assert len(entities) <= ENTITIES_MAX
        assert plain.strip()
    assert _bare("".join(map(to_plain, messages))) == _bare(to_plain(pieces))


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_markup(text: str) -> None:
    for message in split([Piece(text, "b")], limit=100):
        parse(to_html(message))


def test_text_is_cut_between_paragraphs_where_that_fills_half_a_message() -> None:
    first, second = "a" * 50, "b" * 20
    messages = split([Piece(f"{first}\n\n{second}\n{second}")], limit=80)
    assert [to_plain(message) for message in messages] == [first, f"{second}\n{second}"]


def test_text_is_cut_between_lines_otherwise() -> None:
    lines = [str(number) * 30 for number in range(4)]
    messages = split([Piece("\n".join(lines))], limit=70)
    assert [to_plain(message) for message in messages] == ["\n".join(lines[:2]), "\n".join(lines[2:])]


def test_a_line_without_an_end_is_cut_between_sentences() -> None:
    messages = split([Piece("一二三四五六七八。" * 20)], limit=40)
    assert all(to_plain(message).endswith("。") for message in messages)


def test_a_tag_that_is_cut_is_opened_again() -> None:
    messages = split([Piece("\n".join("x" * 10 for _ in range(10)), "pre")], limit=50)
    assert all(to_html(message).startswith("<pre>") for message in messages)
    assert all(to_html(message).endswith("</pre>") for message in messages)


def test_no_character_of_two_units_is_cut_apart() -> None:
    messages = split([Piece("🩺" * 60)], limit=41)
    assert all(to_plain(message) == "🩺" * (len(to_plain(message))) for message in messages)
    assert max(units(to_plain(message)) for message in messages) == 40


def test_more_marks_than_a_message_may_have_go_into_the_next() -> None:
    pieces = [piece for number in range(150) for piece in (Piece(str(number), "b"), Piece("\n"))]
    assert [sum(bool(piece.tag) for piece in message) for message in split(pieces, limit=4000)] == [95, 55]


@pytest.mark.parametrize("hidden", ["\u202e", "\x00", "\x1b", "\u2066"])
def test_characters_that_change_how_others_are_shown_are_left_out(hidden: str) -> None:
    messages = split([Piece(f"10{hidden}台")], limit=100)
    assert [to_plain(message) for message in messages] == ["10台"]


def test_nothing_to_see_is_no_message() -> None:
    assert split([Piece(" \n\n "), Piece("", "b")], limit=100) == []


def _bare(text: str) -> str:
    return "".join(text.split())
