"""Markdown as plain text under its headings. HTML is never interpreted: a tag is text like any other.

Front matter and files live in `knowledge.documents`, the cutting into passages in `knowledge.passages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from knowledge.language import joint, language_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BULLET = "•"

# An author's remark to other authors is no part of what the document says.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ENDS = ("。", "！", "？", "：")

# Characters nobody sees, which could hide words from the people who check a document.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading. `path` are the headings above it, the outermost first.

    A line of `lines` is a paragraph, an item of a list or a row of a table, never less.
    """

    path: tuple[str, ...]
    lines: tuple[str, ...]


def sections_of(markdown: str) -> tuple[Section, ...]:
    """The sections of a Markdown text in order; those without text of their own are left out."""
    tokens = _parser().parse(_COMMENT.sub("", visible(markdown)))
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    lines: list[str] = []
    for level, line in _lines(tokens):
        if not level:
            lines.append(line)
            continue
        _close(sections, path, lines)
        path = [(above, title) for above, title in path if above < level] + [(level, line)]
        lines = []
    _close(sections, path, lines)
    return tuple(sections)


def visible(text: str) -> str:
    """`text` without control characters and characters of no width."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _close(sections: list[Section], path: Sequence[tuple[int, str]], lines: Sequence[str]) -> None:
    if lines:
        sections.append(Section(tuple(title for _, title in path), tuple(lines)))


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Each line with the level of its heading, 0 for what is no heading."""
    marks: list[str] = []
    counters: list[int] = []
    heading = 0
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        match token.type:
            case "heading_open":
                heading = int(token.tag[1:])
            case "ordered_list_open":
                counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                counters.append(0)
            case "ordered_list_close" | "bullet_list_close":
                counters.pop()
            case "list_item_open":
                marks = [f"{counters[-1]}. " if counters[-1] else f"{BULLET} "]
                counters[-1] += bool(counters[-1])
            case "table_open":
                end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
                yield from ((0, row) for row in _rows(tokens[at:end]))
                at = end + 1
            case "fence" | "code_block":
                yield from ((0, line.strip()) for line in token.content.splitlines() if line.strip())
            case "inline":
                text = _inline(token.children or [])
                mark = marks.pop() if marks and text and not heading else ""
                for line in filter(None, (mark + text).split("\n")):
                    yield heading, line
                heading = 0
            case _:
                pass


def _rows(tokens: Sequence[Token]) -> Iterator[str]:
    """Rows as sentences that can be read alone: each value after the head of its column."""
    heads: list[str] = []
    cells: list[str] = []
    for token in tokens:
        match token.type:
            case "inline":
                cells.append(_inline(token.children or []))
            case "tr_close":
                if heads:
                    yield _row(heads, cells)
                else:
                    heads = cells
                cells = []
            case _:
                pass


def _row(heads: Sequence[str], cells: Sequence[str]) -> str:
    first, *rest = [(head, cell) for head, cell in zip(heads, cells, strict=False) if cell] or [("", "")]
    chinese = language_of("".join(cells)) == "zh"
    colon, semicolon = ("：", "；") if chinese else (": ", "; ")
    subject = " ".join(first).strip()
    told = semicolon.join(f"{head}{colon}{cell}" if head else cell for head, cell in rest)
    return f"{subject} — {told}" if told else subject


def _inline(children: Sequence[Token]) -> str:
    """The text of one block, a line break in it only where a Chinese sentence ended at the end of a line.

    Chinese authors begin a paragraph on the next line; elsewhere a line that ends was only wrapped.
    """
    text = ""
    for child in children:
        match child.type:
            case "softbreak" | "hardbreak":
                text = text.rstrip()
                text += "\n"
            case "image":
                text += child.content
            case "text" | "code_inline" | "html_inline":
                text += child.content
            case _:
                pass
    joined = ""
    for part in text.split("\n"):
        joined += ("\n" if joined.endswith(_ENDS) else joint(joined, part.strip())) + part.strip()
    return joined.strip()
