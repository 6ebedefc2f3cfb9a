"""Which operation or kind of talk a sentence asks for, learned from the phrase files.

Only the words decide here; whether the recognised spans fit the operation's signature is weighed by the dialogue.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from assistant.builtin.delexicalise import delexicalise
from assistant.builtin.learning import Linear, Mix, learn, read_ahead, spoken_vectors
from assistant.builtin.phrasebook import areas, content_hash, intent_examples
from assistant.builtin.spans import Span

_MIX = Mix(vectors=1.0, letters=0.5)
_FORMAT = 3
"""Raised whenever the learner changes, so that what an older one kept is not used."""


class Intents:
    """Scores of intents between 0 and 1, adding up to 1.

    Two are learned: one of what is said every day, and one of everything, which is asked where words of another area
    (the books, purchasing) are said, or where it is the daily work of whoever speaks. So an area that is added does
    not blur what was understood before it came.
    """

    def __init__(self, everyday: Linear, everything: Linear) -> None:
        self._everyday = everyday
        self._everything = everything

    @classmethod
    def load(cls, cache_dir: Path) -> Intents:
        """The intents of the phrase files: kept under `cache_dir` as long as no phrase changes, else learned anew."""
        paths = [cache_dir / f"intents-{which}-{_FORMAT}-{content_hash()}.npz" for which in ("everyday", "everything")]
        everyday, everything = (Linear.read(path) for path in paths)
        if everyday is None or everything is None:
            everyday, everything = _learned()
            everyday.save(paths[0])
            everything.save(paths[1])
        return cls(everyday, everything)

    def score(self, text: str, spans: Sequence[Span] = (), *, roles: Collection[str] = ()) -> list[tuple[str, float]]:
        """Every intent with its score for a normalised text and its spans, said by somebody of `roles`, best first."""
        return self.score_marked(delexicalise(text, spans), roles)

    def score_all(self, text: str, spans: Sequence[Span] = ()) -> list[tuple[str, float]]:
        """As `score`, with every area open whatever is said."""
        return _best_first(self._everything.probabilities(delexicalise(text, spans)))

    def read_ahead(self, stretches: Sequence[tuple[str, Sequence[Span]]]) -> None:
        """Makes the scores of stretches of a message come faster, one by one or not at all."""
        read_ahead([delexicalise(text, spans) for text, spans in stretches])

    def score_marked(self, marked: str, roles: Collection[str] = ()) -> list[tuple[str, float]]:
        """As `score`, for a text delexicalised already."""
        closed = [area for area in areas() if not area.is_open(marked, roles)]
        if len(closed) == len(areas()):
            scores = self._everyday.probabilities(marked)
        else:
            out = frozenset[str]().union(*(area.intents for area in closed))
            scores = self._everything.probabilities(marked, without=out)
        return _best_first(scores)


def _best_first(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda one: -one[1])


def _learned() -> tuple[Linear, Linear]:
    """What is learned of every day's phrases, and of all of them."""
    examples = intent_examples()
    vectors = spoken_vectors(examples)
    others = frozenset[str]().union(*(area.intents for area in areas()))
    places = [place for place, example in enumerate(examples) if example.label not in others]
    everyday = learn([examples[place] for place in places], _MIX, vectors[places])
    return everyday, learn(examples, _MIX, vectors)
