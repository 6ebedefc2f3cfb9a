"""In which mood a sentence is said: command, question, negated, what-if or remark. It only ever vetoes a command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.builtin.delexicalise import delexicalise
from assistant.builtin.kept import alone
from assistant.builtin.learning import Linear, Mix, learn
from assistant.builtin.phrasebook import content_hash, mood_examples
from assistant.builtin.spans import Span

_MIX = Mix(vectors=0.5, letters=2.0)
_FORMAT = 4
"""Raised whenever the learner changes, so that what an older one kept is not used."""


class MoodModel:
    """Probabilities of moods, adding up to 1."""

    def __init__(self, learned: Linear) -> None:
        self._learned = learned

    @classmethod
    def load(cls, cache_dir: Path) -> MoodModel:
        """The moods of the phrase files: kept under `cache_dir` as long as no phrase changes, else learned anew."""
        path = cache_dir / f"moods-{_FORMAT}-{content_hash()}.npz"
        learned = Linear.read(path)
        if learned is None:
            with alone(path):
                learned = Linear.read(path) or _learned(path)
        return cls(learned)

    def read(self, text: str, spans: Sequence[Span] = ()) -> dict[str, float]:
        """The probability of each mood for a normalised text and its spans."""
        return self.read_marked(delexicalise(text, spans))

    def read_marked(self, marked: str) -> dict[str, float]:
        """As `read`, for a text delexicalised already."""
        return self._learned.probabilities(marked)


def _learned(path: Path) -> Linear:
    learned = learn(mood_examples(), _MIX)
    learned.save(path)
    return learned
