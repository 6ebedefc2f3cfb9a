"""The questions that are asked in one breath, each with what was said before it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.language import HAN
from knowledge.wording import phrases, words

PARTS_MAX = 3
"""More questions than this at once are read as one."""

_ASKING_WORD = "what|why|when|where|which|who|how|can|could|may|must|should|do|does|did|is|are|will"
_ENDS = re.compile(
    r"(?<=[?？!！。；;\n])\s*|(?<=[a-z)]{2}\.)\s+(?=[A-Z])|\s*(?:\.{2,}|…+)\s*"
    rf"|(?<=[a-z)]{{2}}\.)\s+(?=(?:so )?(?:{_ASKING_WORD})\b)|(?<=[a-z],)\s+(?=(?:so )?(?:what|why|how)\b)"
)
_MAY_END = re.compile(rf"(?<=[,，])\s*|(?<=[{HAN}])\s+(?=[{HAN}])|\s+(?=and\s)", re.IGNORECASE)
_AND = re.compile(r"^\s*(?:and(?: also)?|also|还有|另外|以及|然后)[\s,，]*", re.IGNORECASE)
_ASKS_IN_FRONT = re.compile(rf"(?:so )?(?:{_ASKING_WORD})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A question, the statement before it that leads up to it, and what is told behind it, which `asked` ends with.

    Each is empty where there is none.
    """

    context: str
    asked: str
    beside: str = ""

    @property
    def whole(self) -> str:
        """The question with what leads up to it."""
        return f"{self.context} {self.asked}".strip()

    @property
    def without_beside(self) -> str:
        """The question with what leads up to it alone."""
        return self.whole.removesuffix(self.beside).strip()


def parts_of(text: str, language: str) -> tuple[Part, ...]:
    """The questions in a text, never none; what only tells something belongs to the question after it."""
    found: list[Part] = []
    context = ""
    for sentence in filter(str.strip, _ENDS.split(text)):
        for piece in _apart(sentence.strip(), language):
            if _asks(piece, language):
                found.append(Part(context, _AND.sub("", piece)))
                context = ""
            else:
                context = f"{context} {piece}".strip()
    if context and found:
        found[-1] = Part(found[-1].context, f"{found[-1].asked} {context}", context)
    return tuple(found) if 0 < len(found) <= PARTS_MAX else (Part("", text),)


def _apart(sentence: str, language: str) -> list[str]:
    """The questions of a sentence, or the whole of it unless all of its pieces ask."""
    pieces = [piece for piece in _MAY_END.split(sentence) if piece.strip()]
    words_enough = language == "zh" or all(len(piece.split()) > 1 for piece in pieces)  # "…, roughly?" is none
    if len(pieces) > 1 and words_enough and all(_asks(_AND.sub("", piece), language) for piece in pieces):
        return pieces
    return [sentence]


def _asks(piece: str, language: str) -> bool:
    if language == "zh":
        return phrases(words()["zh"].groups["asking"]).search(piece) is not None
    return piece.rstrip().endswith("?") or _ASKS_IN_FRONT.match(_AND.sub("", piece)) is not None or _wonders(piece)


def _wonders(piece: str) -> bool:
    return phrases(words()["en"].groups["wondering"]).search(piece.lower()) is not None
