"""Words for the values of enumerations, and words after which somebody's own text begins: both from data."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def chosen(enumeration: str, text: str) -> list[str]:
    """The values of an enumeration that a text names, in the order they are said."""
    found: dict[str, int] = {}
    for value, pattern in _patterns().get(enumeration, ()):
        match = pattern.search(text)
        if match is not None:
            found.setdefault(value, match.start())
    return sorted(found, key=lambda value: found[value])


def marker_after(parameter: str, text: str) -> str:
    """What is said after a word that introduces the parameter's text; empty when no such word occurs."""
    for _, pattern in _markers().get(parameter, ()):
        match = pattern.search(text)
        if match is not None:
            rest = text[match.end() :].strip(" \t：:，,。.是")
            return re.split(r"[，,。;；\n]", rest)[0].strip() if parameter == "name" else rest
    return ""


@cache
def _data() -> dict[str, Any]:
    text = files("assistant.builtin.dialogue").joinpath("choices.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    return {
        name: [(value, _pattern(words)) for value, words in values.items()]
        for name, values in _data().items()
        if name != "markers"
    }


@cache
def _markers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    return {name: [(name, _pattern(words))] for name, words in _data()["markers"].items()}


def _pattern(words: dict[str, list[str]]) -> re.Pattern[str]:
    """Any of the words; English ones bounded, longer ones first."""
    spoken = sorted([*words["zh"], *words["en"]], key=len, reverse=True)
    parts = [rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word[0].isascii() else re.escape(word) for word in spoken]
    return re.compile("|".join(parts), re.IGNORECASE)
