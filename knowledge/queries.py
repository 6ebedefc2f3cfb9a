"""What anybody may ask the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core import names
from core.actor import EVERYONE, Actor
from core.operations import query
from knowledge.answer import Cited, answer
from knowledge.index import current
from knowledge.language import language_of
from knowledge.questions import fragments, understand
from knowledge.search import QUESTION_CHARACTERS_MAX, search

_PASSAGES_CONSIDERED = 25


@dataclass(frozen=True, slots=True)
class KnowledgeCitation:
    """A passage an answer rests on: the [number] in the text, where it stands, its words, and its support (0–1)."""

    number: int
    document: UUID
    title: str
    section: str
    passage: str
    score: float


@dataclass(frozen=True, slots=True)
class KnowledgeAnswer:
    """An answer in the documents' own words, or none. `best_score` is that of the nearest passage, answered or not."""

    answered: bool
    text: str
    language: str
    citations: tuple[KnowledgeCitation, ...]
    best_score: float


@query(roles=EVERYONE)
def search_knowledge(session: Session, *, question: str, actor: Actor, now: datetime) -> KnowledgeAnswer:
    """Answers a question from the company's documents, with the passages cited.

    For how a device is used, error codes and faults, warranty, returns, shipping, invoices, payment, privacy and house
    rules. The text is to be given as it stands, with its [1], [2]. Not answered means that no document says it: do not
    answer from anything else. `question` is the whole question in the person's own words.
    """
    index = current()
    asked = question.strip()[:QUESTION_CHARACTERS_MAX]
    language = language_of(asked) or actor.language
    passages = search(session, index, asked, actor=actor, limit=_PASSAGES_CONSIDERED)
    understood = understand(asked, language, _named(session, asked))
    corpus = index.corpus(session)
    found = answer(
        understood, passages, lambda token: corpus.weight(token, language), index.embedder.sufficient
    )
    best_score = max((passage.score for passage in passages), default=0.0)
    if found is None:
        return KnowledgeAnswer(answered=False, text="", language=language, citations=(), best_score=best_score)
    return KnowledgeAnswer(
        answered=True,
        text=found.text,
        language=found.language,
        citations=tuple(_citation(number, one) for number, one in enumerate(found.cited, start=1)),
        best_score=best_score,
    )


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
