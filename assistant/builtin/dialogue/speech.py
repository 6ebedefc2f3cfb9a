"""Turns of speech, as patterns from data: going on from the last answer, repeating an order, pointing at something."""

from __future__ import annotations

import re
from functools import cache

from assistant.data_files import data_of


def says(what: str, text: str) -> bool:
    """Whether the text has one of the turns of speech filed under `what`."""
    return turn_of_speech(what).search(text.strip()) is not None


@cache
def turn_of_speech(what: str) -> re.Pattern[str]:
    """The pattern filed under `what`; raises KeyError where there is none."""
    return any_pattern(tuple(_data()[what]))


@cache
def any_pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern that finds what any of these do, in letters of any case."""
    return re.compile("|".join(patterns), re.IGNORECASE)


def _data() -> dict[str, list[str]]:
    data: dict[str, list[str]] = data_of("assistant.builtin.dialogue", "speech.yaml")
    return data
