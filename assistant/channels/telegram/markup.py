"""Text with tags as Telegram's HTML, cut into messages of the allowed size. What is written is decided in `drawing`.

Lengths are UTF-16 units after the tags were read, as Telegram counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

MESSAGE_MAX = 4096
CAPTION_MAX = 1024
ENTITIES_MAX = 100

_SPARE_ENTITIES = 5
# Control characters are refused or dropped, and turned writing order could make a card read as another.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_BREAKS = ("\n", "。", ". ", "！", "？", "；", "; ", "，", ", ", " ")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text in one tag (`b`, `i`, `code`, `pre`, `blockquote expandable`), or in none. Tags do not nest."""

    text: str
    tag: str = ""


def to_html(pieces: Iterable[Piece]) -> str:
    """The pieces in Telegram's HTML."""
    return "".join(_tagged(piece) for piece in pieces)


def to_plain(pieces: Iterable[Piece]) -> str:
    """The pieces without their tags."""
    return "".join(piece.text for piece in pieces)


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(pieces: Sequence[Piece], *, limit: int) -> list[tuple[Piece, ...]]:
    """The pieces as messages of at most `limit` units, cut between paragraphs, lines or sentences where possible.

    A tag that is cut is opened again in the next message; a message without anything to see is left out.
    """
    messages: list[tuple[Piece, ...]] = []
    lines = [part for line in _lines(pieces) for part in _cut_line(line, limit)]
    while lines:
        count = _fitting(lines, limit)
        message = _tidied(piece for line in lines[:count] for piece in line)
        if message:
            messages.append(message)
        lines = lines[count:]
    return messages


def _tagged(piece: Piece) -> str:
    text = escape(piece.text, quote=False)
    return f"<{piece.tag}>{text}</{piece.tag.partition(' ')[0]}>" if piece.tag else text


def _lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces line by line; each line but the last ends with its line break."""
    line: list[Piece] = []
    for piece in pieces:
        text = _UNSEEN.sub("", _LINE_BREAKS.sub("\n", piece.text))
        for part in re.findall(r"[^\n]*\n|[^\n]+", text):
            line.append(replace(piece, text=part))
            if part.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def _cut_line(line: list[Piece], limit: int) -> list[list[Piece]]:
    """A line that is longer than a whole message in several."""
    if sum(units(piece.text) for piece in line) <= limit:
        return [line if _entities(line) <= ENTITIES_MAX - _SPARE_ENTITIES else [Piece(to_plain(line))]]
    return [[replace(piece, text=text)] for piece in line for text in _cut_text(piece.text, limit)]


def _cut_text(text: str, limit: int) -> Iterator[str]:
    while units(text) > limit:
        # Every character has one or two units: half the limit always fits.
        end = limit
        while units(text[:end]) > limit:
            end -= 1
        at = max(text.rfind(mark, end // 2, end) + len(mark) if mark in text[end // 2 : end] else 0 for mark in _BREAKS)
        yield text[: at or end]
        text = text[at or end :]
    if text:
        yield text


def _fitting(lines: Sequence[list[Piece]], limit: int) -> int:
    """How many of the lines the next message takes: up to its last paragraph, if that fills half of it."""
    length = count = paragraph = 0
    merged: list[Piece] = []
    for line in lines:
        length += sum(units(piece.text) for piece in line)
        merged = _merged([*merged, *line])
        if count and (length > limit or _entities(merged) > ENTITIES_MAX - _SPARE_ENTITIES):
            return paragraph or count
        count += 1
        if not to_plain(line).strip() and length > limit // 2:
            paragraph = count
    return count


def _tidied(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with neighbours of one tag joined, without the empty lines around them."""
    joined = _merged(pieces)
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        joined[0] = replace(joined[0], text=joined[0].text.lstrip("\n"))
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return tuple(joined)


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if merged and merged[-1].tag == piece.tag:
            merged[-1] = replace(piece, text=merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return merged


def _entities(pieces: Iterable[Piece]) -> int:
    return sum(bool(piece.tag) for piece in pieces)
