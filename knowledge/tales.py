"""A question without what is told around it: "her sister has one too, it stops after a while, why is that?". Pure.

Only its clauses are found here, each with the one that asks; whether one of them is answered is `knowledge.answering`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.language import HAN, joint
from knowledge.wording import phrases, words

READINGS_MAX = 8
"""More readings of a tale than this are not tried."""

_CLAUSES_MAX = 12

_ASKING_WORD = (
    r"(?:until |since |within |for |by |from |in |at )?(?:what|which|when|where|why|who|whose|how|can|could|may|should|"
    r"must|do|does|did|is|are|will|would)"
)
_BREAK = re.compile(
    rf"[,，;；。！!?？:：]\s*|\.{{2,}}\s*|…+|(?<=[a-z)]{{2}})\.\s+|\s+[-–—]+\s+|(?<=[{HAN}])\s+(?=[{HAN}])"
    rf"|\s+(?=(?:and|but|so|because|cause|although|though)\s+(?:i|we|he|she|it|they|you|now|then|my|our|{_ASKING_WORD})\b)"
    r"|\s+(?=(?:i|we|he|she|they) (?:(?:just|only|really) )?(?:do not|don['’]t|wonder|was wondering|want to know)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"^(?:(?:and|but|so|or|then|also|please|well|now|just) )*(?:{_ASKING_WORD}|tell (?:me|us)|remind)\b"
    r"|\b(?:know|wonder|wondering|tell me|tell us|ask|asking|asks|sure|remember|out) "
    r"(?:if|whether|what|which|how|when|where|why|who)\b",
    re.IGNORECASE,
)


def readings(text: str, language: str) -> tuple[str, ...]:
    """The clause of a text that asks, alone and with one or two of the others, the nearest first."""
    clauses = [clause.strip() for clause in _BREAK.split(text) if clause and clause.strip()]
    if not 1 < len(clauses) <= _CLAUSES_MAX:
        return ()
    at = next((place for place in reversed(range(len(clauses))) if _asks(clauses[place], language)), len(clauses) - 1)
    return tuple(dict.fromkeys(_readings(clauses, at)))[:READINGS_MAX]


def _readings(clauses: list[str], at: int) -> Iterator[str]:
    asking = clauses[at]
    yield asking
    for place in sorted((place for place in range(len(clauses)) if place != at), key=lambda place: abs(place - at)):
        yield _joined(clauses[place], asking)
        if 0 < place < at:
            yield _joined(clauses[place - 1], clauses[place], asking)


def _joined(*clauses: str) -> str:
    text = ""
    for clause in clauses:
        text += ("，" if text and not joint(text, clause) else ", " if text else "") + clause
    return text


def _asks(clause: str, language: str) -> bool:
    if language == "zh":
        return phrases(words()["zh"].groups["asking"]).search(clause) is not None
    return _ASKS.search(clause) is not None
