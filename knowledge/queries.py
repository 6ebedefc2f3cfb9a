"""What anybody may ask the knowledge base. How it is answered is `knowledge.answering`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core.actor import EVERYONE, Actor
from core.operations import query


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
    """An answer in the documents' own words, or none. `best_score` is that of the nearest passage, answered or not.

    `language` is that of the text: the question's, or the documents' where none is in the question's.
    """

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
    # Searching loads numpy, and every process that knows the operations imports this module.
    from knowledge.answering import answer_question

    return answer_question(session, question, actor)
