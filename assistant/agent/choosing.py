"""Which tools a model is offered: all of a person's where those are few, else those that the message may mean.

Meaning is told by sentence vectors of what people say for each operation. What is asked every day, what the talk was
just about and what an open card holds is offered in any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.builtin.delexicalise import as_spoken
from assistant.builtin.encoder import Vectors, vector_of, vectors_of
from assistant.builtin.kept import keep, kept
from assistant.builtin.normalise import normalise
from assistant.builtin.phrasebook import LANGUAGES, content_hash, phrases_of
from assistant.turn import TurnInput
from core import operations

TOOLS_MAX = 20
"""More than these are too many, unless a setting says otherwise: the prompt grows long, small models choose worse."""

CORE = (
    "search_knowledge", "get_stock", "get_price", "find_orders", "place_order", "check_availability", "open_ticket",
)  # fmt: skip
"""What is asked every day, whatever the message sounds like; the most usual first."""

_PHRASES_MAX = 16
"""Phrases of an operation and language that are compared: the first ones, which are the plainest."""

_CORE_SHARE = 35
"""Percent of the tools that are for what is asked every day."""

_TURNS_BACK = 2


@dataclass(frozen=True, slots=True)
class Chooser:
    """The phrases' vectors, and whose each is."""

    labels: npt.NDArray[np.str_]
    vectors: Vectors
    tools_max: int = TOOLS_MAX

    @classmethod
    def load(cls, cache: Path, tools_max: int = TOOLS_MAX) -> Chooser:
        """The chooser for the phrase files: kept under `cache` as long as no phrase changes, else made (seconds)."""
        path = cache / f"tools-{_PHRASES_MAX}-{content_hash()}.npz"
        stored = kept(path, "labels", "vectors")
        if stored is not None:
            return cls(stored[0], stored[1].astype(np.float32), tools_max)
        made = cls._made()
        keep(path, labels=made.labels, vectors=made.vectors.astype(np.float16))
        return replace(made, tools_max=tools_max)

    def relevant(self, turn: TurnInput) -> tuple[str, ...] | None:
        """The names of the operations to offer, at most `tools_max`; None where the person has no more anyway.

        Those of every day come first: endpoints that remember how a prompt began read it faster.
        """
        allowed = {one.name for one in operations.available_to(turn.actor)}
        if len(allowed) <= self.tools_max:
            return None
        always = [name for name in CORE if name in allowed][: self.tools_max * _CORE_SHARE // 100]
        wanted = chain(_at_hand(turn), always, self.ranked(turn))
        chosen = list(dict.fromkeys(name for name in wanted if name in allowed))[: self.tools_max]
        return tuple(sorted(chosen, key=lambda name: always.index(name) if name in always else len(always)))

    def ranked(self, turn: TurnInput) -> Iterator[str]:
        """All operations, the likeliest first: by the message, and by turns with the message before it where short."""
        said = [turn.text, *(f"{record.said} {turn.text}" for record in turn.transcript[-1:])]
        orders = [self._by_meaning(text) for text in said]
        yield from (name for name in chain.from_iterable(zip_longest(*orders)) if name is not None)

    def _by_meaning(self, text: str) -> list[str]:
        lower = normalise(text).lower.strip()
        alike = self.vectors @ vector_of(lower) if lower else np.zeros(len(self.labels), dtype=np.float32)
        return list(dict.fromkeys(self.labels[np.argsort(-alike, kind="stable")].tolist()))

    @classmethod
    def _made(cls) -> Chooser:
        rows = [
            (name, as_spoken(normalise(phrase).lower.strip()))
            for language in LANGUAGES
            for name, phrases in sorted(phrases_of(language).items())
            if operations.find(name) is not None
            for phrase in phrases[:_PHRASES_MAX]
        ]
        return cls(np.array([name for name, _ in rows]), vectors_of([text for _, text in rows]))


def _at_hand(turn: TurnInput) -> Iterator[str]:
    """The operations of open cards and questions, and of the last turns: "and in Ningbo?", "make it 8"."""
    yield from (step.operation for card in reversed(turn.pending) for step in card.steps)
    if turn.question:
        yield str(turn.question.get("operation"))
    for record in reversed(turn.transcript[-_TURNS_BACK:]):
        yield from (str(call.get("operation")) for call in record.calls[-3:])
