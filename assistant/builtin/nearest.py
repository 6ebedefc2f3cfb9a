"""How alike a sentence is to the likest phrase of each label: what is said just as it was learned is surely meant.

A linear classifier spreads what it learned over all phrases of a label; a single phrase said again may be outvoted.
Vectors are kept along the axes in which the phrases differ most, a quarter of their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.builtin.encoder import Vectors
from assistant.builtin.kept import keep, kept

_AXES = 128


@dataclass(frozen=True, slots=True)
class Nearest:
    """The phrases along the axes, and the place of each one's label."""

    axes: Vectors
    phrases: Vectors
    owners: npt.NDArray[np.int64]
    labels: int

    @classmethod
    def learned(cls, vectors: Vectors, owners: Sequence[int], labels: int) -> Nearest:
        """From the phrases' sentence vectors, and the place of each one's label among so many."""
        axes = np.linalg.eigh(vectors.T @ vectors)[1][:, -_AXES:].astype(np.float32)
        return cls(axes, _unit(vectors @ axes), np.array(owners), labels)

    def alike(self, vector: Vectors) -> Vectors:
        """The cosine of a sentence to the likest phrase of each label, by place."""
        cosines = self.phrases @ _unit(vector @ self.axes)
        likest = np.full(self.labels, -1.0, dtype=np.float32)
        np.maximum.at(likest, self.owners, cosines)
        return likest

    def save(self, path: Path) -> None:
        """Keeps what was learned."""
        keep(path, axes=self.axes, phrases=self.phrases, owners=self.owners, labels=self.labels)

    @classmethod
    def read(cls, path: Path) -> Nearest | None:
        """What `save` wrote, or None when there is nothing whole."""
        stored = kept(path, "axes", "phrases", "owners", "labels")
        if stored is None:
            return None
        axes, phrases, owners, labels = stored
        return cls(axes, phrases, owners, int(labels))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    unit: Vectors = vectors / lengths
    return unit
