"""Putting a decision off: "let me run it past the pharmacist first", 我先跟科室商量一下. The card stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.asked_for import is_handed_over
from assistant.builtin.dialogue.decision import Decision, Heard
from assistant.builtin.dialogue.fillers import asks_outright
from assistant.builtin.dialogue.request import ASIDE, Request
from assistant.builtin.dialogue.situation import KNOWLEDGE
from assistant.builtin.dialogue.speech import any_pattern, says
from assistant.builtin.dialogue.talking import NOT_UNDERSTOOD, Talk
from assistant.builtin.spans import SpanType
from assistant.data_files import data_of
from core import operations

_NAMED = frozenset({SpanType.NAME, SpanType.ORDINAL, SpanType.CLOCK})
"""What may be named by somebody who puts a decision off; figures would be something to be done."""

_DAYS = frozenset({SpanType.DATE, SpanType.PERIOD})
"""What may tell when somebody is asked, where no word of change stands beside it."""

_ASIDES = frozenset({NOT_UNDERSTOOD, Talk("acknowledge")})
"""What is said to words of which nothing is made."""


def puts_off(heard: Heard, requests: Sequence[Request]) -> bool:
    """Whether nothing is said but that somebody else is asked, or something thought over, before deciding."""
    harmless = _NAMED if verbs_in(heard.text) else _NAMED | _DAYS
    if any(span.type not in harmless for span in heard.spans) or asks_outright(heard.text):
        return False
    meant = [one for one in requests if one.is_sure and one.vetoed is None]
    if any(_may_be_meant(one, heard) for one in meant):
        return False
    return defers(heard.text)


def _may_be_meant(request: Request, heard: Heard) -> bool:
    """Whether something is asked for that the person may do: what they may not, the words only sound like."""
    operation = operations.find(request.intent)
    return is_handed_over(request.intent) or (operation is not None and operation.may_be_used_by(heard.judge.actor))


def defers(text: str) -> bool:
    """Whether the words say that somebody is asked or told, or something thought over, before anything is decided."""
    patterns: list[str] = data_of("assistant.builtin.dialogue", "waiting.yaml")["puts_off"]
    return any_pattern(tuple(patterns)).search(text) is not None


def only_says_something(decision: Decision) -> bool:
    """Whether nothing is done about the words, and nothing asked: a card just shown stays in sight then."""
    aside = all(one.intent == ASIDE or not one.is_sure for one in decision.requests)
    return aside and not decision.calls and decision.question is None and set(decision.talk) <= _ASIDES


def asks_of_it(text: str, decision: Decision) -> bool:
    """Whether the documents are asked about what was just shown: "do they get the free ones on this?"."""
    return [call.operation for call in decision.calls] == [KNOWLEDGE] and says("pointing", text)
