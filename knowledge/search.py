"""Finding the passages for a question: the nearest in meaning and those that share most words, ranked.

What they are worth is `knowledge.ranking`, whether one answers `knowledge.support`. What the actor may not read is
left out before anything is ranked, and again where the texts are fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from knowledge.corpus import Corpus, KnownPassage
from knowledge.documents import Audience
from knowledge.embedding import Vectors
from knowledge.index import Index
from knowledge.lexical import Scores
from knowledge.models import DocumentRow, PassageRow
from knowledge.ranking import ScoredPassage, meaning_of, score_of

QUESTION_CHARACTERS_MAX = 500
"""What is read of a question: nobody needs more to ask one thing."""

_RECORDS_NEAREST = 60
_PASSAGES_BY_WORDS = 20


def search(
    session: Session, index: Index, corpus: Corpus, question: str, *, language: str, actor: Actor, limit: int = 10
) -> tuple[ScoredPassage, ...]:
    """The best passages of `index.corpus(session)` that the actor may read, best first.

    `language` is that of the question. Refuses `IndexUnavailable` and `EmbeddingUnavailable`.
    """
    asked = question.strip()[:QUESTION_CHARACTERS_MAX]
    audiences = audiences_of(actor)
    if not asked or not corpus.readable(audiences).any():
        return ()
    vector = index.embedder.encode([asked])[0]
    shares = corpus.shares(asked, language)
    candidates = _candidates(index, corpus, vector, shares, audiences)
    vectors = index.vectors(corpus, [corpus.passages[number] for number in candidates])
    ranked = sorted(
        _rank(corpus.passages[number], float(shares[number]), language, vector, vectors) for number in candidates
    )[:limit]
    return _with_texts(session, corpus, ranked, audiences, language)


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
    likeness: tuple[float, ...]


def _candidates(
    index: Index, corpus: Corpus, vector: Vectors, shares: Scores, audiences: Sequence[Audience]
) -> list[int]:
    """The passages that can be among the best: those nearest in meaning and those that share most words."""
    readable = corpus.readable(audiences)
    worded = np.where(readable, shares, 0.0)
    by_words = np.argsort(-worded, kind="stable")[:_PASSAGES_BY_WORDS]
    found = {int(number) for number in by_words if worded[number] > 0}
    found |= index.nearest(corpus, vector, audiences, _RECORDS_NEAREST)
    return sorted(number for number in found if readable[number])


def _rank(
    passage: KnownPassage, share: float, language: str, vector: Vectors, vectors: Mapping[str, Vectors]
) -> _Ranked:
    rows = vectors.get(str(passage.id))
    # A passage whose vectors are still to come is ranked by its words alone.
    whole, *windows = [0.0, 0.0] if rows is None else [float(cosine) for cosine in rows @ vector]
    meaning = meaning_of(whole, max(windows))
    score = score_of(share, meaning, same_language=passage.language == language)
    # The windows begin with the single sentences.
    return _Ranked(-score, passage.id, share, meaning, tuple(windows[: passage.sentences]))


def _with_texts(
    session: Session, corpus: Corpus, ranked: Sequence[_Ranked], audiences: Sequence[Audience], language: str
) -> tuple[ScoredPassage, ...]:
    texts = {
        row.id: row.text
        for row in session.execute(
            select(PassageRow.id, PassageRow.text)
            .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
            .where(PassageRow.id.in_([one.id for one in ranked]), DocumentRow.audience.in_(audiences))
        )
    }
    return tuple(
        ScoredPassage(
            id=passage.id,
            document_id=passage.document_id,
            title=passage.title,
            section=passage.section,
            text=texts[passage.id],
            language=passage.language,
            products=passage.products,
            translated=passage.language != language
            and any((language, audience, passage.subject) in corpus.subjects for audience in audiences),
            score=-one.negative_score,
            words=one.words,
            meaning=one.meaning,
            likeness=one.likeness,
        )
        for one in ranked
        if (passage := corpus.passages[corpus.numbers[str(one.id)]]).id in texts
    )
