"""Words for the values of enumerations, from data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from assistant.data_files import data_of


def chosen(enumeration: str, text: str) -> list[str]:
    """The values of an enumeration that a text names, in the order they are said.

    Words that begin inside those of another value say nothing of their own: 谁卖得最好 is about people, not goods.
    """
    said = sorted(
        (match.start(), -match.end(), value)
        for value, pattern in _patterns().get(enumeration, ())
        for match in pattern.finditer(text)
    )
    found: list[str] = []
    end = 0
    for start, ends, value in said:
        if start >= end and value not in found:
            found.append(value)
        end = max(end, -ends)
    return found


def flag_said(parameter: str, text: str) -> list[bool]:
    """What a text says of a parameter that is yes or no, in the order it is said."""
    return [value == "yes" for value in chosen(parameter, text)]


def without_choices(enumeration: str, text: str) -> str:
    """The text with the words that name values of an enumeration blanked; what else stands in it keeps its place."""
    for _, pattern in _patterns().get(enumeration, ()):
        text = blanked(pattern, text)
    return text


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with blanks where the pattern fits."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _data() -> dict[str, Any]:
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "choices.yaml")
    return data


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    return {name: [(value, any_of(words)) for value, words in values.items()] for name, values in _data().items()}


def any_of(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Finds any of the words of both languages; English ones whole, longer ones first."""
    spoken = sorted([*words["zh"], *words["en"]], key=len, reverse=True)
    parts = [rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word[0].isascii() else re.escape(word) for word in spoken]
    return re.compile("|".join(parts), re.IGNORECASE)
