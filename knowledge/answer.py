"""An answer made of the passages' own words, with their numbers, or none at all. Pure.

Nothing is made up: every sentence stands in a passage that was found. What a person asked for and where passages
come from are the callers' (`knowledge.queries`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from knowledge.embedding import Sufficient
from knowledge.excerpt import excerpt
from knowledge.language import is_numbered
from knowledge.questions import Question, is_within
from knowledge.ranking import ScoredPassage
from knowledge.support import Weigh, closest, coverage, said_in, support

CITED_MAX = 2

_STEPS = 0.15
"""What a passage with numbered steps is preferred for, where it was asked how to do something."""

_HEADING = 0.15
"""What a passage is preferred for whose heading says all that was asked."""

_CLOSEST = 0.3
"""What a passage is preferred for that says all that was asked in one sentence."""

_NAMED = 0.1
"""What a passage is preferred for that calls the product in question by name, or whose document is about it."""

_COUNTED = 0.2
"""What a passage is preferred for that has the figures of the question, or ranges they lie in."""

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
    """What each passage of `cited` says. `language` is that of the passages."""

    told: tuple[str, ...]
    language: str
    cited: tuple[Cited, ...]

    @property
    def text(self) -> str:
        """What is told, with [1], [2] behind it for the passages of `sources`."""
        numbers = {one.passage.id: number for number, one in enumerate(self.sources, start=1)}
        marked = (f"{told} [{numbers[one.passage.id]}]" for told, one in zip(self.told, self.cited, strict=True))
        return "\n".join(dict.fromkeys(marked))

    @property
    def sources(self) -> tuple[Cited, ...]:
        """The passages in the order in which they are first read from, none twice."""
        found: dict[UUID, Cited] = {}
        for one in self.cited:
            found.setdefault(one.passage.id, one)
        return tuple(found.values())


def together(answers: Sequence[Answer]) -> Answer:
    """The answers to several questions as one; `answers` has one or more."""
    return Answer(
        tuple(told for one in answers for told in one.told),
        answers[0].language,
        tuple(cited for one in answers for cited in one.cited),
    )


def answer(
    question: Question, passages: Sequence[ScoredPassage], weigh: Weigh, sufficient: Sufficient
) -> Answer | None:
    """The best answer the passages give, in the question's language where they can; None when they give none."""
    if question.reports_defect:
        return None
    supported = sorted(_supported(question, passages, weigh, sufficient), key=lambda one: -one.preference)
    own = [one for one in supported if one.passage.language == question.language]
    foreign = [one for one in supported if one.passage.language != question.language]
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
    return Answer(tuple(told), cited[0].passage.language, tuple(cited))


def _supported(
    question: Question, passages: Sequence[ScoredPassage], weigh: Weigh, sufficient: Sufficient
) -> list[Cited]:
    found: list[Cited] = []
    for passage in passages:
        value = support(question, passage, weigh)
        least = sufficient.support if passage.language == question.language else sufficient.meaning
        if value is not None and value >= least:
            found.append(Cited(passage, value, value + _preferred(question, passage, weigh)))
    return found


def _preferred(question: Question, passage: ScoredPassage, weigh: Weigh) -> float:
    """Which of several passages that support an answer is read out; says nothing of whether one does."""
    unasked = bool(passage.products) and not question.products
    steps = question.asks_way and sum(map(is_numbered, passage.text.splitlines())) > 1
    heading = coverage(question, said_in(passage.section), weigh) if question.focus else 0.0
    named = not passage.products and any(name in passage.text.lower() for name in question.names)
    own = bool(question.products & passage.products)
    counted = bool(question.figures) and all(is_within(figure, passage.text) for figure in question.figures)
    near = closest(question, passage, weigh) if passage.language == question.language else 0.0
    told = _HEADING * heading + _CLOSEST * near + _STEPS * steps + _COUNTED * counted
    return told + _NAMED * (named or own) - _UNASKED_PRODUCT * unasked


def _adds(first: Cited, other: Cited) -> bool:
    """Whether another passage is worth reading out as well: it is about as good, and another document says it."""
    is_as_good = first.preference - other.preference <= _AS_GOOD
    return is_as_good and other.passage.document_id != first.passage.document_id
