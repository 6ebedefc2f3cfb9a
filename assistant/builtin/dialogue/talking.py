"""Talk that asks for no operation: greetings, thanks, help, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.builtin.dialogue.request import ASIDE, Request


@dataclass(frozen=True, slots=True)
class Talk:
    """Something to say; `key` names its words in the locale files, `said` is what they speak of."""

    key: str
    said: str = ""


NOT_UNDERSTOOD = Talk("not_understood")

_KNOWN = frozenset(
    {
        "greet",
        "goodbye",
        "thanks",
        "help",
        "acknowledge",
        "off_topic",
        "same_again",
        "ask_for_person",
        "health_advice",
        "return_goods",
        "reminder",
    }
)


def talk_about(request: Request, *, sure: bool) -> Talk:
    """What to say to a request that is no operation, or not understood well enough to act on."""
    if sure and request.intent in _KNOWN:
        return Talk(request.intent)
    if sure and request.intent == ASIDE:
        return Talk("acknowledge")
    return NOT_UNDERSTOOD
