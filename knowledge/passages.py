"""Sections as passages of readable size, and the windows of one or two sentences in which a passage is searched.

Pure: what a passage is worth for a question is decided in `knowledge.search`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.documents import Document
from knowledge.language import joint, sentences

SECTION_JOINT = " › "

CHARACTERS_MAX = {"zh": 500, "en": 1_200}
"""The longest passage. Longer sections are cut between lines, and a longer line between sentences."""

CHARACTERS_FEW = {"zh": 60, "en": 150}
"""A last piece of a cut section that is shorter than this stays with the piece before it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that can be read alone. `section` are the headings above it, the title left out."""

    section: str
    text: str

    @property
    def windows(self) -> tuple[str, ...]:
        """Every sentence, then every two that stand together."""
        return windows_of(self.text)


def passages_of(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in order, none twice."""
    found: dict[Passage, None] = {}
    says_title = _says_title(document)
    for section in document.sections:
        heading = SECTION_JOINT.join(section.path[1:] if says_title else section.path)
        for text in _pieces(section.lines, document.language):
            found.setdefault(Passage(heading, text))
    return tuple(found)


def windows_of(text: str) -> tuple[str, ...]:
    """Every sentence of `text`, then every two that stand together; never none."""
    single = sentences(text)
    pairs = tuple(before + joint(before, after) + after for before, after in pairwise(single))
    return single + pairs or (text,)


def records_of(title: str, section: str, text: str) -> tuple[str, ...]:
    """What an index keeps a vector of: the whole passage under its title, then each of its windows."""
    return (searched(title, section, text), *windows_of(text))


def searched(title: str, section: str, text: str) -> str:
    """The words by which a passage is found: its own under those that say what it is about."""
    heads = SECTION_JOINT.join(part for part in (title, section) if part)
    return f"{heads}\n{text}" if heads else text


def _says_title(document: Document) -> bool:
    """Whether all sections stand under one heading that says the title again, or the beginning of it."""
    outermost = {section.path[0] for section in document.sections if section.path}
    if len(outermost) != 1:
        return False
    heading = outermost.pop()
    return heading.startswith(document.title) or document.title.startswith(heading)


def _pieces(lines: Sequence[str], language: str) -> Iterator[str]:
    most = CHARACTERS_MAX.get(language, CHARACTERS_MAX["en"])
    few = CHARACTERS_FEW.get(language, CHARACTERS_FEW["en"])
    pieces: list[str] = []
    for line in (part for whole in lines for part in _cut(whole, most)):
        if pieces and len(pieces[-1]) + 1 + len(line) <= most:
            pieces[-1] += "\n" + line
        else:
            pieces.append(line)
    if len(pieces) > 1 and len(pieces[-1]) < few:
        last = pieces.pop()
        pieces[-1] += "\n" + last
    yield from pieces


def _cut(line: str, most: int) -> Iterator[str]:
    """The line, or where it is too long its sentences put together up to `most` characters, broken if they must be."""
    if len(line) <= most:
        yield line
        return
    piece = ""
    for sentence in sentences(line):
        if piece and len(piece) + 1 + len(sentence) > most:
            yield piece
            piece = ""
        piece += joint(piece, sentence) + sentence
        while len(piece) > most:
            yield piece[:most]
            piece = piece[most:]
    if piece:
        yield piece
