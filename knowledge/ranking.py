"""What a passage is worth for a question: half for shared words, half for meaning. Pure.

Candidates are found in `knowledge.search`; whether the best one answers is `knowledge.support`.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

FOREIGN_DISCOUNT = 0.7
"""What meaning counts for in place of shared words, where question and passage have no language in common."""


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage and what it is worth for a question, all scores from 0 to 1.

    `words` is the share of the question's words it carries (0 in another language), `meaning` its likeness,
    `likeness` that of each of its sentences. `products` are the codes its document is about; `translated`: the actor
    may read a document on the same in the language of the question, and this one is in another.
    """

    id: UUID
    document_id: UUID
    title: str
    section: str
    text: str
    language: str
    products: frozenset[str]
    translated: bool
    score: float
    words: float
    meaning: float
    likeness: tuple[float, ...]


def meaning_of(whole: float, windows: float) -> float:
    """Likeness in meaning: the cosine with the whole passage and the best with one of its windows, in the middle."""
    return (whole + windows) / 2


def score_of(words: float, meaning: float, *, same_language: bool) -> float:
    """Words and meaning in the middle; across languages words say nothing, and meaning stands in at a discount.

    Ranks are not fused: a rank by words is a vote even where no word matches.
    """
    return ((words if same_language else FOREIGN_DISCOUNT * meaning) + meaning) / 2
