"""Until when an open card keeps goods for somebody: "set the stock aside until Monday", 货先给她留到周五."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.filling_words import HOLDS
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span, SpanType

_HELD, _WANTED = "hold_until", "requested_on"
_UNTIL = re.compile(r"(?<![a-z])(?:un)?till?(?![a-z])|[到至]", re.IGNORECASE)


def says_until_when(operation: str, text: str, spans: Sequence[Span]) -> bool:
    """Whether hardly more is said than that the goods are kept until a day, where the operation can keep them."""
    days = [span for span in spans if span.type in (SpanType.DATE, SpanType.PERIOD)]
    if len(days) != 1 or len(spans) != 1 or not HOLDS.search(text):
        return False
    rest = HOLDS.sub(" ", without(text, spans))
    return any(slot.name == _HELD for slot in slots_of(operation)) and not left_over(rest, "head", "told", "moving")


def as_the_day_it_is_held(said: Mapping[str, Any], arguments: Mapping[str, Any], text: str) -> dict[str, Any]:
    """What is said, a mere day being another one until which goods are kept, where that is the card's only day."""
    only_held = _HELD in arguments and _WANTED not in arguments and _HELD not in said
    if _WANTED not in said or not only_held or says("due", _UNTIL.sub(" ", text)):
        return dict(said)
    return {_HELD: said[_WANTED], **{name: value for name, value in said.items() if name != _WANTED}}
