"""How alike a sentence is to the likest phrase of each label: what is said just as it was learned is surely meant.

A linear classifier spreads what it learned over all phrases of a label; a single phrase said again may be outvoted.
Vectors are kept along the axes in which the phrases differ most, a quarter of their size.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from assistant.builtin.encoder import Vectors

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
        """Writes the arrays whole or not at all."""
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            np.savez(part, axes=self.axes, phrases=self.phrases, owners=self.owners, labels=np.array(self.labels))
        os.replace(part.name, path)

    @classmethod
    def read(cls, path: Path) -> Nearest | None:
        """What `save` wrote, or None when there is nothing whole."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return cls(stored["axes"], stored["phrases"], stored["owners"], int(stored["labels"]))
        except (FileNotFoundError, BadZipFile, KeyError, ValueError, EOFError):
            return None


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    unit: Vectors = vectors / lengths
    return unit
