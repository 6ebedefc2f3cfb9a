"""Whether a message says nothing but values, with words around them that add nothing: data decide which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.spans import Span
from assistant.data_files import data_of

_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")


def only_values(text: str, spans: Sequence[Span]) -> bool:
    """Whether hardly anything but the spans was said."""
    return bool(spans) and not left_over(without(text, spans))


def only_head(text: str, spans: Sequence[Span]) -> bool:
    """Whether the message only states values of a document's head ("they need it by Friday") and asks nothing."""
    return bool(spans) and not asks(text) and not left_over(without(text, spans), "head")


def asks(text: str) -> bool:
    """Whether the words themselves make it a question."""
    return _question().search(text) is not None


def left_over(text: str, *more: str) -> str:
    """What remains of the words without fillers, and without the other lists that are named."""
    for chinese in _chinese(more):
        text = text.replace(chinese, " ")
    allowed = _english(more)
    text = _WORD.sub(lambda match: " " if match[0].lower() in allowed else match[0], text)
    return _NO_LETTER.sub(" ", text).strip()


def _data() -> dict[str, Any]:
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "fillers.yaml")
    return data


@cache
def _chinese(more: tuple[str, ...]) -> tuple[str, ...]:
    words = [*_data()["zh"], *(word for name in more for word in _data()[name]["zh"])]
    return tuple(sorted(set(words), key=len, reverse=True))


@cache
def _english(more: tuple[str, ...]) -> frozenset[str]:
    return frozenset([*_data()["en"], *(word for name in more for word in _data()[name]["en"])])


@cache
def _question() -> re.Pattern[str]:
    return any_of(_data()["question"])
