"""Text measured in the columns a terminal shows it in: a Chinese character takes two."""

from __future__ import annotations

import re

from wcwidth import wcswidth, wcwidth

ELLIPSIS = "…"

# What may not be drawn: control characters would move the cursor, in text that other people wrote.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKABLE = re.compile(r"\s+|[^\s\u2e80-\u9fff\uff00-\uffef]+|[\u2e80-\u9fff\uff00-\uffef]")
_NEVER_FIRST = frozenset("，。；：！？、）》」』】％…·,.;:!?)]}%")


def clean(text: str) -> str:
    """The text without characters that could change how anything else is shown."""
    return _CONTROL.sub("", text.replace("\t", " "))


def width(text: str) -> int:
    """How many columns the text takes."""
    measured = int(wcswidth(text))
    return measured if measured >= 0 else sum(max(0, int(wcwidth(character))) for character in text)


def left(text: str, columns: int) -> str:
    """The text with spaces behind it, cut if it is too wide."""
    shown = cut(text, columns)
    return shown + " " * (columns - width(shown))


def right(text: str, columns: int) -> str:
    """The text with spaces before it, cut if it is too wide."""
    shown = cut(text, columns)
    return " " * (columns - width(shown)) + shown


def cut(text: str, columns: int) -> str:
    """As much of the text as fits, with an ellipsis where something is missing."""
    if width(text) <= columns:
        return text
    kept, used = "", 0
    for character in text:
        wide = max(0, int(wcwidth(character)))
        if used + wide > columns - 1:
            break
        kept, used = kept + character, used + wide
    return kept + ELLIPSIS if columns > 0 else ""


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns: broken at spaces, or between Chinese characters."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph, columns):
            hangs = bool(line) and piece in _NEVER_FIRST and width(line) <= columns  # one mark, not a row of them
            fits = width(line) + width(piece) <= columns or hangs
            if line and not fits:
                lines.append(line.rstrip())
                line = ""
            line += piece if line or not piece.isspace() else ""
        lines.append(line.rstrip())
    return lines


def _pieces(paragraph: str, columns: int) -> list[str]:
    """What may not be broken; a word wider than a line is broken anyway."""
    pieces: list[str] = []
    for piece in _BREAKABLE.findall(paragraph):
        while width(piece) > columns:
            head = cut(piece, columns + 1).removesuffix(ELLIPSIS) or piece[0]
            pieces.append(head)
            piece = piece[len(head) :]
        pieces.append(piece)
    return pieces
