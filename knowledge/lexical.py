"""Words of a text and BM25 over passages, in memory: how far a passage shares the words of a question.

Chinese is taken by single characters and by pairs, English by stems. Meaning beyond words is `knowledge.embedding`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.language import HAN

if TYPE_CHECKING:
    from Stemmer import Stemmer

Scores = NDArray[np.float64]

SATURATION = 0.9
"""k1 of BM25: how soon a word said again adds nothing."""

LENGTH_WEIGHT = 0.4
"""b of BM25: how much a long passage is marked down."""

ALIKE_WORTH = 0.85
"""What another word of the same meaning counts for in the place of one that was said."""

_NOTHING: Mapping[str, Collection[str]] = {}

_RUN = re.compile(rf"[{HAN}]+|[a-z0-9]+")
# Apart by a space only in capitals: BP 200 is a code, "in 2016" is none.
CODE = re.compile(r"(?<![A-Za-z0-9])(?:([A-Za-z]{1,5})[-_]?|([A-Z]{1,5}|[Ee]r{1,2}) )(\d{1,4}[A-Za-z]?)(?![A-Za-z0-9])")

_ERROR = re.compile(r"er{0,2}0*([1-9]\d?)")


def tokens_of(text: str) -> list[str]:
    """The tokens of a text, repeated as often as they are said. BP-200, BP 200 and BP200 give the same ones."""
    return list(_tokens(unicodedata.normalize("NFKC", text)))


def without_codes(text: str) -> str:
    """The text with a space in the place of each of its codes."""
    return CODE.sub(" ", text)


def codes_of(text: str) -> frozenset[str]:
    """The codes in a text, of products or errors, in the form of their tokens: `bp200`, `e3`."""
    return frozenset(_codes(unicodedata.normalize("NFKC", text)))


def spellings(code: str) -> frozenset[str]:
    """The ways in which a code is written: what a display shows as Er3 is typed E3, E03 or Err3 as well."""
    error = _ERROR.fullmatch(code)
    return frozenset(f"{head}{error[1]}" for head in ("e", "er", "err")) if error else frozenset({code})


class Lexical:
    """BM25 over the passages of one language, which it numbers from 0 in the order given."""

    def __init__(self, counts: Sequence[Mapping[str, int]]) -> None:
        self.size = len(counts)
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        # An average over no words at all would divide by zero.
        average = max(float(lengths.mean()), 1.0) if self.size else 1.0
        ballast = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths / average)
        found: dict[str, tuple[list[int], list[int]]] = {}
        for number, count in enumerate(counts):
            for token, times in count.items():
                where, how_often = found.setdefault(token, ([], []))
                where.append(number)
                how_often.append(times)
        self._postings: dict[str, tuple[NDArray[np.int64], Scores]] = {}
        for token, (where, how_often) in found.items():
            at = np.array(where, dtype=np.int64)
            times_said = np.array(how_often, dtype=np.float64)
            self._postings[token] = (at, times_said / (times_said + ballast[at]))

    def weight(self, token: str) -> float:
        """How telling a token is (its idf): the rarer the more, and most where no passage has it."""
        known = self._postings.get(token)
        passages = 0 if known is None else len(known[0])
        return math.log(1 + (self.size - passages + 0.5) / (passages + 0.5))

    def shares(self, question: Sequence[str], alike: Mapping[str, Collection[str]] = _NOTHING) -> Scores:
        """For every passage the share of the question's weight that its words carry, from 0 to below 1.

        Tokens `alike` one of the question's count in its place, where a passage has them.
        """
        scores = np.zeros(self.size, dtype=np.float64)
        total = 0.0
        for token, times in Counter(question).items():
            others = alike.get(token, ())
            weight = min(map(self.weight, (token, *others))) * times
            total += weight
            if not others:
                if token in self._postings:
                    at, value = self._postings[token]
                    scores[at] += weight * value
                continue
            best = np.zeros(self.size, dtype=np.float64)
            for one in (token, *others):
                if one in self._postings:
                    at, value = self._postings[one]
                    best[at] = np.maximum(best[at], value if one == token else value * ALIKE_WORTH)
            scores += weight * best
        return scores / total if total else scores


def _tokens(text: str) -> Iterator[str]:
    for run in _RUN.findall(text.lower()):
        if run[0].isascii():
            yield _stemmer().stemWord(run)
        else:
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))
    # A code counts whole as well: BP-200 is more than BP and 200, and BP200 is the same.
    yield from _codes(text)


def _codes(text: str) -> Iterator[str]:
    for joined, apart, digits in CODE.findall(text):
        yield (joined + apart + digits).lower()


@cache
def _stemmer() -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer("english")
