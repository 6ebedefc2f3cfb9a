"""One thing that a message asks for, and from which scores it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.builtin.dialogue.vetoes import Mood
from assistant.builtin.spans import Span
from core import operations
from core.operations import Effect

ASIDE = "aside"
"""What only gives a reason or tells what goes on, and asks for nothing: mostly a part of a message."""

LEADING_UP = frozenset({ASIDE, "greet", "thanks", "acknowledge"})
"""Talk that is said before a request as well: "thank you. It may go out now"."""

SURE = 0.5
"""The score from which an intent is taken; below it a question is asked or help offered."""

SURE_TO_WRITE = 0.6
"""As `SURE`, for commands that others come near to: a card that was not meant is worse than a question."""

_LEAD = 2.5
"""How many times the score of the second a command must have to be taken from `SURE` on."""

PLAIN = 0.85
"""The score from which words without any name make a request of their own (取消它)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `intent` is an operation's name or a kind of talk; `vetoed` the mood that forbids the command."""

    text: str
    spans: tuple[Span, ...]
    intent: str
    score: float
    scores: tuple[tuple[str, float], ...] = ()
    vetoed: Mood | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the intent is taken without asking."""
        return sure_enough(self.intent, self.score, self.scores)

    @property
    def is_operation(self) -> bool:
        """Whether it asks for an operation rather than talk."""
        return operations.find(self.intent) is not None


def sure_enough(intent: str, best: float, scores: Sequence[tuple[str, float]]) -> bool:
    """Whether an intent with the best of the scores is taken; a command must be well ahead, or surer than a look-up."""
    if best < SURE or not writes(intent):
        return best >= SURE
    second = max((score for name, score in scores if name != intent and writes(name)), default=0.0)
    return best >= SURE_TO_WRITE or best >= _LEAD * second


def writes(intent: str) -> bool:
    operation = operations.find(intent)
    return operation is not None and operation.effect is Effect.COMMAND
