"""Reading English numeral words: twenty-five, one hundred and twenty, two dozen and a half, a couple of.

Figures in digits and what a numeral counts are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_ONES = dict(zip("zero one two three four five six seven eight nine".split(), range(10), strict=True))
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_TENS |= {"fourty": 40, "ninty": 90}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORDS = sorted([*_ONES, *_TEENS, *_TENS, "hundred", *_SCALES], key=len, reverse=True)
_WORD = f"(?:{'|'.join(_WORDS)})"
_EXPRESSION = re.compile(
    rf"(?<![a-z0-9'])(?<![a-z0-9]-)(?:(?:half )?an? (?=hundred|thousand|million|billion))?"
    rf"{_WORD}(?:(?:-| and | ){_WORD})*(?![a-z0-9]|-[a-z])"
)

_SPACED = re.compile(
    r"(?<![a-z0-9.,/-])(?:(?<!\d )|(?<=[a-z]-\d )|(?<=[a-z]-\d\d )|(?<=[a-z]-\d\d\d ))"
    r"[1-9]\d{0,2}(?: 000)+(?![a-z0-9千万亿/-]|[.,]\d| \d)"
)
"""Whole thousands with blanks between: 300 000. Other figures side by side are several, but those of a code before."""


def find(lower: str) -> Iterator[tuple[int, int, Decimal | None]]:
    """Each numeral expression of a lower-case text with its value, None where no reading fits ("two three")."""
    for match in _EXPRESSION.finditer(lower):
        expression = match[0]
        words = re.split("-| ", expression)
        value = _value([word for word in words if word not in ("half", "a", "an")])
        share = Decimal("0.5") if words[0] == "half" else Decimal(1)
        yield match.start(), match.end(), None if value is None else Decimal(value) * share


def is_weak(expression: str) -> bool:
    """Whether the words mean a number only before something countable ("one" is mostly a pronoun)."""
    return expression == "one"


def _value(words: list[str]) -> int | None:
    """The value of number words in order, or None when they do not make one number ("two three")."""
    total, group, room = 0, 0, 10**12
    for at, word in enumerate(words):
        if word == "and":
            if words[at - 1] not in ("hundred", *_SCALES):
                return None
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale >= room or (group == 0 and at > 0):
                return None
            total, group, room = total + (group or 1) * scale, 0, scale
        elif word == "hundred":
            if group >= 100 or (group == 0 and at > 0 and words[at - 1] not in _SCALES):
                return None
            group = (group or 1) * 100
        elif not _fits(word, words[at - 1] if at else "", group):
            return None
        else:
            group += _ONES.get(word, 0) + _TEENS.get(word, 0) + _TENS.get(word, 0)
    return total + group


def _fits(word: str, previous: str, group: int) -> bool:
    """Whether a word below hundred may follow what the group holds so far."""
    if word in _ONES:
        return group == 0 or group % 100 == 0 or previous in _TENS
    return group % 100 == 0


def find_spaced(lower: str) -> list[tuple[int, int, Decimal]]:
    """Whole thousands written with blanks between: where they stand, and their values."""
    return [(*found.span(), Decimal(found[0].replace(" ", ""))) for found in _SPACED.finditer(lower)]
