"""A linear classifier over sentence vectors and letter sequences, learned in closed form from a few hundred phrases.

Least squares with a ridge: as good here as logistic regression, many times faster, and its leave-one-out predictions,
from which its probabilities are sharpened, cost nothing more. What is learned is plain arrays; using it needs numpy.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from assistant.builtin.delexicalise import as_spoken, as_symbols
from assistant.builtin.encoder import Vectors, remember, vector_of, vectors_of
from assistant.builtin.phrasebook import Example

_BUCKETS = 1 << 14
_LONGEST = 4
_WORD = re.compile("[a-z']+|[\ue000-\ue0ff]")
_RIDGE = 0.3
_COMMON = 48
"""Examples from which on a letter sequence is common."""

_SMALL = 128
_SHARPNESS = np.linspace(1.0, 10.0, 37)


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

    def probabilities(self, marked: str, without: Collection[str] = ()) -> dict[str, float]:
        """How likely each label is for a delexicalised text, but for those left out; they add up to 1."""
        places, weights = letters_of(marked, self.rarity)
        letters: Vectors = weights @ self.sparse[places].astype(np.float32)
        scores = vector_of(as_spoken(marked)) @ self.dense + letters
        kept = [place for place, label in enumerate(self.labels) if label not in without]
        shares = _softmax((scores[kept] * self.sharpness).astype(np.float64)).tolist()
        return {self.labels[place]: share for place, share in zip(kept, shares, strict=True)}

    def save(self, path: Path) -> None:
        """Writes the arrays whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            np.savez(
                part,
                labels=np.array(self.labels),
                dense=self.dense,
                sparse=self.sparse,
                rarity=self.rarity,
                sharpness=np.array(self.sharpness),
            )
        os.replace(part.name, path)

    @classmethod
    def read(cls, path: Path) -> Linear | None:
        """What `save` wrote, or None when there is nothing whole."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return cls(
                    tuple(stored["labels"].tolist()),
                    stored["dense"],
                    stored["sparse"],
                    stored["rarity"],
                    float(stored["sharpness"]),
                )
        except (FileNotFoundError, BadZipFile, KeyError, ValueError, EOFError):
            return None


def read_ahead(marked: Sequence[str]) -> None:
    """Has the vectors of texts ready that will be asked about one by one."""
    remember(as_spoken(one) for one in marked)


def spoken_vectors(examples: Sequence[Example]) -> Vectors:
    """The sentence vectors of the examples: most of what learning costs, so that several learners may share them."""
    return vectors_of([as_spoken(example.text) for example in examples])


def learn(examples: Sequence[Example], mix: Mix, vectors: Vectors | None = None) -> Linear:
    """Learns the labels of the examples. Some seconds for a few thousand; the same examples always give the same.

    `vectors` are their `spoken_vectors`, where those are at hand.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    labels = tuple(sorted({example.label for example in examples}))
    vectors = spoken_vectors(examples) if vectors is None else vectors
    counts = [_counts(example.text) for example in examples]
    rarity = _rarity_of(counts)
    rows = [_weighed(one, rarity) for one in counts]
    wanted = np.full((len(examples), len(labels)), -1.0, dtype=np.float32)
    wanted[np.arange(len(examples)), [labels.index(example.label) for example in examples]] = 1.0
    ridge = _RIDGE / np.array([example.weight for example in examples], dtype=np.float32)
    with threadpool_limits(1):  # more threads only wait for each other on a busy machine
        alike = mix.vectors * (vectors @ vectors.T) + mix.letters * _alike(rows)
        solved, diagonal = _solved(alike + np.diag(ridge), wanted)
    left_out = wanted - solved / diagonal[:, None]
    sparse = np.zeros((_BUCKETS, len(labels)))
    for (places, weights), share in zip(rows, solved, strict=True):
        sparse[places] += weights[:, None] * share
    return Linear(
        labels,
        (mix.vectors * (vectors.T @ solved)).astype(np.float32),
        (mix.letters * sparse).astype(np.float16),
        rarity,
        _sharpness(left_out.astype(np.float64), wanted > 0),
    )


def _solved(matrix: Vectors, wanted: Vectors) -> tuple[Vectors, Vectors]:
    """The solution for a symmetric positive matrix, and the diagonal of its inverse; by halves, several times faster
    than inverting it whole.
    """
    lower = _inverse_of_lower(np.linalg.cholesky(matrix))
    return lower.T @ (lower @ wanted), np.square(lower).sum(axis=0)


def _inverse_of_lower(lower: Vectors) -> Vectors:
    """The inverse of a lower triangular matrix."""
    if len(lower) <= _SMALL:
        return np.linalg.inv(lower)
    half = len(lower) // 2
    first, second = _inverse_of_lower(lower[:half, :half]), _inverse_of_lower(lower[half:, half:])
    inverse = np.zeros_like(lower)
    inverse[:half, :half], inverse[half:, half:] = first, second
    inverse[half:, :half] = -second @ (lower[half:, :half] @ first)
    return inverse


def _alike(rows: Sequence[tuple[npt.NDArray[np.int64], Vectors]]) -> Vectors:
    """How alike the examples' letters are, each to each; what only one of them has makes it like itself alone.

    Letters that many examples share are multiplied as a matrix, the others pair by pair.
    """
    places = np.concatenate([places for places, _ in rows])
    weights = np.concatenate([weights for _, weights in rows])
    holders = np.repeat(np.arange(len(rows)), [len(places) for places, _ in rows])
    order = np.argsort(places, kind="stable")
    places, weights, holders = places[order], weights[order], holders[order]
    counts = np.bincount(places, minlength=_BUCKETS)
    common = counts > _COMMON
    dense = np.zeros((len(rows), int(common.sum())), dtype=np.float32)
    kept = common[places]
    dense[holders[kept], (np.cumsum(common) - 1)[places[kept]]] = weights[kept]
    alike: Vectors = dense @ dense.T
    starts = np.concatenate([[0], np.cumsum(counts)])
    rare = np.flatnonzero((counts > 1) & ~common)
    for count in np.unique(counts[rare]):
        at = starts[rare[counts[rare] == count]][:, None] + np.arange(count)
        who, how = holders[at], weights[at]
        pairs = who[:, :, None] * len(rows) + who[:, None, :]
        np.add.at(alike.reshape(-1), pairs.ravel(), (how[:, :, None] * how[:, None, :]).ravel())
    np.fill_diagonal(alike, 1.0)
    return alike


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


def _sharpness(left_out: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The factor that makes the probabilities of examples not learned from most honest."""
    honest = [float(np.log(_softmax(left_out * factor)[right] + 1e-9).mean()) for factor in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmax(honest))])


def _softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: npt.NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares
