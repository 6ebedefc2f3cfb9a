"""Sentence vectors from the encoder that ships its weights, which this process shares with the knowledge base."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge.embedding import builtin

WIDTH = 512
Vectors: TypeAlias = npt.NDArray[np.float32]


def vectors_of(texts: list[str]) -> Vectors:
    """One vector of length 1 for each text, as rows."""
    return np.asarray(builtin().encode(texts), dtype=np.float32).reshape(len(texts), WIDTH)


_REMEMBERED = 512
_remembered: dict[str, Vectors] = {}
_lock = threading.Lock()


def vector_of(text: str) -> Vectors:
    """The vector of one text; what was just asked is remembered, since moods and intents ask for the same."""
    found = _remembered.get(text)
    return remember([text])[text] if found is None else found


def remember(texts: Iterable[str]) -> dict[str, Vectors]:
    """The vectors of the texts, from now on remembered.

    Several at once take hardly longer than one: most of the time goes by with reading the encoder's weights.
    """
    wanted = list(dict.fromkeys(texts))
    found = {text: vector for text in wanted if (vector := _remembered.get(text)) is not None}
    new = [text for text in wanted if text not in found]
    if not new:
        return found
    made = vectors_of(new)
    made.flags.writeable = False
    with _lock:
        _remembered.update(zip(new, made, strict=True))
        for oldest in list(_remembered)[:-_REMEMBERED]:
            del _remembered[oldest]
    return found | dict(zip(new, made, strict=True))
