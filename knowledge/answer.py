"""An answer made of the passages' own words, with their numbers, or none at all. Pure.

Nothing is made up: every sentence stands in a passage that was found. What a person asked for and where passages
come from are the callers' (`knowledge.queries`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.embedding import Sufficient
from knowledge.excerpt import excerpt
from knowledge.language import is_numbered
from knowledge.questions import Question
from knowledge.ranking import ScoredPassage
from knowledge.support import Weigh, coverage, said_in, support

CITED_MAX = 2

_STEPS = 0.1
"""What a passage with numbered steps is preferred for, where it was asked how to do something."""

_HEADING = 0.15
"""What a passage is preferred for whose heading says all that was asked."""

_NAMED = 0.1
"""What a passage on no product in particular is preferred for that calls the one in question by name."""

_AS_GOOD = 0.06
"""How much less support a second passage may have and still be read out beside the first."""

_UNASKED_PRODUCT = 0.05
"""What a passage about a product is marked down where the question names none: the general answer comes first."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage an answer rests on, how well it supports it, and what puts it before others that do as well."""

    passage: ScoredPassage
    support: float
    preference: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` with [1], [2] behind what each passage of `cited` says. `language` is that of the passages."""

    text: str
    language: str
    cited: tuple[Cited, ...]


def answer(
    question: Question, passages: Sequence[ScoredPassage], weigh: Weigh, sufficient: Sufficient
) -> Answer | None:
    """The best answer the passages give, in the question's language where they can; None when they give none."""
    if question.reports_defect:
        return None
    supported = sorted(_supported(question, passages, weigh), key=lambda one: -one.preference)
    own = [one for one in supported if one.passage.language == question.language and one.support >= sufficient.support]
    foreign = [
        one for one in supported if one.passage.language != question.language and one.support >= sufficient.meaning
    ]
    best = own or foreign
    if not best:
        return None
    told: list[str] = []
    cited: list[Cited] = []
    for one in best[:CITED_MAX]:
        text = excerpt(question, one.passage, weigh)
        if cited and not _adds(cited[0], one):
            break
        told.append(text)
        cited.append(one)
    marked = [f"{text} [{number}]" for number, text in enumerate(told, start=1)]
    return Answer("\n".join(marked), cited[0].passage.language, tuple(cited))


def _supported(question: Question, passages: Sequence[ScoredPassage], weigh: Weigh) -> list[Cited]:
    found = ((passage, support(question, passage, weigh)) for passage in passages)
    return [
        Cited(passage, value, value + _preferred(question, passage, weigh))
        for passage, value in found
        if value is not None
    ]


def _preferred(question: Question, passage: ScoredPassage, weigh: Weigh) -> float:
    """Which of several passages that support an answer is read out; says nothing of whether one does."""
    unasked = bool(passage.products) and not question.products
    steps = question.asks_way and sum(map(is_numbered, passage.text.splitlines())) > 1
    heading = coverage(question, said_in(passage.section), weigh) if question.focus else 0.0
    named = not passage.products and any(name in passage.text.lower() for name in question.names)
    return _HEADING * heading + _STEPS * steps + _NAMED * named - _UNASKED_PRODUCT * unasked


def _adds(first: Cited, other: Cited) -> bool:
    """Whether another passage is worth reading out as well: it is about as good, and another document says it."""
    is_as_good = first.preference - other.preference <= _AS_GOOD
    return is_as_good and other.passage.document_id != first.passage.document_id
