"""The language of a text and its sentences, Chinese and English.

Words, stems and weights live in `knowledge.lexical`; what to answer with is decided in `knowledge.answer`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_HAN = re.compile(rf"[{HAN}]")
_KANA = re.compile(r"[\u3041-\u30ff]")
# Codes such as BP-200 or E3 belong to every language, so they speak for none.
_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,}(?![A-Za-z]*[-\s]?\d)|(?<![A-Za-z0-9])[aAI](?![A-Za-z0-9])")

_AFTER_CHINESE = re.compile(r"(?<=[。！？…])(?![。！？…”’」』）])|(?<=[。！？…][”’」』）])")
_AFTER_LATIN = re.compile(r"(?<=[.!?])(?P<closing>[\"')\]”’]*)\s+(?=[\"'(\[“‘]?[A-Z0-9\u3400-\u9fff])")
# Abbreviations, initials and the number of a list; a unit behind a figure ("3.5 V.") does end a sentence.
_NOT_AN_END = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|approx|incl|no|nos|fig|mr|mrs|ms|dr|st|ltd|inc|co|tel|ext|(?<!\d\s)[A-Za-z])\.$"
    r"|^\d{1,2}\.$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{1,2}[.)、](?!\d)\s*")
_BULLET = re.compile(r"^[-•*·]\s*")


def language_of(text: str) -> str | None:
    """`zh` or `en`, by which of the two `text` says more in; None where it says nothing in either."""
    if _KANA.search(text):
        return None
    chinese = len(_HAN.findall(text))
    # A Chinese word is about two characters long, so characters are worth half a word.
    english = 2 * len(_WORD.findall(text))
    if chinese == english == 0:
        return None
    return "zh" if chinese >= english else "en"


def simplified(text: str) -> str:
    """The text with traditional Chinese characters as simplified ones; the rest as it is."""
    if all(_is_mainland(character) for character in text if _HAN.match(character)):
        return text
    return _converted(text)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of `text` in order. A line end always ends one; a list number never does."""
    return tuple(sentence for line in text.splitlines() for sentence in _of_line(line))


def is_item(line: str) -> bool:
    """Whether the line is an item of a numbered or bulleted list."""
    return is_numbered(line) or _BULLET.match(line) is not None


def is_numbered(line: str) -> bool:
    """Whether the line is a step of a numbered list."""
    return _NUMBER.match(line) is not None


def without_mark(line: str) -> str:
    """An item of a list without its number or bullet, which mean nothing outside of the list."""
    return _NUMBER.sub("", _BULLET.sub("", line))


def joint(before: str, after: str) -> str:
    """What stands between two runs of text: a space, but nothing beside a Chinese character or its punctuation."""
    if not before or not after:
        return ""
    return "" if _is_wide(before[-1]) or _is_wide(after[0]) else " "


def _of_line(line: str) -> Iterator[str]:
    for part in _AFTER_CHINESE.split(line):
        rest = part.strip()
        start = 0
        for end in _AFTER_LATIN.finditer(rest):
            sentence = rest[start : end.start() + len(end["closing"])].strip()
            if _NOT_AN_END.search(sentence):
                continue
            yield sentence
            start = end.end()
        if rest[start:].strip():
            yield rest[start:].strip()


def _is_mainland(character: str) -> bool:
    """Whether a character belongs to the national set of simplified Chinese, which has no traditional ones."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _converted(text: str) -> str:
    from zhconv import convert

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # its dictionary file is left to the collector to close
        return str(convert(text, "zh-hans"))


def _is_wide(character: str) -> bool:
    # CJK punctuation and full-width forms count too: no space after 。 or ，.
    return bool(_HAN.match(character)) or "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"
