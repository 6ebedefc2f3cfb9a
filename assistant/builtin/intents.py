"""Which operation or kind of talk a sentence asks for, learned from the phrase files.

Only the words decide here; whether the recognised spans fit the operation's signature is weighed by the dialogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from assistant.builtin.delexicalise import as_spoken, delexicalise, language_of
from assistant.builtin.encoder import vector_of
from assistant.builtin.kept import alone
from assistant.builtin.learning import Linear, Mix, learn, read_ahead, softmax, spoken_vectors
from assistant.builtin.nearest import Nearest
from assistant.builtin.phrasebook import LANGUAGES, content_hash, intent_examples
from assistant.builtin.spans import Span

_MIX = Mix(vectors=1.0, letters=0.25)
_NEAREST = 1.5
_SHARPNESS = 10.0
"""How much the likest phrase counts beside what is learned of all, and how sharp the scores become: found by trial on
messages written without sight of the phrases."""

_FORMAT = 7
"""Raised whenever the learner changes, so that what an older one kept is not used."""


@dataclass(frozen=True, slots=True)
class _Learned:
    """What was learned of one language."""

    linear: Linear
    nearest: Nearest

    def probabilities(self, marked: str) -> dict[str, float]:
        alike = self.nearest.alike(vector_of(as_spoken(marked)))
        shares = softmax((self.linear.scores(marked) + _NEAREST * alike) * self.linear.sharpness)
        return dict(zip(self.linear.labels, shares.tolist(), strict=True))


class Intents:
    """Scores of intents between 0 and 1, adding up to 1: learned of each language by itself."""

    def __init__(self, learned: Mapping[str, _Learned]) -> None:
        self._learned = learned

    @classmethod
    def load(cls, cache_dir: Path) -> Intents:
        """The intents of the phrase files: kept under `cache_dir` as long as no phrase changes, else learned anew."""
        with ThreadPoolExecutor(len(LANGUAGES)) as pool:
            learned = pool.map(lambda language: _kept_or_learned(cache_dir, language), LANGUAGES)
            return cls(dict(zip(LANGUAGES, learned, strict=True)))

    def score(self, text: str, spans: Sequence[Span] = ()) -> list[tuple[str, float]]:
        """Every intent with its score for a normalised text and its spans, best first."""
        return self.score_marked(delexicalise(text, spans))

    def read_ahead(self, stretches: Sequence[tuple[str, Sequence[Span]]]) -> None:
        """Makes the scores of stretches of a message come faster, one by one or not at all."""
        read_ahead([delexicalise(text, spans) for text, spans in stretches])

    def score_marked(self, marked: str) -> list[tuple[str, float]]:
        """As `score`, for a text delexicalised already."""
        scores = self._learned[language_of(marked)].probabilities(marked)
        return sorted(scores.items(), key=lambda one: -one[1])


def _kept_or_learned(cache_dir: Path, language: str) -> _Learned:
    stem = f"{language}-{_FORMAT}-{content_hash()}.npz"
    linear, nearest = cache_dir / f"intents-{stem}", cache_dir / f"phrases-{stem}"
    found = _kept(linear, nearest)
    if found is not None:
        return found
    with alone(linear):
        return _kept(linear, nearest) or _learned(language, linear, nearest)


def _kept(linear: Path, nearest: Path) -> _Learned | None:
    kept = Linear.read(linear), Nearest.read(nearest)
    return None if kept[0] is None or kept[1] is None else _Learned(kept[0], kept[1])


def _learned(language: str, linear: Path, nearest: Path) -> _Learned:
    examples = intent_examples(language)
    vectors = spoken_vectors(examples)
    learned = learn(examples, _MIX, vectors, _SHARPNESS)
    places = {label: place for place, label in enumerate(learned.labels)}
    likest = Nearest.learned(vectors, [places[example.label] for example in examples], len(places))
    learned.save(linear)
    likest.save(nearest)
    return _Learned(learned, likest)
