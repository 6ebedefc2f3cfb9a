"""Chinese text cut into ordinary words with their part of speech, to tell a name's fragment from everyday language."""

from __future__ import annotations

from dataclasses import dataclass


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
    for word, tag in _tagged(text):
        tags[at, at + len(word)] = tag
        at += len(word)
        edges.add(at)
    return Segmented(frozenset(edges), tags)


def _tagged(text: str) -> list[tuple[str, str]]:
    # The module makes a dictionary of 25 MB for itself when it is loaded: one of our own would be the second.
    from rjieba import tag

    return tag(text, False)
