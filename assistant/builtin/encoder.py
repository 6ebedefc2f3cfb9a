"""Sentence vectors from the encoder that ships its weights, which this process shares with the knowledge base."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge.embedding import builtin

WIDTH = 512
Vectors: TypeAlias = npt.NDArray[np.float32]


def vectors_of(texts: list[str]) -> Vectors:
    """One vector of length 1 for each text, as rows."""
    return np.asarray(builtin().encode(texts), dtype=np.float32).reshape(len(texts), WIDTH)


@lru_cache(maxsize=512)
def vector_of(text: str) -> Vectors:
    """The vector of one text; what was just asked is remembered, since moods and intents ask for the same."""
    vector: Vectors = vectors_of([text])[0]
    vector.flags.writeable = False
    return vector
