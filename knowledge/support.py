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

from knowledge.language import is_item
from knowledge.lexical import codes_of, tokens_of
from knowledge.passages import searched
from knowledge.questions import Question
from knowledge.ranking import ScoredPassage

Weigh = Callable[[str], float]
"""How telling a token is among the passages of the question's language."""

COVERAGE_WEIGHT = 0.25
"""What it is worth that a passage has all that the question asks about, on top of its score."""

SUBJECT_WEIGHT = 0.15
"""What it is worth that a line of the passage is about the very code that was asked for."""

_ONE_CHARACTER = 0.5
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
    if passage.language != question.language:
        return None if passage.translated else passage.meaning
    subject = any(question.codes & subject_of(line) for line in passage.text.splitlines())
    return passage.score + COVERAGE_WEIGHT * coverage(question, said, weigh) + SUBJECT_WEIGHT * subject


def coverage(question: Question, said: Said, weigh: Weigh) -> float:
    """The share of what is asked that a text says, weighed by how telling it is; 1 where only codes are asked for."""
    total = carried = 0.0
    for term in question.focus:
        weight = weigh(term.token)
        total += weight
        if term.forms & said.tokens:
            carried += weight
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


@lru_cache(maxsize=512)
def _said(text: str) -> Said:
    return said_in(text)


def _is_about(question: Question, passage: ScoredPassage) -> bool:
    """Whether the passage may be about what is named: its document is about no product, or this, or names it."""
    if not question.products or not passage.products or question.products & passage.products:
        return True
    squeezed = _squeezed(passage.text)
    return any(_squeezed(code) in squeezed for code in question.products)


def _has_codes(question: Question, passage: ScoredPassage, said: Said) -> bool:
    return question.codes <= said.tokens | {_squeezed(code) for code in passage.products}


def _squeezed(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
