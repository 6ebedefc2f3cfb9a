"""Markdown as plain text under its headings."""

from __future__ import annotations

from knowledge.markdown import sections_of


def lines(markdown: str) -> list[str]:
    return [line for section in sections_of(markdown) for line in section.lines]


def test_every_section_knows_the_headings_above_it() -> None:
    sections = sections_of("before\n\n# A\none\n\n## B\ntwo\n\n### C\nthree\n\n## D\nfour\n\n## Empty\n")
    assert [section.path for section in sections] == [(), ("A",), ("A", "B"), ("A", "B", "C"), ("A", "D")]


def test_marks_are_gone_and_words_stay() -> None:
    assert lines("**Bold** and *soft* [link](https://x.example) `code` ~~old~~") == ["Bold and soft link code old"]


def test_wrapped_lines_are_one_paragraph_but_chinese_paragraphs_stay_apart() -> None:
    assert lines("Sit still\nand wait.") == ["Sit still and wait."]
    assert lines("袖带下缘\n放在肘窝上方。\n再测一次。") == ["袖带下缘放在肘窝上方。", "再测一次。"]


def test_lists_keep_their_numbers_and_bullets() -> None:
    assert lines("3. Open\n4. Close\n   - inner\n\n     more\n") == ["3. Open", "4. Close", "• inner", "more"]


def test_a_row_of_a_table_can_be_read_alone() -> None:
    table = "| Code | Meaning | What to do |\n| --- | --- | --- |\n| E3 | too loose | re-wrap |\n| E4 | | rest |\n"
    assert lines(table) == ["Code E3 — Meaning: too loose; What to do: re-wrap", "Code E4 — What to do: rest"]
    assert lines("| 代码 | 含义 |\n|---|---|\n| E3 | 太松 |\n") == ["代码 E3 — 含义：太松"]


def test_html_is_text_and_nothing_else() -> None:
    assert lines("<script>alert(1)</script>\n\n<b>bold</b>") == ["<script>alert(1)</script>", "<b>bold</b>"]


def test_what_nobody_sees_is_no_part_of_the_text() -> None:
    hidden = "Public.<!-- our cost is 112 --> End\u200b\u202e\x07.\U000e0041"
    assert lines(hidden) == ["Public. End."]
    assert lines("Public. <!-- never closed\n\nour cost") == ["Public."]


def test_code_is_kept_line_by_line() -> None:
    assert lines("```\none\n\ntwo\n```\n") == ["one", "two"]
