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
_OUTRIGHT = re.compile(
    r"[?？]$|(?:吗|么|没有|了没|到没|来没|没|多少|哪些|几天|什么|咋回事|怎么回事|啥|为啥|咋办|怎么办|怎么弄|什么意思|哪些)[?？。]?$"
    r"|^(?:and |so |but |hey |hi |ok )?(?:did|has|have we|have they|is|are|was|were|does|do you|do we|when|what|whats"
    r"|any(?:thing|one|body)?(?!.*\b(?:should|must|goes|has to|needs to)\b)"
    r"|which|who|whose|where|why|how many|how much|how long|how far|should we|should i)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"帮|麻烦|能不能|可不可以|可以.*吗|能.*吗|(?<![a-z])(?:can|could|would|will) (?:you|u|ya|we|i)\b|please|pls",
    re.IGNORECASE,
)
"""Words with which a question is a request."""

_STATED = re.compile(
    r"(?<![a-z])(?:will (?:do|suffice)|(?:i|we|he|she|they|it|that|this|you) will)(?![a-z])", re.IGNORECASE
)
"""What has a word that questions have, and states something: "10 percent will do"."""

_NO_LETTER = re.compile(r"[\W_]+")


def only_values(text: str, spans: Sequence[Span]) -> bool:
    """Whether hardly anything but the spans was said."""
    return bool(spans) and not left_over(without(text, spans))


def only_head(text: str, spans: Sequence[Span]) -> bool:
    """Whether the message only states values of a document's head ("they need it by Friday") and asks nothing."""
    return bool(spans) and not asks(text) and not left_over(without(text, spans), "head")


def asks(text: str) -> bool:
    """Whether the words themselves make it a question."""
    return _question().search(_STATED.sub(" ", text)) is not None


def asks_outright(text: str) -> bool:
    """Whether the message has the form of a question, and not only a word that questions have."""
    return _OUTRIGHT.search(text.strip()) is not None and _POLITE.search(text) is None


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
