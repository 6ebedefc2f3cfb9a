"""Talks as they went, turn by turn, with everything that was wrong about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.complaints import Complaint
from assistant.evaluation.mistakes import WrongWrite
from assistant.evaluation.speakers import role_of
from assistant.evaluation.talks import Talk


@dataclass(frozen=True, slots=True)
class Performed:
    """One turn as it went, and what was wrong with it.

    `planned_by` is the planner that answered, None where no planner was needed: a button, a yes, no such button.
    `is_first` is the first turn in a fresh copy of the books, which pays for connections and caches. `fell_back` says
    that a model was to answer and the built-in planner did. `calls` are the calls that had to be made, each with
    whether it was.
    """

    speaker: str
    said: str
    reply: Mapping[str, Any]
    trace: Mapping[str, Any]
    complaints: tuple[Complaint, ...]
    elapsed_ms: float = 0.0
    is_first: bool = False
    planned_by: str | None = None
    fell_back: bool = False
    asks: bool = False
    is_needless: bool = False
    wrong_writes: tuple[WrongWrite, ...] = ()
    calls: tuple[tuple[str, bool], ...] = ()

    @property
    def usage(self) -> Mapping[str, int]:
        """What the model's answers cost, empty where none answered."""
        usage: Mapping[str, int] = self.trace.get("usage", {})
        return usage


@dataclass(frozen=True, slots=True)
class Performance:
    """A talk as it went the `run`-th time. `about_books` is what the books hold and should not, or the reverse."""

    talk: Talk
    turns: tuple[Performed, ...]
    about_books: tuple[Complaint, ...]
    run: int = 1

    @property
    def role(self) -> str:
        """The role of who speaks in it, or speaks most."""
        return role_of(self.talk.speaker)

    @property
    def complaints(self) -> tuple[str, ...]:
        """Everything that went wrong, in English: in the books, which count first, and then turn by turn."""
        of_turns = (
            f"turn {number} {turn.said!r}: {complaint}"
            for number, turn in enumerate(self.turns, start=1)
            for complaint in turn.complaints
        )
        return (*map(str, self.about_books), *of_turns)
