"""One spelling for every text before anything is recognised, and the way back to the words as they were typed.

Full-width and compatibility forms, traditional characters, other scripts' digits, dashes and white space become one
form; each character remembers where it came from. What the text means is no business of this module.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

_DROPPED = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'}
_MULTIPLY = frozenset("\u2715\u2716\u2a09\u2a2f\u00d7")
_PECULIAR = (
    _DROPPED | _DASHES | (_MULTIPLY - {"×"}) | frozenset(_QUOTES) | frozenset(map(chr, range(32))) | {"\x7f", "\x85"}
)
_SEPARATING_COMMAS = frozenset("\uff0c\u3001")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in the one spelling. `offsets[i]` and `ends[i]` bound in `original` what became `text[i]`.

    `text` keeps the case (names are shown in it), `lower` is the same length without it.
    """

    text: str
    original: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...] = field(repr=False)
    lower: str = field(repr=False)

    def original_range(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the original."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else len(self.original)
            return at, at
        return self.offsets[start], self.ends[end - 1]

    def words(self, start: int, end: int) -> str:
        """The original words behind `text[start:end]`, as they were typed."""
        first, last = self.original_range(start, end)
        return self.original[first:last]

    def has_wide_comma(self, at: int) -> bool:
        """Whether the comma at `at` was typed as a Chinese one, which parts items rather than thousands."""
        return self.original[self.offsets[at]] in _SEPARATING_COMMAS


def normalise(text: str) -> Normalised:
    """The text in the one spelling. Never refuses; an empty text stays empty."""
    if is_plain(text):
        positions = tuple(range(len(text)))
        return Normalised(text, text, positions, tuple(range(1, len(text) + 1)), lower_case(text))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, spelled in _clusters(text):
        for character in spelled:
            if character.isspace():
                if characters and characters[-1] in " \n":
                    characters[-1] = "\n" if character in "\n\r" else characters[-1]
                    ends[-1] = end
                    continue
                character = "\n" if character in "\n\r" else " "
            characters.append(character)
            starts.append(start)
            ends.append(end)
    plain = _simplified("".join(characters))
    return Normalised(plain, text, tuple(starts), tuple(ends), lower_case(plain))


def lower_case(text: str) -> str:
    """Lower case of the same length (a few letters would otherwise become two)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one if len(one.lower()) != 1 else one.lower() for one in text)


def is_plain(text: str) -> bool:
    """Whether a text is in the one spelling already. A rare "no" for one that is costs nothing but time."""
    if text.isascii():
        return text.isprintable() and "  " not in text
    if not _in_mainland_set(text) or not _PECULIAR.isdisjoint(text) or "  " in text:
        return False
    return unicodedata.is_normalized("NFKC", text)


def _in_mainland_set(text: str) -> bool:
    """Whether all characters belong to the national set of simplified Chinese (which has no traditional ones)."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _clusters(text: str) -> list[tuple[int, int, str]]:
    """The text as (start, end, new spelling) of its characters with their combining marks."""
    found: list[tuple[int, int, str]] = []
    at, size = 0, len(text)
    while at < size:
        end = at + 1
        while end < size and unicodedata.combining(text[end]):
            end += 1
        found.append((at, end, _spelled(text[at]) if end == at + 1 else unicodedata.normalize("NFKC", text[at:end])))
        at = end
    return found


def _spelled(character: str) -> str:
    if character < "\x7f" and character.isprintable():
        return character
    if character in _DROPPED:
        return ""
    if character in _DASHES:
        return "-"
    if character in _MULTIPLY:
        return "×"
    if character in _QUOTES:
        return _QUOTES[character]
    category = unicodedata.category(character)
    if category == "No":
        return character  # ½ and ① would run into the digits beside them
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cs":
        return "\ufffd"
    if category == "Cc":
        return character if character in "\n\r" else " "
    return unicodedata.normalize("NFKC", character)


def _simplified(text: str) -> str:
    if _in_mainland_set("".join(one for one in text if "\u3400" <= one <= "\U0003ffff" and not _is_symbol(one))):
        return text
    changed = _converter()(text)
    return changed if len(changed) == len(text) else "".join(_converter()(one)[:1] or one for one in text)


def _is_symbol(character: str) -> bool:
    return "\U0001f000" <= character <= "\U0001ffff" or "\uac00" <= character <= "\uffff"


@cache
def _converter() -> Callable[[str], str]:
    from zhconv import convert

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # its dictionary file is left to the collector to close
        convert("", "zh-hans")

    def simplified(text: str) -> str:
        return str(convert(text, "zh-hans"))

    return simplified
