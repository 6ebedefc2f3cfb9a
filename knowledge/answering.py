"""From a question to its answer: what it names, which passages are near, whether they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from sqlalchemy.orm import Session

from core import names
from core.actor import Actor
from knowledge.answer import Answer, Cited, answer, together
from knowledge.corpus import Corpus
from knowledge.index import Index, current
from knowledge.language import language_of
from knowledge.parts import Part, parts_of
from knowledge.queries import KnowledgeAnswer, KnowledgeCitation
from knowledge.questions import Question, fragments, understand
from knowledge.search import QUESTION_CHARACTERS_MAX, search
from knowledge.wording import plain

PASSAGES_CONSIDERED = 25
"""How many passages are looked at for an answer: the one that says it is not always among the nearest."""


def answer_question(session: Session, question: str, actor: Actor) -> KnowledgeAnswer:
    """The answer for this actor from this process's index; refuses what opening and asking the index refuse."""
    index = current()
    asked = question.strip()[:QUESTION_CHARACTERS_MAX]
    language = language_of(asked) or actor.language
    asked = plain(asked, language)
    reading = _Reading(session, index, index.corpus(session), language, actor, _named(session, asked))
    found, best_score = _answers(reading, parts_of(asked, language), asked)
    if not found:
        return KnowledgeAnswer(answered=False, text="", language=language, citations=(), best_score=best_score)
    told = together(found)
    return KnowledgeAnswer(
        answered=True,
        text=told.text,
        language=told.language,
        citations=tuple(_citation(number, one) for number, one in enumerate(told.sources, start=1)),
        best_score=best_score,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What stays the same while the parts of a question are answered."""

    session: Session
    index: Index
    corpus: Corpus
    language: str
    actor: Actor
    named: Mapping[str, frozenset[str]]

    def answer(self, searched: str, question: Question) -> tuple[Answer | None, float]:
        """The answer to a question among the passages found by `searched`, and the score of the nearest of them."""
        passages = search(
            self.session,
            self.index,
            self.corpus,
            searched,
            language=self.language,
            actor=self.actor,
            limit=PASSAGES_CONSIDERED,
        )
        weigh = cache(partial(self.corpus.weight, language=self.language))
        found = answer(question, passages, weigh, self.index.embedder.sufficient)
        return found, max((passage.score for passage in passages), default=0.0)


def _answers(reading: _Reading, parts: Sequence[Part], asked: str) -> tuple[list[Answer], float]:
    """What answers the parts, and the score of the passage nearest to any.

    What a part does not name is what was named before it.
    """
    found: list[Answer] = []
    scores = [0.0]
    before: Question | None = None
    for part in parts:
        question = understand(part.whole, reading.language, reading.named)
        told, score = reading.answer(*_searched(part.whole, question, before))
        if told is None and part.context:
            meant = understand(part.asked, reading.language, reading.named)
            # Words that ask nothing by themselves ("what can I tell them?") would be answered with anything.
            if meant.says_something:
                told, _ = reading.answer(*_searched(part.asked, meant, question))
        if told is None and part.beside:
            alone = understand(part.without_beside, reading.language, reading.named)
            told, _ = reading.answer(*_searched(part.without_beside, alone, before))
        scores.append(score)
        found += [told] if told is not None else []
        before = question if question.products or before is None else before
    if not found and len(parts) > 1:
        told, score = reading.answer(asked, understand(asked, reading.language, reading.named))
        found += [told] if told is not None else []
    return found, max(scores)


def _searched(text: str, question: Question, before: Question | None) -> tuple[str, Question]:
    """A part's text and question, with the products named before where it names none itself."""
    if before is None or question.products or not before.products:
        return text, question
    return f"{' '.join(sorted(before.names))} {text}", replace(question, products=before.products, names=before.names)


def _named(session: Session, question: str) -> dict[str, frozenset[str]]:
    """The codes of the products that parts of the question are names of."""
    exact = names.exactly(session, fragments(question))
    return {key: frozenset(one.code for one in found) for (kind, key), found in exact.items() if kind == "product"}


def _citation(number: int, cited: Cited) -> KnowledgeCitation:
    passage = cited.passage
    return KnowledgeCitation(
        number=number,
        document=passage.document_id,
        title=passage.title,
        section=passage.section,
        passage=passage.text,
        score=round(cited.support, 3),
    )
