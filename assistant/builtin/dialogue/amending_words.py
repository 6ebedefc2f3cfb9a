"""Words of change on an open card: which kinds of change a message names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of
from assistant.data_files import data_of

_BY_SO_MUCH = re.compile(
    r"(?<![a-z])(?:(?P<up>raise|increase|up(?= (?:the|it|them|that)\b)|bring(?= (?:[\w-]+ ){1,4}up\b))"
    r"|reduce|lower|decrease|cut|bring(?= (?:[\w-]+ ){1,4}down\b))(?: (?!to )[\w-]+){0,5}? by (?:another )?"
    r"(?=\d|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|[a-z]+teen|[a-z]+ty)\b)"
    r"(?P<percent>[\d.]+ ?(?:%|per ?cent))?(?!\d+(?::| ?(?:am|pm|o'clock)\b))",
    re.IGNORECASE,
)
"""How much a figure changes, not what it becomes; by a percentage nothing on a card is changed."""

_OF_OTHER_THINGS = re.compile(
    r"(?<![a-z])(?:raise|lower|reduce|increase|cut|bring) (?:(?:the|a|an|its|their|your|our|unit|list) )*"
    r"(?:prices?|invoice|ticket|claim|bill|stock|limit|question|issue|rate)(?![a-z])",
    re.IGNORECASE,
)
"""What is raised or lowered there is no figure of a card's goods."""

_FORBIDS = re.compile(
    r"(?:don'?t|do not|never|not to) (?:make|change|set|cut|reduce|lower|raise|increase|update|switch)(?![a-z])"
    r"|(?:别|不要|不用|不必)(?:再|给我)?(?:改成|改为|改到|换成|调成|减到|加到)",
    re.IGNORECASE,
)
"""Says what is not to be done to the card."""

_LEAVES_OFF = re.compile(
    r"(?<![a-z])(?:leave|take|knock|strike)(?: [a-z'-]+){1,4} (?:off|out(?! of))(?![a-z])", re.IGNORECASE
)
_PUTS_IN = re.compile(
    r"(?<![a-z])(?:put|pop|chuck|throw|squeeze) (?:in (?=an?\b|another|[0-9]|two|three|four|five|six|ten|some)"
    r"|(?:another |an? |some |[0-9]+ |two |three |four |five |six |ten )(?:[a-z-]+ ){0,4}in(?! (?:the )?note)(?![a-z]))"
    r"|[放带捎加](?:上)?[0-9一二两三四五六七八九十]+[\u4e00-\u9fff]{0,6}(?:进去|一起|一块)",
    re.IGNORECASE,
)
"""Puts something more on a card: "put 2 in", 放3副进去."""

_NO_VERBS = frozenset({"head", "no_change", "instead"})


def verbs_in(text: str) -> frozenset[str]:
    """The kinds of change that the words name."""
    text = no_change().sub(" ", text)
    found = frozenset(verb for verb, pattern in patterns().items() if verb != "not" and pattern.search(text))
    found |= {"drop"} if _LEAVES_OFF.search(text) else set()
    found |= {"add"} if _PUTS_IN.search(text) else set()
    by = _BY_SO_MUCH.search(text)
    if by is None:
        return found
    change = {"more" if by["up"] else "less"}
    return (found - {"to", "set", "more", "less"}) | (set() if by["percent"] else change)


def leaves_the_card(text: str) -> bool:
    """Whether a clause says what is not to be done, or of what else than a card's goods something becomes so much."""
    return _FORBIDS.search(text) is not None or _OF_OTHER_THINGS.search(text) is not None


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
