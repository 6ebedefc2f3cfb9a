"""Sections as passages, passages as windows."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Audience, Document, read_document
from knowledge.markdown import sections_of
from knowledge.passages import CHARACTERS_FEW, CHARACTERS_MAX, passages_of, records_of, windows_of
from tests.knowledge.shelf import MANUAL_EN


def document(markdown: str, *, language: str = "en", title: str = "Title") -> Document:
    return Document("a.md", title, language, Audience.PUBLIC, (), None, markdown, sections_of(markdown))


def test_each_section_is_a_passage_under_its_headings(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(MANUAL_EN, encoding="utf-8")
    passages = passages_of(read_document(tmp_path / "a.md", source="a.md", audience=Audience.PUBLIC))
    assert [passage.section for passage in passages] == ["Error codes", "Batteries"]
    assert "E3: the cuff is too loose" in passages[0].text


def test_a_heading_that_says_the_title_again_is_left_out() -> None:
    passages = passages_of(document("# Title\none\n\n## Part\ntwo\n\n### Detail\nthree"))
    assert [passage.section for passage in passages] == ["", "Part", "Part › Detail"]


def test_a_long_section_is_cut_between_lines() -> None:
    paragraph = "This sentence has about fifty characters in all of it. " * 10
    text = "\n\n".join(f"{number}. {paragraph}" for number in range(5))
    pieces = [passage.text for passage in passages_of(document("# Part\n\n" + text))]
    assert len(pieces) > 1
    assert all(len(piece) <= CHARACTERS_MAX["en"] for piece in pieces)


def test_a_short_rest_stays_with_what_is_before_it() -> None:
    long = "长" * (CHARACTERS_MAX["zh"] - 5)
    passages = passages_of(document(f"{long}。\n\n尾巴。", language="zh"))
    assert [passage.text for passage in passages] == [f"{long}。\n尾巴。"]


@given(st.text(alphabet="字。 a.\n", max_size=3_000))
def test_no_passage_is_longer_than_allowed_and_no_word_is_lost(text: str) -> None:
    passages = passages_of(document(text.replace("\n", "\n\n"), language="zh"))
    longest = CHARACTERS_MAX["zh"] + CHARACTERS_FEW["zh"] + 1
    assert all(0 < len(passage.text) <= longest for passage in passages)
    kept = "".join(passage.text for passage in passages)
    assert {character for character in text if character in "字a"} <= set(kept)


def test_windows_are_every_sentence_and_every_two_together() -> None:
    assert windows_of("A one. B two. C three.") == (
        "A one.",
        "B two.",
        "C three.",
        "A one. B two.",
        "B two. C three.",
    )
    assert windows_of("一。二。") == ("一。", "二。", "一。二。")
    assert windows_of("—") == ("—",)


def test_what_is_encoded_begins_with_the_whole_under_its_heads() -> None:
    whole, *windows = records_of("Title", "Part", "A one. B two.")
    assert whole == "Title › Part\nA one. B two."
    assert windows == list(windows_of("A one. B two."))
    assert records_of("", "", "A one.") == ("A one.", "A one.")
