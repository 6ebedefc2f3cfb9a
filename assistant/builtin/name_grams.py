"""An inverted index over pieces of strings, to find the few that look (or sound) like a misspelt one among many.

It yields candidates with the share of their pieces that was hit; judging them is the caller's work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.builtin.sounds import sound_table

Ints: TypeAlias = npt.NDArray[np.int64]
_LETTERS = 38
"""a to z, 0 to 9, the edge of a word, and one for every other character."""

_EDGE = 36
_SYLLABLES = 512
_WORTH = 0.4
"""Candidates below this share of the best one's are not worth a look."""

_ONCE_COMMON = 8
"""A piece that more than one string in so many has tells nothing and is passed over."""


class Pieces(Protocol):
    """How strings are cut: the piece numbers of all strings, and to which string each belongs."""

    space: int

    def __call__(self, texts: list[str]) -> tuple[Ints, Ints]: ...


class LetterPieces:
    """Pairs and triples of neighbouring letters, the edges of the word included."""

    space = _LETTERS**2 + _LETTERS**3

    def __call__(self, texts: list[str]) -> tuple[Ints, Ints]:
        letters, owners = _letters_of(texts)
        pair = letters[:-1] * _LETTERS + letters[1:]
        same = (owners[:-1] == owners[1:]) & (pair != _EDGE * _LETTERS + _EDGE)
        triple = pair[:-1] * _LETTERS + letters[2:] + _LETTERS**2
        same_three = owners[:-2] == owners[2:]
        return (
            np.concatenate([pair[same], triple[same_three]]),
            np.concatenate([owners[:-1][same], owners[:-2][same_three]]),
        )


class SoundPieces:
    """Pairs of Chinese syllables, neighbouring and with one between: a wrong character breaks few of them."""

    space = 2 * _SYLLABLES**2

    def __init__(self) -> None:
        numbers: dict[str, int] = {}
        self._number = np.zeros(0x10000, dtype=np.int64)
        for character, syllable in sound_table().items():
            self._number[ord(character)] = numbers.setdefault(syllable, len(numbers) + 1)

    def __call__(self, texts: list[str]) -> tuple[Ints, Ints]:
        codes, owners = _codes_of(texts)
        sounds = self._number[np.where(codes < 0x10000, codes, 0)]
        found: list[Ints] = []
        belong: list[Ints] = []
        for step in (1, 2):
            if len(sounds) <= step:
                continue
            whole = (owners[:-step] == owners[step:]) & (sounds[:-step] > 0) & (sounds[step:] > 0)
            pieces = sounds[:-step] * _SYLLABLES + sounds[step:] + (step - 1) * _SYLLABLES**2
            found.append(pieces[whole])
            belong.append(owners[:-step][whole])
        empty = np.zeros(0, dtype=np.int64)
        return np.concatenate(found or [empty]), np.concatenate(belong or [empty])


class GramIndex:
    """Strings by their pieces, weighted by rarity. Immutable; `Growing` takes new strings in."""

    def __init__(self, texts: list[str], pieces: Pieces) -> None:
        found, owners = pieces(texts)
        joined = _distinct(found * len(texts) + owners)
        self._owners = (joined % max(len(texts), 1)).astype(np.int32)
        held = joined // max(len(texts), 1)
        counts = np.bincount(held, minlength=pieces.space)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self._rarity = np.log1p(len(texts) / np.maximum(counts, 1)).astype(np.float32)
        self._weights = np.bincount(self._owners, weights=self._rarity[held], minlength=len(texts)).astype(np.float32)
        self._pieces = pieces
        self._size = len(texts)

    def search(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Up to `limit` strings that share pieces with `text`, with the weighted share of their pieces, best first."""
        if not self._size:
            return []
        scores = np.zeros(self._size, dtype=np.float32)
        for piece in _distinct(self._pieces([text])[0]).tolist():
            owners = self.having(piece)
            if len(owners) * _ONCE_COMMON <= self._size or self._size < 1000:
                scores[owners] += self._rarity[piece]
        shares = scores / np.maximum(self._weights, 1e-6)
        best = np.flatnonzero(shares >= max(float(shares.max()) * _WORTH, 1e-6))
        ranked = best[np.argsort(-shares[best], kind="stable")][:limit]
        return [(int(at), float(shares[at])) for at in ranked]

    def having(self, piece: int) -> npt.NDArray[np.int32]:
        """The strings that hold a piece."""
        return self._owners[self._starts[piece] : self._starts[piece + 1]]


class Growing:
    """A gram index over a list of strings that only ever grows: what is new sits in a small index of its own."""

    def __init__(self, texts: list[str], pieces: Callable[[], Pieces]) -> None:
        self._texts = texts
        self._make = pieces
        self._pieces: Pieces | None = None
        self._parts: list[tuple[int, GramIndex]] = []
        self._covered = 0

    def search(self, text: str, limit: int) -> list[tuple[int, float]]:
        """As `GramIndex.search`, over everything there is by now."""
        self.refresh()
        found = [(first + at, share) for first, part in self._parts for at, share in part.search(text, limit)]
        return sorted(found, key=lambda one: -one[1])[:limit]

    def having_all(self, text: str, at_most: int) -> list[int] | None:
        """Every string that holds all pieces of `text` (if not always in a row); None when they are a crowd."""
        self.refresh()
        if self._pieces is None:
            return []
        wanted = _distinct(self._pieces([text])[0]).tolist()
        found: list[int] = []
        for first, part in self._parts:
            held = sorted((part.having(piece) for piece in wanted), key=len)
            if held:
                common = held[0]
                for owners in held[1:]:
                    if len(owners):
                        places = np.searchsorted(owners, common)
                        common = common[owners[np.minimum(places, len(owners) - 1)] == common]
                if len(common) > at_most:
                    return None
                found += (common + first).tolist()
        return found

    def refresh(self) -> None:
        """Indexes what was added since, at once when it is little, all anew when it has become much."""
        size = len(self._texts)
        if size == self._covered:
            return
        self._pieces = self._pieces or self._make()
        first, new = (0, size) if not self._parts else (self._parts[0][1]._size, size - self._parts[0][1]._size)
        if not self._parts or new > max(2000, size // 10):
            self._parts = [(0, GramIndex(self._texts[:size], self._pieces))]
        else:
            self._parts = [self._parts[0], (first, GramIndex(self._texts[first:size], self._pieces))]
        self._covered = size


def _distinct(numbers: Ints) -> Ints:
    """The numbers in order, each once (np.unique hashes, which is slower here)."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def _codes_of(texts: list[str]) -> tuple[Ints, Ints]:
    """The code points of all strings in a row, and the string each belongs to; a separator stands between."""
    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    breaks = codes == 10
    return codes, np.cumsum(breaks) - breaks


def _letters_of(texts: list[str]) -> tuple[Ints, Ints]:
    """As `_codes_of`, with letters numbered and an edge on both sides of every string."""
    codes, owners = _codes_of(["".join((" ", text, " ")) for text in texts])
    letters = np.full(len(codes), _LETTERS - 1, dtype=np.int64)
    latin, digit = (codes >= 97) & (codes <= 122), (codes >= 48) & (codes <= 57)
    letters[latin] = codes[latin] - 97
    letters[digit] = codes[digit] - 48 + 26
    letters[codes == 32] = _EDGE
    keep = codes != 10
    return letters[keep], owners[keep]
