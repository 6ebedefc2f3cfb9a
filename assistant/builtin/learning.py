"""A linear classifier over sentence vectors and letter sequences, learned in closed form from thousands of phrases.

Least squares with a ridge: as good here as logistic regression and many times faster; what is solved grows with the
number of features, not of phrases. What is learned is plain arrays; using it needs numpy.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.builtin.delexicalise import as_spoken, as_symbols
from assistant.builtin.encoder import Vectors, remember, vector_of, vectors_of
from assistant.builtin.kept import keep, kept
from assistant.builtin.phrasebook import Example

_BUCKETS = 6 << 10
_LONGEST = 4
_WORD = re.compile("[a-z']+|[\ue000-\ue0ff]")
_RIDGE = 0.3
_SMALL = 128
_SHARPNESS = np.linspace(1.0, 20.0, 77)
_JUDGED = 1_500
"""Examples by which the sharpness of probabilities is judged."""


_encoding = threading.Lock()


@dataclass(frozen=True, slots=True)
class Mix:
    """How much sentence vectors and letters count."""

    vectors: float
    letters: float


@dataclass(frozen=True, slots=True)
class Linear:
    """What was learned: weights of both views, the rarity of letter sequences, and how sharp probabilities are.

    The weights of the letters are most of it, and are kept in half precision: a text needs few of them.
    """

    labels: tuple[str, ...]
    dense: npt.NDArray[np.float32]
    sparse: npt.NDArray[np.float16]
    rarity: npt.NDArray[np.float32]
    sharpness: float

    def probabilities(self, marked: str) -> dict[str, float]:
        """How likely each label is for a delexicalised text; they add up to 1."""
        shares = softmax(self.scores(marked) * self.sharpness).tolist()
        return dict(zip(self.labels, shares, strict=True))

    def scores(self, marked: str) -> Vectors:
        """How much speaks for each label, by its place: about 1 for what is meant, -1 for the rest."""
        places, weights = letters_of(marked, self.rarity)
        letters: Vectors = weights @ self.sparse[places].astype(np.float32)
        scores: Vectors = vector_of(as_spoken(marked)) @ self.dense + letters
        return scores

    def save(self, path: Path) -> None:
        """Keeps what was learned."""
        keep(
            path,
            labels=self.labels,
            dense=self.dense,
            sparse=self.sparse,
            rarity=self.rarity,
            sharpness=self.sharpness,
        )

    @classmethod
    def read(cls, path: Path) -> Linear | None:
        """What `save` wrote, or None when there is nothing whole."""
        stored = kept(path, "labels", "dense", "sparse", "rarity", "sharpness")
        if stored is None:
            return None
        labels, dense, sparse, rarity, sharpness = stored
        return cls(tuple(labels.tolist()), dense, sparse, rarity, float(sharpness))


def read_ahead(marked: Sequence[str]) -> None:
    """Has the vectors of texts ready that will be asked about one by one."""
    remember(as_spoken(one) for one in marked)


def spoken_vectors(examples: Sequence[Example]) -> Vectors:
    """The sentence vectors of the examples: most of what learning costs, so that several learners may share them.

    One learner encodes at a time, so that hardly two of them hold their matrices at once.
    """
    with _encoding:
        return vectors_of([as_spoken(example.text) for example in examples])


def learn(
    examples: Sequence[Example], mix: Mix, vectors: Vectors | None = None, sharpness: float | None = None
) -> Linear:
    """Learns the labels of the examples. Some seconds; the same examples always give the same.

    `vectors` are their `spoken_vectors`, where those are at hand; `sharpness` is found where it is not given. The
    weights w minimise Σ g·(x·w - y)² + r·|w|² with the weight g of each example (the normal equations, solved by
    Cholesky's factors): every row is multiplied by √g.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    labels = tuple(sorted({example.label for example in examples}))
    vectors = spoken_vectors(examples) if vectors is None else vectors
    counts = [_counts(example.text) for example in examples]
    rarity = _rarity_of(counts)
    features = _features(vectors, [_weighed(one, rarity) for one in counts], mix)
    wanted = np.full((len(examples), len(labels)), -1.0, dtype=np.float32)
    wanted[np.arange(len(examples)), [labels.index(example.label) for example in examples]] = 1.0
    right = wanted > 0
    roots: Vectors = np.sqrt(np.array([example.weight for example in examples], dtype=np.float32))[:, None]
    features *= roots
    wanted *= roots
    some = np.arange(0, len(examples), max(1, len(examples) // _JUDGED))
    with threadpool_limits(1):  # more threads only wait for each other on a busy machine
        matrix = features.T @ features
        matrix[np.diag_indices_from(matrix)] += _RIDGE
        aims: Vectors = features.T @ wanted
        judged = features[some]
        del features  # as large as all that follows
        lower: Vectors = np.linalg.cholesky(matrix).astype(np.float32, copy=False)
        del matrix
        learned = _solved_upper(lower, _solved_lower(lower, aims))
        if sharpness is None:
            left_out: Vectors = _left_out(judged, wanted[some], lower, learned) / roots[some]
            sharpness = _sharpness(left_out, right[some])
    size = vectors.shape[1]
    return Linear(
        labels,
        (mix.vectors**0.5 * learned[:size]).astype(np.float32),
        (mix.letters**0.5 * learned[size:]).astype(np.float16),
        rarity,
        sharpness,
    )


def _features(vectors: Vectors, rows: Sequence[tuple[npt.NDArray[np.int64], Vectors]], mix: Mix) -> Vectors:
    """A row for each example: its sentence vector and its letters, each as much as it counts."""
    size = vectors.shape[1]
    features = np.zeros((len(rows), size + _BUCKETS), dtype=np.float32)
    features[:, :size] = mix.vectors**0.5 * vectors
    for row, (places, weights) in zip(features, rows, strict=True):
        row[size + places] = mix.letters**0.5 * weights
    return features


def _left_out(features: Vectors, wanted: Vectors, lower: Vectors, learned: Vectors) -> Vectors:
    """What would be predicted for examples had they not been learned from: (p - h·y) / (1 - h), h their leverage."""
    leverage = np.square(_solved_lower(lower, features.T)).sum(axis=0)[:, None]
    left_out: Vectors = (features @ learned - leverage * wanted) / (1 - leverage)
    return left_out


def _solved_lower(lower: Vectors, right: Vectors) -> Vectors:
    """The x of L·x = right, by halves of the triangle: numpy has no solver that knows of the zeros."""
    if len(lower) <= _SMALL:
        return np.linalg.solve(lower, right)
    half = len(lower) // 2
    first = _solved_lower(lower[:half, :half], right[:half])
    return np.concatenate([first, _solved_lower(lower[half:, half:], right[half:] - lower[half:, :half] @ first)])


def _solved_upper(lower: Vectors, right: Vectors) -> Vectors:
    """The x of Lᵀ·x = right."""
    if len(lower) <= _SMALL:
        return np.linalg.solve(lower.T, right)
    half = len(lower) // 2
    second = _solved_upper(lower[half:, half:], right[half:])
    return np.concatenate([_solved_upper(lower[:half, :half], right[:half] - lower[half:, :half].T @ second), second])


def letters_of(marked: str, rarity: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int64], Vectors]:
    """The letter sequences (one to four) and words of a text as places and weights of a vector of length 1."""
    return _weighed(_counts(marked), rarity)


def _weighed(counts: dict[int, int], rarity: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int64], Vectors]:
    places = np.fromiter(counts, dtype=np.int64, count=len(counts))
    weights = np.sqrt(np.fromiter(counts.values(), dtype=np.float32, count=len(counts))) * rarity[places]
    return places, weights / max(float(np.linalg.norm(weights)), 1e-6)


def _counts(marked: str) -> dict[int, int]:
    text = f"^{as_symbols(marked)}$"
    pieces = [text[at : at + size] for size in range(1, _LONGEST + 1) for at in range(len(text) - size + 1)]
    counts: dict[int, int] = {}
    for piece in [
        *(one for one in pieces if len(one) > 1 or not one.isascii()),
        *map("={}".format, _WORD.findall(text)),
    ]:
        place = zlib.crc32(piece.encode("utf-8", "replace")) % _BUCKETS
        counts[place] = counts.get(place, 0) + 1
    return counts


def _rarity_of(counted: Sequence[dict[int, int]]) -> npt.NDArray[np.float32]:
    held = np.zeros(_BUCKETS)
    for counts in counted:
        held[list(counts)] += 1
    rarity: npt.NDArray[np.float32] = np.log((1 + len(counted)) / (1 + held)).astype(np.float32)
    return rarity


def _sharpness(left_out: Vectors, right: npt.NDArray[np.bool_]) -> float:
    """The factor that makes the probabilities of examples not learned from most honest."""
    honest = [float(np.log(softmax(left_out * factor)[right] + 1e-9).mean()) for factor in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmax(honest))])


def softmax(scores: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Shares that add up to 1, along the last axis."""
    scores = scores.astype(np.float64)
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: npt.NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares
