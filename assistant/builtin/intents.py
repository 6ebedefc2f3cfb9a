"""Which operation or kind of talk a sentence asks for, learned from the phrase files.

Only the words decide here; whether the recognised spans fit the operation's signature is weighed by the dialogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.builtin.delexicalise import delexicalise
from assistant.builtin.learning import Linear, Mix, learn
from assistant.builtin.phrasebook import content_hash, intent_examples
from assistant.builtin.spans import Span

_MIX = Mix(vectors=1.0, letters=0.5)
_FORMAT = 2
"""Raised whenever the learner changes, so that what an older one kept is not used."""


class Intents:
    """Scores of intents between 0 and 1, adding up to 1."""

    def __init__(self, learned: Linear) -> None:
        self._learned = learned

    @classmethod
    def load(cls, cache_dir: Path) -> Intents:
        """The intents of the phrase files: kept under `cache_dir` as long as no phrase changes, else learned anew."""
        path = cache_dir / f"intents-{_FORMAT}-{content_hash()}.npz"
        learned = Linear.read(path)
        if learned is None:
            learned = learn(intent_examples(), _MIX)
            learned.save(path)
        return cls(learned)

    def score(self, text: str, spans: Sequence[Span] = ()) -> list[tuple[str, float]]:
        """Every intent with its score for a normalised text and its spans, best first."""
        return self.score_marked(delexicalise(text, spans))

    def score_marked(self, marked: str) -> list[tuple[str, float]]:
        """As `score`, for a text delexicalised already."""
        return sorted(self._learned.probabilities(marked).items(), key=lambda one: -one[1])
