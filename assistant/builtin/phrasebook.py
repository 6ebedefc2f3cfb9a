"""The phrase files: what people say for each operation, and sentences of every mood. Read, not yet learned.

Understanding is mended there: a phrase more is all it takes.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypedDict

import yaml

from assistant.builtin.normalise import normalise

LANGUAGES = ("zh", "en")
_MOODS = "mood.yaml"
_HAND_WRITTEN = 2.0
"""How much more a sentence written by hand weighs than a generated one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with markers and what it is an example of."""

    text: str
    label: str
    weight: float = 1.0


class _Moods(TypedDict):
    sentences: dict[str, list[str]]
    pairs: dict[str, list[str]]


def intent_examples(language: str) -> list[Example]:
    """Every phrase of every operation and kind of talk, in one language."""
    return [Example(_spelled(phrase), intent) for intent, phrases in phrases_of(language).items() for phrase in phrases]


def mood_examples() -> list[Example]:
    """Sentences of every mood: those written by hand, and minimal pairs made of the commands' own phrases."""
    return [example for language in LANGUAGES for example in _moods_of(language)]


@cache
def phrases_of(language: str) -> dict[str, list[str]]:
    """Intent → phrases of one language. Raises ValueError where one intent stands in two files."""
    found: dict[str, list[str]] = {}
    for name, read in _read(language):
        twice = found.keys() & read.keys()
        if twice:
            raise ValueError(f"{language}/{name} repeats {sorted(twice)}")
        found |= read
    return found


def content_hash(phrases: Traversable | None = None) -> str:
    """A hash of everything that is learned from (our own `phrases`): a changed phrase is learned anew."""
    digest = hashlib.sha256()
    for language in LANGUAGES:
        for name, content in _files(language, phrases):
            digest.update(f"{language}/{name}\n{content}\n".encode())
    return digest.hexdigest()[:24]


def _files(language: str, phrases: Traversable | None = None) -> Iterator[tuple[str, str]]:
    folder = (phrases or resources.files("assistant.builtin").joinpath("phrases")).joinpath(language)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            yield file.name, file.read_text(encoding="utf-8")


def _read(language: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The phrase files of a language, without that of the moods."""
    for name, content in _files(language):
        if name != _MOODS:
            yield name, yaml.load(content, Loader=yaml.CSafeLoader)


def _moods_of(language: str) -> Iterator[Example]:
    content: _Moods = yaml.load(dict(_files(language))[_MOODS], Loader=yaml.CSafeLoader)
    for mood, sentences in content["sentences"].items():
        for sentence in sentences:
            yield Example(_spelled(sentence), mood, _HAND_WRITTEN)
    pairs = content["pairs"]
    phrases = _paired(language, pairs)
    for mood in content["sentences"]:
        for phrase, template in zip(phrases, itertools.cycle(pairs[mood])):
            yield Example(_spelled(template.replace("{}", phrase)), mood)


def _paired(language: str, pairs: dict[str, list[str]]) -> list[str]:
    """The commands' phrases that a template can be put around: those that begin with their verb, once each mood."""
    begins = tuple(f"{verb} " if language == "en" else verb for verb in pairs["begins"])
    known = phrases_of(language)
    return [
        phrase
        for operation in pairs["operations"]
        for phrase in known[operation]
        if phrase.startswith(begins) and not any(word in phrase for word in pairs["unfit"])
    ]


def _spelled(phrase: str) -> str:
    return normalise(phrase).lower.strip()
