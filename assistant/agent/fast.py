"""Whether the built-in planner is sure enough of a message that no model need be asked.

Sure means plain: the message is one clause, one operation by a clear lead; nothing is vetoed, asked, left over or
guessed, no question waits for its answer, and every name is written out.
"""

from __future__ import annotations

import re
from typing import Any

from langchain_core.messages import AIMessage

from assistant.models import FastPath
from assistant.turn import TurnInput
from core import operations
from core.operations import Effect

SURE = 0.8
"""The score of an intent from which it is sure (measured on the talks the product is developed on)."""

_PARTED = re.compile(
    r"[，,；;。！!？?\n、](?=.*\w)|\.\s+(?=\w)|\b(?:also|then|and)\b|另外|顺便|然后|还有(?!多少|几|货|没|吗|库存)",
    re.DOTALL | re.IGNORECASE,
)
_NAME = "name"
_UNCLEAR = "unclear"


def is_sure(said: AIMessage, turn: TurnInput, path: FastPath) -> bool:
    """Whether what the built-in planner wants to do is to be done, as far as the setting lets it."""
    extra = said.additional_kwargs
    trace: dict[str, Any] = extra.get("trace") or {}
    guessed = extra.get("question") or extra.get("tentative") or extra.get("then") or said.text
    if path is FastPath.OFF or guessed or not said.tool_calls or turn.question or _PARTED.search(turn.text):
        return False
    called = {call["name"] for call in said.tool_calls}
    if not all(_may(name, path) for name in called) or not all(map(_is_plain, trace.get("spans") or ())):
        return False
    if trace.get("amended"):
        return path is FastPath.ON
    requests = trace.get("requests") or ()
    return bool(requests) and all(_is_clear(request, called) for request in requests)


def _may(name: str, path: FastPath) -> bool:
    operation = operations.find(name)
    if operation is None:  # the change of a card
        return path is FastPath.ON
    return path is FastPath.ON or operation.effect is Effect.QUERY


def _is_plain(span: dict[str, Any]) -> bool:
    if span.get("type") == _NAME:
        named = span.get("names") or []
        return len(named) == 1 and named[0]["score"] >= 1
    return span.get("type") != _UNCLEAR


def _is_clear(request: dict[str, Any], called: set[str]) -> bool:
    intents = request.get("intents") or []
    return bool(intents) and not request.get("vetoed") and intents[0][1] >= SURE and intents[0][0] in called
