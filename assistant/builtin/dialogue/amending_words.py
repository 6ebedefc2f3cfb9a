"""Words of change on an open card: which kinds of change a message names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of
from assistant.data_files import data_of

_NO_VERBS = frozenset({"head", "no_change", "instead"})


def verbs_in(text: str) -> frozenset[str]:
    """The kinds of change that the words name."""
    text = no_change().sub(" ", text)
    return frozenset(verb for verb, pattern in patterns().items() if verb != "not" and pattern.search(text))


def left_verbs_out(text: str) -> str:
    """The text with blanks where words of change stand."""
    for pattern in patterns().values():
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _data() -> dict[str, Any]:
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "amending.yaml")
    return data


@cache
def no_change() -> re.Pattern[str]:
    """Words like those of change that change nothing."""
    return any_of(_data()["no_change"])


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The words of each kind of change."""
    return {verb: any_of(words) for verb, words in _data().items() if verb not in _NO_VERBS}


@cache
def head_patterns() -> dict[str, re.Pattern[str]]:
    """The names of what stands above the lines of a card."""
    return {name: any_of(words) for name, words in _data()["head"].items()}


def turned_into(operation: str, text: str) -> str | None:
    """The command that the words turn a card's command into, where there is one."""
    other = _data()["instead"].get(operation)
    return str(other["operation"]) if other is not None and _other_command(operation).search(text) else None


@cache
def _other_command(operation: str) -> re.Pattern[str]:
    return any_of(_data()["instead"][operation]["words"])
