"""What is said about the card just shown and changes nothing on it: why it is so, what it says, that it stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.builtin.dialogue.decision import Decision, Heard
from assistant.builtin.dialogue.filled import codes_in
from assistant.builtin.dialogue.fillers import asks
from assistant.builtin.dialogue.lines import is_quantity, number_of
from assistant.builtin.dialogue.request import SURE, Request, writes
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.talking import Talk
from assistant.builtin.spans import Document, SpanType
from core.proposals import Proposal

_PLAIN = 0.85
"""The score from which a command is plainly another one."""

ASKS_WHY = r"why(?! don'?t (?:we|you)| not (?:make|take|put))"
"""The English word, where it does not suggest something."""

_REASON = re.compile(
    rf"^(?:(?:and|but|so|ok|hm+|wait|sorry),? )?(?:{ASKS_WHY}|how come)(?![a-z])|为什么|为啥|为何|凭什么|干嘛要",
    re.IGNORECASE,
)


def says_that_it_stands(heard: Heard, card: Proposal, requests: Sequence[Request]) -> bool:
    """Whether somebody else has agreed to what the card says, and no more: "她同意了，就按500". A yes it is not."""
    held = {one for step in card.steps for one in codes_in(step.arguments)}
    figures = [span for span in heard.spans if is_quantity(span)]
    others = [span for span in heard.spans if span not in figures and any(one.kind != "user" for one in span.names)]
    if not figures or others or len(card.steps) != 1 or asks(heard.text) or not says("stands_as_it_is", heard.text):
        return False
    elsewhere = any(
        writes(one.intent) and one.score >= _PLAIN and one.intent != card.steps[0].operation for one in requests
    )
    return not elsewhere and all(f"{number_of(one):f}" in held for one in figures)


def asks_why(text: str) -> bool:
    """Whether it is asked why something is as it is."""
    return _REASON.search(text.strip()) is not None


def asks_what_it_says(heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision) -> bool:
    """Whether it is asked what stands on the card just shown, as of an order: "does this include tax?"."""
    asked = len(requests) == 1 and requests[0].intent == "get_order" and requests[0].score >= SURE
    named = any(span.names or span.type is SpanType.DOCUMENT for span in heard.spans)
    if not (situation.card_is_fresh and asked and says("pointing", heard.text)) or named:
        return False
    decision.card_waits = True
    decision.talk.append(Talk("card_says"))
    return True


def is_why_it_is_so(heard: Heard, card: Proposal, decision: Decision) -> bool:
    """Whether it is asked why the card just shown is as it is, and nothing is named that is not on it: shown again."""
    held = {one for step in card.steps for one in codes_in(step.arguments)}
    others = [
        span
        for span in heard.spans
        if span.names and not any(one.kind == "user" or one.code in held for one in span.names)
    ]
    if others or not asks_why(heard.text) or any(isinstance(span.value, Document) for span in heard.spans):
        return False
    decision.card_waits = True
    decision.talk.append(Talk("card_says"))
    return True
