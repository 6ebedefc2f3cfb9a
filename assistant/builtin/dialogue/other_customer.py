"""Another customer in place of the card's: "oh dear, wrong page. The customer is Renhe Clinic, all else is right"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.builtin.dialogue.card_steps import steps_on
from assistant.builtin.dialogue.fillers import asks, asks_outright
from assistant.builtin.dialogue.picking import is_ruled_out, says_hardly_more
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span
from core.proposals import Proposal

_CUSTOMER = "customer"


def other_customer(card: Proposal, text: str, spans: Sequence[Span]) -> tuple[dict[str, Any], ...] | None:
    """The card's steps for the one customer whom the words put in the place of its own; else None.

    Nothing else may be named: with goods beside it, or in a question, a name begins something new.
    """
    steps = steps_on(card)
    own = {str(step["arguments"].get(_CUSTOMER)) for step in steps}
    meant = [span for span in spans if not is_ruled_out(text.casefold(), span.start, span.end)]
    named = {(one.kind, one.code) for span in meant for one in span.names}
    if len(own) != 1 or len(named) != 1 or any(not span.names for span in meant) or asks(text) or asks_outright(text):
        return None
    kind, code = named.pop()
    if kind != _CUSTOMER or code in own or own == {"None"}:
        return None
    told = any(says("customer_is", text[: span.start]) for span in meant)
    if not told and not (says("corrects", text) and says_hardly_more(text, spans)):
        return None
    for step in steps:
        step["arguments"][_CUSTOMER] = code
    return tuple(steps)
