"""Chinese text cut into ordinary words with their part of speech, to tell a name's fragment from everyday language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rjieba import Jieba


@dataclass(frozen=True, slots=True)
class Segmented:
    """Where words begin and end in a text. `tags` gives the part of speech of the word from start to end."""

    edges: frozenset[int]
    tags: dict[tuple[int, int], str]

    def cuts_words(self, start: int, end: int) -> bool:
        """Whether taking out start to end would cut an ordinary word at either side."""
        return start not in self.edges or end not in self.edges

    def cuts_both_sides(self, start: int, end: int) -> bool:
        """Whether both ends fall inside ordinary words: 试纸 in 测试|纸张."""
        return start not in self.edges and end not in self.edges


def segmented(text: str) -> Segmented:
    """The words of the text by the general dictionary; names of the company are not in it."""
    edges, tags, at = {0}, {}, 0
    for word, tag in _dictionary().tag(text, False):
        tags[at, at + len(word)] = tag
        at += len(word)
        edges.add(at)
    return Segmented(frozenset(edges), tags)


@cache
def _dictionary() -> Jieba:
    from rjieba import Jieba

    return Jieba()
