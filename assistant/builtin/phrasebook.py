"""The phrase files: what people say for each operation, and sentences of every mood. Read, not yet learned.

Understanding is mended there: a phrase more is all it takes.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypedDict

import yaml

from assistant.builtin.normalise import normalise

LANGUAGES = ("zh", "en")
_MOODS = "mood.yaml"
_SAID_WITH = "said_with"
"""The key, in a phrase file, of the words one of which is said whenever its operations are meant."""

_SAID_BY = "said_by"
"""The key, in a phrase file, of the roles whose daily work its operations are: they need none of those words."""

_NO_INTENTS = frozenset({_SAID_WITH, _SAID_BY})

_HAND_WRITTEN = 2.0
"""How much more a sentence written by hand weighs than a generated one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with markers and what it is an example of."""

    text: str
    label: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Area:
    """Operations that come into question only where one of their area's words is said: most days they are not.

    Not so for the `roles` whose work they are.
    """

    intents: frozenset[str]
    words: re.Pattern[str]
    roles: frozenset[str] = frozenset()

    def is_open(self, marked: str, roles: Collection[str]) -> bool:
        """Whether its operations may be meant by a delexicalised text, said by somebody of these roles."""
        return not self.roles.isdisjoint(roles) or self.words.search(marked) is not None


class _Moods(TypedDict):
    sentences: dict[str, list[str]]
    pairs: dict[str, list[str]]


def intent_examples() -> list[Example]:
    """Every phrase of every operation and kind of talk, in both languages."""
    return [
        Example(_spelled(phrase), intent)
        for language in LANGUAGES
        for intent, phrases in phrases_of(language).items()
        for phrase in phrases
    ]


@cache
def areas() -> tuple[Area, ...]:
    """The phrase files that name the words of their area, those of both languages as one."""
    words: dict[str, list[str]] = {}
    intents: dict[str, set[str]] = {}
    roles: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for name, read in _read(language):
            if _SAID_WITH in read:
                words.setdefault(name, []).extend(read[_SAID_WITH])
                intents.setdefault(name, set()).update(read.keys() - _NO_INTENTS)
                roles.setdefault(name, set()).update(read.get(_SAID_BY, ()))
    return tuple(
        Area(frozenset(intents[name]), re.compile("|".join(said), re.IGNORECASE), frozenset(roles[name]))
        for name, said in words.items()
    )


def mood_examples() -> list[Example]:
    """Sentences of every mood: those written by hand, and minimal pairs made of the commands' own phrases."""
    return [example for language in LANGUAGES for example in _moods_of(language)]


@cache
def phrases_of(language: str) -> dict[str, list[str]]:
    """Intent → phrases of one language. Raises ValueError where one intent stands in two files."""
    found: dict[str, list[str]] = {}
    for name, read in _read(language):
        intents = {intent: phrases for intent, phrases in read.items() if intent not in _NO_INTENTS}
        twice = found.keys() & intents.keys()
        if twice:
            raise ValueError(f"{language}/{name} repeats {sorted(twice)}")
        found |= intents
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
