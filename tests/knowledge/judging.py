"""The questions of questions.yaml and everyday.yaml, and how an answer to one is judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from core.actor import Role
from knowledge.language import language_of
from knowledge.queries import KnowledgeAnswer
from tests.knowledge.shelf import Shelf


class Verdict(StrEnum):
    """How an answer did. `OTHER_SENTENCE`: the right document, but not the sentence that answers."""

    RIGHT = "right"
    OTHER_SENTENCE = "other sentence"
    OTHER_DOCUMENT = "other document"
    MISSED = "missed"
    INVENTED = "invented"
    RIGHTLY_NONE = "rightly none"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who asks, and what an answer must rest on; no `documents` when there is none to be found."""

    text: str
    role: Role
    documents: frozenset[str]
    says: str
    silent_on: str

    def judge(self, answer: KnowledgeAnswer, first_document: str) -> Verdict:
        """The verdict on an answer whose first citation is from the file `first_document`."""
        if not self.documents:
            return Verdict.INVENTED if answer.answered else Verdict.RIGHTLY_NONE
        if not answer.answered:
            return Verdict.MISSED
        if first_document not in self.documents:
            return Verdict.OTHER_DOCUMENT
        said = re.search(self.says, answer.text) and (not self.silent_on or self.silent_on not in answer.text)
        return Verdict.RIGHT if said else Verdict.OTHER_SENTENCE


def questions(file: str = "questions.yaml") -> dict[str, tuple[Asked, ...]]:
    """All questions of a file, by the set they belong to."""
    written: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (Path(__file__).parent / file).read_text(encoding="utf-8")
    )
    return {name: tuple(_asked(one) for one in ones) for name, ones in written.items()}


def judged(shelf: Shelf, asked: Iterable[Asked]) -> Counter[Verdict]:
    """How often each verdict fell."""
    return Counter(verdict_on(shelf, one) for one in asked)


def verdict_on(shelf: Shelf, asked: Asked) -> Verdict:
    """Asks and judges."""
    answer = shelf.ask(asked.text, role=asked.role, language=language_of(asked.text) or "zh")
    return asked.judge(answer, shelf.stem_of(answer.citations[0].document) if answer.citations else "")


def _asked(written: Mapping[str, Any]) -> Asked:
    documents = written.get("document", [])
    return Asked(
        text=written["ask"],
        role=Role(written.get("role", "customer")),
        documents=frozenset([documents] if isinstance(documents, str) else documents),
        says=written.get("says", ""),
        silent_on=written.get("silent_on", ""),
    )
