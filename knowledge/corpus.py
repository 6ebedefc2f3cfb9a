"""What a search keeps in memory of the passages: their words as BM25 counts them, never their text.

Read from PostgreSQL and replaced as a whole when the documents changed; vectors are in `knowledge.vectors`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.documents import Audience
from knowledge.lexical import Lexical, Scores, tokens_of
from knowledge.models import DocumentRow, GenerationRow, PassageRow
from knowledge.passages import searched
from knowledge.spelling import Spelled, spelled_in
from knowledge.wording import alike, telling

NO_GENERATION = 0
"""The generation of a knowledge base into which nothing was ever ingested."""


@dataclass(frozen=True, slots=True)
class KnownPassage:
    """A passage without its text. `records` is how many vectors it has in an index."""

    id: UUID
    document_id: UUID
    title: str
    section: str
    language: str
    audience: Audience
    products: frozenset[str]
    topic: str | None
    records: int

    @property
    def sentences(self) -> int:
        """How many sentences it has: its windows are these and every two that stand together."""
        return self.records // 2

    @property
    def subject(self) -> tuple[str | None, frozenset[str]]:
        """What its document is about, whatever the language."""
        return self.topic, self.products


@dataclass(frozen=True, slots=True)
class Words:
    """BM25 over the passages of one language, which passages of the corpus those are, and how they spell."""

    numbers: NDArray[np.int64]
    lexical: Lexical
    spelled: Spelled


@dataclass(frozen=True, slots=True)
class Corpus:
    """All passages of one generation. `numbers` finds one's place in `passages` by its id as text."""

    generation: int
    index_name: str
    passages: tuple[KnownPassage, ...]
    numbers: Mapping[str, int]
    words: Mapping[str, Words]
    allowed: Mapping[Audience, NDArray[np.bool_]]
    """For each audience, which of the passages are for it."""

    subjects: frozenset[tuple[str, Audience, tuple[str | None, frozenset[str]]]]
    """In which language, and for whom, there is a document on what."""

    def readable(self, audiences: Iterable[Audience]) -> NDArray[np.bool_]:
        """Which of the passages are for any of `audiences`."""
        readable = np.zeros(len(self.passages), dtype=np.bool_)
        for audience in audiences:
            readable |= self.allowed[audience]
        return readable

    def shares(self, question: str, language: str) -> Scores:
        """For every passage the share of the question's words it carries; 0 in other languages."""
        scores = np.zeros(len(self.passages), dtype=np.float64)
        words = self.words.get(language)
        if words is not None:
            scores[words.numbers] = words.lexical.shares(tokens_of(telling(question, language)), alike(question))
        return scores

    def weight(self, token: str, language: str) -> float:
        """How telling a token is among the passages of a language; 1 where there are none."""
        words = self.words.get(language)
        return 1.0 if words is None else words.lexical.weight(token)


def generation_of(session: Session) -> tuple[int, str]:
    """The present generation of the documents, and the name of their index."""
    row = session.execute(select(GenerationRow.generation, GenerationRow.index_name)).one_or_none()
    return (NO_GENERATION, "") if row is None else (row.generation, row.index_name)


def _words_of(rows: Sequence[Any]) -> dict[str, Words]:
    """The words of the passages, by language."""
    texts = [searched(row.title, row.section, row.text) for row in rows]
    counts = [Counter(tokens_of(text)) for text in texts]
    words: dict[str, Words] = {}
    for language in sorted({row.language for row in rows}):
        numbers = [number for number, row in enumerate(rows) if row.language == language]
        words[language] = Words(
            np.array(numbers, dtype=np.int64),
            Lexical([counts[number] for number in numbers]),
            spelled_in(texts[number] for number in numbers),
        )
    return words


def read_corpus(session: Session) -> Corpus:
    """The corpus as it stands."""
    # The generation first: an ingest that commits in between is then read again, never overlooked.
    generation, index_name = generation_of(session)
    rows = session.execute(
        select(
            PassageRow.id,
            PassageRow.document_id,
            PassageRow.section,
            PassageRow.text,
            PassageRow.records,
            DocumentRow.title,
            DocumentRow.language,
            DocumentRow.audience,
            DocumentRow.products,
            DocumentRow.topic,
        )
        .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
        .order_by(PassageRow.id)
    ).all()
    passages = tuple(
        KnownPassage(
            id=row.id,
            document_id=row.document_id,
            title=row.title,
            section=row.section,
            language=row.language,
            audience=row.audience,
            products=frozenset(row.products),
            topic=row.topic,
            records=row.records,
        )
        for row in rows
    )
    return Corpus(
        generation=generation,
        index_name=index_name,
        passages=passages,
        numbers={str(row.id): number for number, row in enumerate(rows)},
        words=_words_of(rows),
        allowed={one: np.array([passage.audience is one for passage in passages], dtype=np.bool_) for one in Audience},
        subjects=frozenset((one.language, one.audience, one.subject) for one in passages if one.topic),
    )
