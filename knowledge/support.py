"""Whether a passage supports an answer to a question, and how well. Pure.

A score says that a passage is near; it does not say that what was asked is in it. The words the question turns on
must be there: a code it names, the product it is about, most of what it asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge.language import is_item, sentences
from knowledge.lexical import ALIKE_WORTH, codes_of, tokens_of
from knowledge.passages import searched
from knowledge.questions import Question
from knowledge.ranking import ScoredPassage

Weigh = Callable[[str], float]
"""How telling a token is among the passages of the question's language."""

COVERAGE_WEIGHT = 0.25
"""What it is worth that a passage has all that the question asks about, on top of its score."""

COVERAGE_MIN = 0.45
"""What of a question a passage has to say to be an answer, however near it is."""

SUBJECT_WEIGHT = 0.15
"""What it is worth that a line of the passage is about the very code that was asked for."""

EXPLAINED_WEIGHT = 0.45
"""The same where the passage is about the very product as well: then little else can be meant."""

_ONE_CHARACTER = 0.5
_WITHOUT_KIND = 0.6
_TOLD_MIN = 0.3
_CALLED = 0.25
_HEAD_CHARACTERS_MAX = 30
_HEAD = re.compile(r"[:：—]")


@dataclass(frozen=True, slots=True)
class Said:
    """The tokens of a text, and the pairs of tokens that stand together in it."""

    tokens: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def support(question: Question, passage: ScoredPassage, weigh: Weigh) -> float | None:
    """How well the passage supports an answer, about 0 to 1; None when it can be no answer, whatever its score.

    In another language than the question's words cannot be compared: its likeness in meaning alone counts there, and
    nothing where a document on the same exists in the right language, for that one would have answered.
    """
    said = _said(searched(passage.title, passage.section, passage.text))
    if not _is_about(question, passage) or not _has_codes(question, passage, said):
        return None
    if not _has_kind(question, passage, weigh):
        return None
    if passage.language != question.language:
        return None if passage.translated else passage.meaning
    covered = coverage(question, said, weigh)
    if covered < COVERAGE_MIN and not question.codes:
        return None
    subject = 0.0
    if any(question.spelled & subject_of(line) for line in passage.text.splitlines()):
        subject = EXPLAINED_WEIGHT if question.products & passage.products else SUBJECT_WEIGHT
    return passage.score + COVERAGE_WEIGHT * covered + subject


def closest(question: Question, passage: ScoredPassage, weigh: Weigh) -> float:
    """How much of what is asked a single sentence says under its heading, less without the kind of fact asked for.

    What is spread over a passage may have nothing to do with each other.
    """
    kinds = question.wanted
    return max(
        told * (1.0 if not kinds or any(kind.told.search(sentence) for kind in kinds) else _WITHOUT_KIND)
        for sentence, told in _told(question, passage, weigh)
    )


def _told(question: Question, passage: ScoredPassage, weigh: Weigh) -> list[tuple[str, float]]:
    """Each sentence, and how much of what is asked it says under its heading."""
    found: list[tuple[str, float]] = []
    for sentence in _sentences(passage.text):
        text = f"{passage.section}\n{sentence}"
        told = coverage(question, _said(text), weigh)
        if question.products:
            told += _CALLED * (question.calls(text.lower()) - told)
        found.append((sentence, told))
    return found


def coverage(question: Question, said: Said, weigh: Weigh) -> float:
    """The share of what is asked that a text says, weighed by how telling it is; 1 where only codes are asked for."""
    total = carried = 0.0
    for term in question.focus:
        # What may be said otherwise tells no more than its most common way of being said.
        weight = min(map(weigh, (term.token, *term.alike)))
        total += weight
        if (term.forms - term.alike) & said.tokens:
            carried += weight
        elif term.alike & said.tokens:
            carried += weight * ALIKE_WORTH
        elif term.token in said.tokens:
            # The character alone, in another word: a hint, no more.
            carried += weight * _ONE_CHARACTER
    for pair in question.pairs:
        weight = (weigh(pair[0]) + weigh(pair[1])) / 2
        total += weight
        carried += weight if pair in said.pairs else 0.0
    if total:
        return carried / total
    return 1.0 if question.codes or question.products else 0.0


def said_in(text: str) -> Said:
    """What a text says, for `coverage`."""
    tokens = tokens_of(text)
    return Said(frozenset(tokens), frozenset(pairwise(tokens)))


def subject_of(line: str) -> frozenset[str]:
    """What a line explains: the tokens and codes before its colon or dash, where they are few."""
    head = _HEAD.split(line, maxsplit=1)[0]
    if len(head) > _HEAD_CHARACTERS_MAX or (head == line and not is_item(line)):
        return frozenset()
    return frozenset(tokens_of(head)) | codes_of(head)


_sentences = lru_cache(maxsize=1024)(sentences)


@lru_cache(maxsize=4096)
def _said(text: str) -> Said:
    return said_in(text)


def _is_about(question: Question, passage: ScoredPassage) -> bool:
    """Whether the passage may be about what is named: its document is about no product, or this, or names it."""
    if not question.products or not passage.products or question.products & passage.products:
        return True
    if any(name in passage.text.lower() for name in question.names):
        return True
    squeezed = _squeezed(passage.text)
    return any(_squeezed(code) in squeezed for code in question.products)


def _has_codes(question: Question, passage: ScoredPassage, said: Said) -> bool:
    if not question.codes:
        return True
    have = said.tokens | {_squeezed(code) for code in passage.products}
    return all(question.spellings(code) & have for code in question.codes)


def _has_kind(question: Question, passage: ScoredPassage, weigh: Weigh) -> bool:
    """Whether the passage has what a figure or a time was asked for, where it says something of the rest."""
    required = [kind for kind in question.wanted if not kind.weak]
    # What something costs may be told without any figure.
    if not required or not all(kind.required for kind in required) or passage.language != question.language:
        return True
    return any(
        told >= _TOLD_MIN and any(kind.told.search(sentence) for kind in required)
        for sentence, told in _told(question, passage, weigh)
    )


@lru_cache(maxsize=1024)
def _squeezed(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
