"""The closed word lists of `words.yaml`, read once. What is done with them is decided where they are used."""

from __future__ import annotations

from functools import cache

from assistant.data_files import data_of


@cache
def word_list(key: str) -> frozenset[str]:
    """The words filed under `key`, lower case. Raises KeyError for a list that does not exist."""
    lists: dict[str, list[str]] = data_of("assistant.builtin", "words.yaml")
    return frozenset(str(word).lower() for word in lists[key])


@cache
def word_map(key: str) -> dict[str, tuple[str, ...]]:
    """The words filed under each word of `key`, lower case. Raises KeyError for a map that does not exist."""
    maps: dict[str, dict[str, list[str]]] = data_of("assistant.builtin", "words.yaml")
    return {word: tuple(others) for word, others in maps[key].items()}
