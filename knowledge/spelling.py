"""What was misspelt in an English question, put right by the words of the documents. Pure.

Only what no document and no list of words knows is taken for another word, and only for one that it plainly is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from knowledge.lexical import tokens_of
from knowledge.wording import words

LETTERS_LEAST = 5
"""A shorter word is as near to many others."""

_ANY_LETTER_FROM = 7
"""From this length on a letter may be another one; in shorter words one is missing, too many, or changed places."""

_TWO_WRONG_FROM = 12

_SEVERAL = re.compile(r"[^aious]s$")
_WORD = re.compile(r"(?<![A-Za-z0-9'’-])[A-Za-z]+(?![A-Za-z0-9'’]|-[0-9])")


@dataclass(frozen=True, slots=True)
class Spelled:
    """The documents' words in lower case, and one of what they have several of, with how often each is said; stems."""

    words: Mapping[str, int]
    stems: frozenset[str]


def spelled_in(texts: Iterable[str]) -> Spelled:
    """How the words in the texts are spelled."""
    found = Counter(word for text in texts for word in words_in(text))
    found.update({word[:-1]: 0 for word in list(found) if _SEVERAL.search(word)})
    return Spelled(found, frozenset(stem for word in found for stem in tokens_of(word)))


def corrected(text: str, spelled: Spelled, names: Collection[str]) -> str:
    """The text with each misspelt word as the documents spell it.

    `names` are what things are called, without spaces: a word that stands in one is left alone.
    """
    return _WORD.sub(lambda match: _nearest(match.group(), spelled, names) or match.group(), text)


def words_in(text: str) -> Iterator[str]:
    """The words of a text that `corrected` may take a misspelt one for, in lower case."""
    return (match.group().lower() for match in _WORD.finditer(text))


def _nearest(written: str, spelled: Spelled, names: Collection[str]) -> str | None:
    word = written.lower()
    if len(word) < LETTERS_LEAST or (written.isupper() and len(word) < _ANY_LETTER_FROM):
        return None
    if _is_known(word, spelled) or any(word in name for name in names):
        return None
    most = 2 if len(word) >= _TWO_WRONG_FROM else 1
    found: dict[str, tuple[int, int]] = {}
    for other in (*spelled.words, *_shaping()):
        if other[0] != word[0] or len(other) < LETTERS_LEAST or abs(len(other) - len(word)) > most:
            continue
        wrong = OSA.distance(word, other, score_cutoff=most)
        if wrong <= most and (len(word) >= _ANY_LETTER_FROM or _same_letters(word, other)):
            found[other] = (wrong, -spelled.words.get(other, 0))
    best = sorted(found, key=lambda other: (found[other], other))
    return best[0] if best else None


def _same_letters(word: str, other: str) -> bool:
    """Whether no letter is another one: one is missing or too many, or two have changed places."""
    if len(word) != len(other):
        return True
    return any(word[:at] + two + one + word[at + 2 :] == other for at, (one, two) in enumerate(pairwise(word)))


def _is_known(word: str, spelled: Spelled) -> bool:
    return word in spelled.words or word in _listed() or not spelled.stems.isdisjoint(tokens_of(word))


@cache
def _listed() -> frozenset[str]:
    """All words of the English lists."""
    one = words()["en"]
    groups = (*one.groups.values(), tuple(one.same), *one.instead)
    return frozenset(word for group in groups for phrase in group for word in words_in(phrase))


@cache
def _shaping() -> tuple[str, ...]:
    """The words that shape a question, which are misspelt as well."""
    groups = words()["en"].groups
    return tuple(sorted({word for name in ("asking", "function") for one in groups[name] for word in words_in(one)}))
