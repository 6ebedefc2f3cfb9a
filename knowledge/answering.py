"""From a question to its answer: what it names, which passages are near, whether they answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import names
from core.actor import Actor
from knowledge.answer import Cited, answer
from knowledge.index import current
from knowledge.language import language_of
from knowledge.queries import KnowledgeAnswer, KnowledgeCitation
from knowledge.questions import fragments, understand
from knowledge.search import QUESTION_CHARACTERS_MAX, search

PASSAGES_CONSIDERED = 25
"""How many passages are looked at for an answer: the one that says it is not always among the nearest."""


def answer_question(session: Session, question: str, actor: Actor) -> KnowledgeAnswer:
    """The answer for this actor from this process's index; refuses what opening and asking the index refuse."""
    index = current()
    asked = question.strip()[:QUESTION_CHARACTERS_MAX]
    language = language_of(asked) or actor.language
    corpus = index.corpus(session)
    passages = search(session, index, corpus, asked, language=language, actor=actor, limit=PASSAGES_CONSIDERED)
    best_score = max((passage.score for passage in passages), default=0.0)
    found = answer(
        understand(asked, language, _named(session, asked)),
        passages,
        lambda token: corpus.weight(token, language),
        index.embedder.sufficient,
    )
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
