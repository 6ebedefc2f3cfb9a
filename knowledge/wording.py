"""The many ways in which people say the same, as data in `words/`: plain words, words that mean the same. Pure.

A question is put into plain words before anything else is done with it. What it asks is `knowledge.questions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

import yaml

from knowledge.language import HAN
from knowledge.lexical import tokens_of

LOOKED_FOR_CHARACTERS_MAX = 2
"""A longer Chinese word is understood, but not looked for in place of another: its characters say it by themselves."""

Alike = Mapping[str, frozenset[str]]
"""For a token of a question the tokens that may stand in its place."""

_HAN = re.compile(rf"[{HAN}]")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMERAL = re.compile(rf"\b({'|'.join(_TENS)})[ -]({'|'.join(_ONES)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact by what it looks like.

    `required`: a passage that has none of it cannot be the answer. `weak`: most sentences have it, so it tells little.
    """

    told: re.Pattern[str]
    required: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What `words/` says of one language. `same`: for each word the tokens of the others of its group.

    `instead`: things of one kind, of which one said after another takes its place.
    """

    groups: Mapping[str, tuple[str, ...]]
    plain: tuple[tuple[re.Pattern[str], str], ...]
    same: Mapping[str, frozenset[str]]
    any_same: re.Pattern[str]
    shaping: re.Pattern[str]
    silent: re.Pattern[str]
    kinds: tuple[tuple[re.Pattern[str], Kind], ...]
    instead: tuple[tuple[str, ...], ...]


def plain(text: str, language: str) -> str:
    """The text with what is said loosely put as documents put it; the rest as it was."""
    if language in words():
        for pattern, instead in words()[language].plain:
            text = pattern.sub(instead, text)
    return _NUMERAL.sub(_in_digits, text) if language == "en" else text


def _in_digits(match: re.Match[str]) -> str:
    """A numeral of two words in digits: "thirty six"."""
    return str(10 * (_TENS.index(match[1].lower()) + 2) + _ONES.index(match[2].lower()) + 1)


@lru_cache(maxsize=512)
def alike(text: str) -> Alike:
    """The tokens that may stand in the place of those in the text."""
    found: dict[str, frozenset[str]] = {}
    lowered = text.lower()
    for one in words().values():
        for match in one.any_same.finditer(lowered):
            word = match.group()
            for token in tokens_of(word):
                found[token] = found.get(token, frozenset()) | one.same[word]
    return found


def telling(text: str, language: str) -> str:
    """The text without the words that only shape a question; the whole where nothing else is in it."""
    if language not in words():
        return text
    left = words()[language].shaping.sub(" ", text)
    return left if tokens_of(left) else text


def wanted(text: str, language: str) -> tuple[Kind, ...]:
    """The kinds of fact that are asked for: a time, a sum, a figure."""
    if language not in words():
        return ()
    lowered = text.lower()
    return tuple(kind for asked, kind in words()[language].kinds if asked.search(lowered))


@cache
def words() -> Mapping[str, Words]:
    """The words of both languages."""
    folder = files("knowledge") / "words"
    return {
        language: _read(language, yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8")))
        for language in ("zh", "en")
    }


@cache
def phrases(ones: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, the longest first, English ones as whole words."""
    longest = sorted(ones, key=len, reverse=True)
    return re.compile("|".join(_whole(one) for one in longest) or r"(?!)")


def _whole(phrase: str) -> str:
    bounded = phrase.isascii() and phrase[0].isalnum() and phrase[-1].isalnum()
    return rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z0-9])" if bounded else re.escape(phrase)


def _read(language: str, written: Mapping[str, object]) -> Words:
    groups = {
        name: tuple(ones)
        for name, ones in written.items()
        if isinstance(ones, list) and name not in ("same", "instead")
    }
    loose, same, kinds, instead = (written[name] for name in ("plain", "same", "kinds", "instead"))
    assert isinstance(loose, dict)
    assert isinstance(same, list)
    assert isinstance(kinds, dict)
    assert isinstance(instead, list)
    standing = {word: frozenset(_looked_for(group) - set(tokens_of(word))) for group in same for word in group}
    return Words(
        groups=groups,
        plain=tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in loose.items()),
        same=standing,
        any_same=phrases(tuple(standing)),
        shaping=re.compile(phrases(tuple(one for name in _SHAPING for one in groups[name])).pattern, re.IGNORECASE),
        silent=phrases((*(one for name in _SILENT[language] for one in groups[name]), *_only_asking(kinds))),
        kinds=tuple(
            (
                phrases(tuple(kind["asked"])),
                Kind(
                    re.compile(kind["told"], re.IGNORECASE),
                    required=kind.get("required", False),
                    weak=kind.get("weak", False),
                ),
            )
            for kind in kinds.values()
        ),
        instead=tuple(tuple(group) for group in instead),
    )


_SHAPING = ("asking", "function", "told")
_SILENT = {
    "zh": ("asking", "defect", "showing", "way", "not_way", "function", "told"),
    "en": ("asking", "defect", "function", "told"),
}


def _only_asking(kinds: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
    """The phrases that ask for a kind of fact and say nothing else."""
    return tuple(one for kind in kinds.values() if kind.get("required") for one in cast(list[str], kind["asked"]))


def _looked_for(group: Sequence[str]) -> set[str]:
    """One token for each word of a group that may stand in another's place."""
    found = set()
    for word in group:
        tokens = tokens_of(word)
        if _HAN.search(word):
            if len(word) == LOOKED_FOR_CHARACTERS_MAX:
                found.add(word)
        elif len(tokens) == 1:
            found.add(tokens[0])
    return found
