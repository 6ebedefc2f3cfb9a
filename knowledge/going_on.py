"""What goes on from the question before: "and hospitals?" is that question asked of hospitals. Pure."""

from __future__ import annotations

import re
from functools import cache

from knowledge.language import HAN, language_of
from knowledge.lexical import CODE
from knowledge.wording import phrases, words

FRAGMENT_WORDS_MAX = 5
FRAGMENT_HAN_MAX = 10

_LEADS = re.compile(
    r"^\s*(?:那么?|如果是?|要是|换成|(?:and|but)\b|(?:what|how) about\b|what if\b|for\b)[\s,，]*", re.IGNORECASE
)
_ENDS = re.compile(r"(?:的话)?[呢哪]?[\s?？。.!！]*$")
_PIECE = re.compile(rf"[{HAN}]|[A-Za-z0-9-]+")


def going_on(before: str, text: str) -> str:
    """The question that `text` asks after the question `before`.

    A mere fragment takes the place of what is of its kind, a code, a region, a kind of customer or device, and is
    put to the question where it has none; a question of its own is asked together with the one before.
    """
    rest = _core(text)
    if not rest or not _is_fragment(rest):
        return f"{before} {text}"
    for pattern in _kinds():
        if (old := pattern.search(before)) and (new := pattern.search(rest)):
            if old.group().lower() == new.group().lower():
                continue
            return before[: old.start()] + rest + before[old.end() :]
    if language_of(before) == "zh":
        return f"{rest} {before}"
    return f"{_ENDS.sub('', before)} {rest}?"


def is_fragment(text: str) -> bool:
    """Whether a text is no question of its own: "那E4呢", "and hospitals?"."""
    return bool(rest := _core(text)) and _is_fragment(rest)


def _core(text: str) -> str:
    rest = text
    while (shorter := _LEADS.sub("", rest)) != rest:
        rest = shorter
    return _ENDS.sub("", rest).strip()


def _is_fragment(rest: str) -> bool:
    pieces = _PIECE.findall(rest)
    han = sum(not piece.isascii() for piece in pieces)
    if han > FRAGMENT_HAN_MAX or len(pieces) - han > FRAGMENT_WORDS_MAX:
        return False
    return not any(phrases(one.groups["asking"]).search(rest.lower()) for one in words().values())


@cache
def _kinds() -> tuple[re.Pattern[str], ...]:
    """What one of a kind looks like, codes first."""
    groups = [group for one in words().values() for group in one.instead]
    return (CODE, *(re.compile(phrases(group).pattern, re.IGNORECASE) for group in groups))
