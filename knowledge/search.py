"""Finding the passages for a question: the nearest in meaning and those that share most words, ranked.

What they are worth is `knowledge.ranking`, whether one answers `knowledge.support`. What the actor may not read is
left out before anything is ranked, and again where the texts are fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from knowledge.corpus import Corpus
from knowledge.documents import Audience
from knowledge.embedding import Vectors
from knowledge.index import Index
from knowledge.language import language_of, sentences
from knowledge.lexical import Scores
from knowledge.models import DocumentRow, PassageRow
from knowledge.ranking import ScoredPassage, meaning_of, score_of

QUESTION_CHARACTERS_MAX = 500
"""What is read of a question: nobody needs more to ask one thing."""

_RECORDS_NEAREST = 60
_PASSAGES_BY_WORDS = 20


def search(
    session: Session, index: Index, question: str, *, actor: Actor, limit: int = 10
) -> tuple[ScoredPassage, ...]:
    """The best passages the actor may read, best first. Refuses `IndexUnavailable` and `EmbeddingUnavailable`."""
    asked = question.strip()[:QUESTION_CHARACTERS_MAX]
    corpus = index.corpus(session)
    if not asked or not corpus.passages:
        return ()
    language = language_of(asked) or actor.language
    audiences = audiences_of(actor)
    vector = index.embedder.encode([asked])[0]
    shares = corpus.shares(asked, language)
    candidates = _candidates(index, corpus, vector, shares, audiences)
    vectors = index.vectors(corpus, [corpus.passages[number] for number in candidates])
    ranked = sorted(
        (_rank(corpus, number, float(shares[number]), language, vector, vectors.get(str(corpus.passages[number].id))))
        for number in candidates
    )[:limit]
    return _with_texts(session, ranked, audiences, language)


def audiences_of(actor: Actor) -> tuple[Audience, ...]:
    """Whose documents the actor may read."""
    return tuple(Audience) if actor.is_staff else (Audience.PUBLIC,)


@dataclass(frozen=True, slots=True, order=True)
class _Ranked:
    """Sorts best first; the id makes equal scores come in the same order every time."""

    negative_score: float
    id: UUID
    words: float
    meaning: float
    cosines: tuple[float, ...]


def _candidates(
    index: Index, corpus: Corpus, vector: Vectors, shares: Scores, audiences: Sequence[Audience]
) -> list[int]:
    """The passages that can be among the best: those nearest in meaning and those that share most words."""
    allowed = np.array([passage.audience in audiences for passage in corpus.passages])
    readable = np.where(allowed, shares, 0.0)
    by_words: NDArray[np.int64] = np.argsort(-readable, kind="stable")[:_PASSAGES_BY_WORDS]
    found = {int(number) for number in by_words if readable[number] > 0}
    found |= index.nearest(corpus, vector, audiences, _RECORDS_NEAREST)
    return sorted(number for number in found if allowed[number])


def _rank(
    corpus: Corpus, number: int, share: float, language: str, vector: Vectors, rows: Vectors | None
) -> _Ranked:
    passage = corpus.passages[number]
    # A passage whose vectors are still to come is ranked by its words alone.
    whole, *windows = [0.0, 0.0] if rows is None else [float(cosine) for cosine in rows @ vector]
    meaning = meaning_of(whole, max(windows))
    score = score_of(share, meaning, same_language=passage.language == language)
    return _Ranked(-score, passage.id, share, meaning, tuple(windows))


def _with_texts(
    session: Session, ranked: Sequence[_Ranked], audiences: Sequence[Audience], language: str
) -> tuple[ScoredPassage, ...]:
    rows = session.execute(
        select(
            PassageRow.id,
            PassageRow.section,
            PassageRow.text,
            DocumentRow.id.label("document_id"),
            DocumentRow.title,
            DocumentRow.language,
            DocumentRow.products,
            DocumentRow.topic,
        )
        .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
        .where(PassageRow.id.in_([one.id for one in ranked]), DocumentRow.audience.in_(audiences))
    )
    found = {row.id: row for row in rows}
    foreign = {row.topic for row in found.values() if row.topic and row.language != language}
    subjects = _subjects_in(session, foreign, audiences, language)
    return tuple(
        ScoredPassage(
            id=row.id,
            document_id=row.document_id,
            title=row.title,
            section=row.section,
            text=row.text,
            language=row.language,
            products=frozenset(row.products),
            translated=row.language != language and (row.topic, frozenset(row.products)) in subjects,
            score=-one.negative_score,
            words=one.words,
            meaning=one.meaning,
            # The windows begin with the single sentences.
            likeness=one.cosines[: len(sentences(row.text))],
        )
        for one in ranked
        if (row := found.get(one.id)) is not None
    )


def _subjects_in(
    session: Session, topics: Collection[str], audiences: Sequence[Audience], language: str
) -> frozenset[tuple[str | None, frozenset[str]]]:
    """On what topic and products there are documents in a language, among `topics`."""
    if not topics:
        return frozenset()
    rows = session.execute(
        select(DocumentRow.topic, DocumentRow.products).where(
            DocumentRow.topic.in_(topics), DocumentRow.language == language, DocumentRow.audience.in_(audiences)
        )
    )
    return frozenset((row.topic, frozenset(row.products)) for row in rows)
