"""What the planner hears and what it decides, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.builtin.dialogue.asking import WHICH_MEANT, Question
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.talking import NOT_UNDERSTOOD, Talk
from assistant.builtin.papers import Papers
from assistant.builtin.paperwork import Paperwork
from assistant.builtin.price_lists import PriceLists
from assistant.builtin.spans import Span
from assistant.builtin.traits import Traits


@dataclass(frozen=True, slots=True)
class Call:
    """An operation to call."""

    operation: str
    arguments: dict[str, Any]


@dataclass(slots=True)
class Decision:
    """What the planner answers: calls, or words, or a question.

    `then` is the command to make of the first call's result; `tentative` says that the documents were asked only
    because nothing else was understood, `meant` what is asked where they say nothing either.
    """

    calls: list[Call] = field(default_factory=list)
    question: Question | None = None
    talk: list[Talk] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    amended: bool = False
    then: Call | None = None
    tentative: bool = False
    meant: Question | None = None
    card_waits: bool = False

    @property
    def is_unsure(self) -> bool:
        """Whether nothing was understood, or only what may be meant."""
        asks_what_is_meant = self.question is not None and self.question.key == WHICH_MEANT
        return not self.calls and (asks_what_is_meant or NOT_UNDERSTOOD in self.talk)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message after recognition, with what scoring it takes."""

    text: str
    spans: tuple[Span, ...]
    units: Mapping[str, ProductUnits]
    judge: Judge
    paperwork: Paperwork = field(default_factory=Paperwork)
    papers: Papers = field(default_factory=Papers)
    read: Callable[[str], Sequence[Span]] = lambda text: ()
    """Recognises another text, such as what was said before."""
    traits: Traits = field(default_factory=Traits)
    price_lists: PriceLists = field(default_factory=PriceLists)
