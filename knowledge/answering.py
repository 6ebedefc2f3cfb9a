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
from knowledge.language import language_of, simplified
from knowledge.parts import Part, parts_of
from knowledge.queries import KnowledgeAnswer, KnowledgeCitation
from knowledge.questions import Question, fragments, understand
from knowledge.search import QUESTION_CHARACTERS_MAX, search
from knowledge.spelling import corrected
from knowledge.tales import readings
from knowledge.wording import plain

PASSAGES_CONSIDERED = 25
"""How many passages are looked at for an answer: the one that says it is not always among the nearest."""

_TALE_MARGIN = 0.05
"""How much better a passage has to support what only a clause asks that names nothing."""

_TERMS_LEAST = {"zh": 3, "en": 2}
"""How many characters or words a clause that is asked alone has at least, one less where something is named."""


def answer_question(session: Session, question: str, actor: Actor) -> KnowledgeAnswer:
    """The answer for this actor from this process's index; refuses what opening and asking the index refuse."""
    index = current()
    asked = simplified(question.strip()[:QUESTION_CHARACTERS_MAX])
    language = language_of(asked) or actor.language
    corpus = index.corpus(session)
    asked = _put_right(session, corpus, plain(asked, language), language)
    reading = _Reading(session, index, corpus, language, actor, _named(session, asked))
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
            searched, meant = _searched(part.asked, meant, question)
            # What stands before a comma is a tale and may be of anything; a sentence mostly leads up to the question.
            if part.context.endswith((",", "，")):
                told = _told_alone(reading, searched, meant)
            elif meant.says_something:
                told, _ = reading.answer(searched, meant)
        if told is None and part.beside:
            alone = understand(part.without_beside, reading.language, reading.named)
            told, _ = reading.answer(*_searched(part.without_beside, alone, before))
        scores.append(score)
        found += [told] if told is not None else []
        before = question if question.products or before is None else before
    if not found and len(parts) > 1:
        told, score = reading.answer(asked, understand(asked, reading.language, reading.named))
        found += [told] if told is not None else []
    if not found:
        tales = (_out_of_a_tale(reading, text) for text in dict.fromkeys((asked, *(part.whole for part in parts))))
        found += [told for told in tales if told is not None][:1]
    return found, max(scores)


def _out_of_a_tale(reading: _Reading, asked: str) -> Answer | None:
    """The best answer to a clause of what was asked, with what is named in the rest of it."""
    whole = understand(asked, reading.language, reading.named)
    if whole.reports_defect:
        return None
    least = reading.index.embedder.sufficient.support + (0.0 if whole.names_something else _TALE_MARGIN)
    found: list[Answer] = []
    for text in readings(asked, reading.language):
        question = understand(text, reading.language, reading.named)
        searched, question = _searched(text, question, whole)
        question = replace(question, codes=whole.codes, figures=whole.figures)
        told = _told_alone(reading, searched, question)
        found += [told] if told is not None and told.cited[0].support >= least else []
    return max(found, key=lambda told: told.cited[0].preference, default=None)


def _told_alone(reading: _Reading, searched: str, question: Question) -> Answer | None:
    """The answer to a question that leaves out what was said beside it.

    It has to speak of enough to be a question of its own, and what it names no product for is told of none alone:
    "how often must the battery be replaced" may have been asked of a hearing aid.
    """
    least = _TERMS_LEAST[question.language] - question.names_something
    if not question.focus or len(question.focus) < least:
        return None
    told, _ = reading.answer(searched, question)
    if told is None or (told.cited[0].passage.products and not question.names_something):
        return None
    return told


def _searched(text: str, question: Question, before: Question | None) -> tuple[str, Question]:
    """A part's text and question, with the products named before where it names none itself."""
    if before is None or question.products or not before.products:
        return text, question
    return f"{' '.join(sorted(before.names))} {text}", replace(question, products=before.products, names=before.names)


def _put_right(session: Session, corpus: Corpus, asked: str, language: str) -> str:
    """What was asked without what is plainly misspelt."""
    if language not in corpus.words or not asked.isascii():
        return asked
    return corrected(asked, corpus.words[language].spelled, _named(session, asked))


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
