"""What can be wrong with a talk: a kind and its facts, in the words of either language."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.replies.words import say


@dataclass(frozen=True, slots=True, init=False)
class Complaint:
    """One thing that was not as expected. The words for its `kind` are in the locale files."""

    kind: str
    facts: tuple[tuple[str, str], ...]

    def __init__(self, kind: str, **facts: object) -> None:
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "facts", tuple((name, str(fact)) for name, fact in facts.items()))

    def said(self, language: str) -> str:
        """The complaint as a person reads it; calls and rows are shown as they are."""
        return say(f"evaluation.complaint.{self.kind}", language, **dict(self.facts))

    def __str__(self) -> str:
        return self.said("en")
