"""The closed word lists of `words.yaml`, read once. What is done with them is decided where they are used."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml


@cache
def word_list(key: str) -> frozenset[str]:
    """The words filed under `key`, lower case. Raises KeyError for a list that does not exist."""
    return frozenset(str(word).lower() for word in _lists()[key])


@cache
def _lists() -> dict[str, list[str]]:
    text = resources.files("assistant.builtin").joinpath("words.yaml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = yaml.safe_load(text)
    return lists
