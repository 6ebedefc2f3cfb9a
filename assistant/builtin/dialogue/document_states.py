"""In which states a document can be for a command on it to make sense, and what that says of which command is meant.

"QT-2026-00002, they want it" accepts a quotation that is out and declines none, whatever else the words are like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.spans import Document, Span

STATES_FOR: Mapping[str, frozenset[str]] = {
    "send_quotation": frozenset({"draft"}),
    "accept_quotation": frozenset({"draft", "sent"}),
    "decline_quotation": frozenset({"sent"}),
    "confirm_order": frozenset({"draft"}),
    "cancel_order": frozenset({"draft", "confirmed"}),
    "close_order": frozenset({"confirmed"}),
    "deliver_order": frozenset({"confirmed"}),
    "plan_delivery": frozenset({"confirmed"}),
    "invoice_order": frozenset({"confirmed", "closed"}),
    "invoice_ahead": frozenset({"confirmed"}),
    "request_return": frozenset({"confirmed", "closed"}),
    "pick_delivery": frozenset({"planned"}),
    "ship_delivery": frozenset({"planned", "picked"}),
    "confirm_delivery_received": frozenset({"shipped"}),
    "refuse_delivery": frozenset({"shipped"}),
    "cancel_delivery": frozenset({"planned", "picked"}),
    "approve_return": frozenset({"requested"}),
    "refuse_return": frozenset({"requested"}),
    "receive_return": frozenset({"approved"}),
    "approve_purchase_order": frozenset({"draft"}),
    "send_purchase_order": frozenset({"draft", "approved"}),
    "reschedule_purchase_order": frozenset({"sent", "arriving"}),
    "receive_purchase": frozenset({"sent", "arriving"}),
    "cancel_purchase_order": frozenset({"draft", "approved", "sent"}),
    "close_purchase_order": frozenset({"sent", "arriving"}),
    "return_purchase": frozenset({"arriving", "closed"}),
    "release_hold": frozenset({"arriving", "closed"}),
    "start_ticket": frozenset({"new"}),
    "resolve_ticket": frozenset({"new", "open"}),
    "withdraw_ticket": frozenset({"new", "open"}),
}
"""The states a document can be in for which a command on it makes sense; "arriving" are goods of which some came."""

_SENSELESS = 0.1
"""How much a command counts that would be refused: it may be meant all the same, and the refusal is the answer."""


def weighed_by_states(
    scores: Sequence[tuple[str, float]], spans: Sequence[Span], states: Mapping[str, str]
) -> list[tuple[str, float]]:
    """Scores again, best first: what cannot be done to a document that is named is less likely meant."""
    documents = [one.value for one in spans if isinstance(one.value, Document)]
    named = {one.kind: states[one.number] for one in documents if one.number in states}
    if not named:
        return list(scores)
    weighed = [(intent, score * (_SENSELESS if _is_senseless(intent, named) else 1.0)) for intent, score in scores]
    lost = sum(score for _, score in scores) - sum(score for _, score in weighed)
    left = sum(score for _, score in weighed) or 1.0
    return sorted(((intent, score * (1.0 + lost / left)) for intent, score in weighed), key=lambda pair: -pair[1])


def _is_senseless(intent: str, named: Mapping[str, str]) -> bool:
    """Whether the command takes a document of a kind that is named, and not in the state that one is in."""
    states = STATES_FOR.get(intent)
    if states is None:
        return False
    return any(slot.of in named and slot.required and named[slot.of] not in states for slot in slots_of(intent))
