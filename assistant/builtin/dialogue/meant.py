"""What somebody who was not understood may have meant, as sentences to pick from: "ship DN-2026-00034".

A sentence is a phrase of a likely operation with what the message named in it, so picking it says something that is
understood. Nothing is done before it is picked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.builtin.delexicalise import marker_of
from assistant.builtin.dialogue.asking import WHICH_MEANT, Question
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.situation import KNOWLEDGE, Situation
from assistant.builtin.phrasebook import phrases_of
from assistant.builtin.spans import Span
from core import operations
from core.errors import Choice

_LIKELY = 0.1
"""The score from which an operation is worth asking about."""

_PLAINEST = 20
"""Phrases of an operation that are tried: the first ones, which are the plainest."""

_MARKER = re.compile("⟨([a-z_]+)⟩")


def ask_what_is_meant(request: Request, situation: Situation) -> Question | None:
    """Which of the likely operations is meant; None where nothing is likely that the person may use."""
    actor = situation.turn.actor
    likely = [operations.find(name) for name, score in request.scores if score >= _LIKELY and name != KNOWLEDGE]
    allowed = [one.name for one in likely if one is not None and one.may_be_used_by(actor)]
    said = [_said(phrases_of(actor.language).get(name, ()), request.spans) for name in allowed]
    sentences = [one for one in dict.fromkeys(said) if one]
    if not sentences:
        return None
    return Question(WHICH_MEANT, "", {}, choices=tuple(Choice(one, one, one) for one in sentences))


def _said(phrases: Sequence[str], spans: Sequence[Span]) -> str:
    """The plainest phrase that says most of what is named and nothing else; empty where none does."""
    best, most = "", 0
    named = any(marker_of(span) is not None for span in spans)
    for phrase in phrases[:_PLAINEST]:
        found = _filled(phrase, spans)
        if found is not None and (found[1] > most or (not named and not best)):
            best, most = found
    return best


def _filled(phrase: str, spans: Sequence[Span]) -> tuple[str, int] | None:
    """The phrase with the spans in place of its markers, and how many; None where one is missing."""
    left = [(marker, span.text) for span in spans if (marker := marker_of(span)) is not None]
    pieces: list[str] = []
    at = 0
    for match in _MARKER.finditer(phrase):
        fitting = next((one for one in left if one[0] == match[1]), None)
        if fitting is None:
            return None
        left.remove(fitting)
        pieces += [phrase[at : match.start()], fitting[1]]
        at = match.end()
    return "".join([*pieces, phrase[at:]]), len(pieces) // 2
