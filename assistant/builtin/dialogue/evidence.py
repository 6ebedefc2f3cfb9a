"""Intents weighed again by what was recognised: whether it fits the slots, and whether the person may use it at all."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.builtin.dialogue.choices import chosen
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.spans import Span, SpanType
from core import operations
from core.actor import Actor
from core.operations import Effect

_FITS, _MISFITS = 1.2, 0.6
_OTHER_NAMES = 0.8
_NO_GOODS = 0.6
_NOT_FOR_THEM = 0.4
_BROKEN_DOWN = 2.0
"""Weights, found by trial on the talks: how much a fitting document counts, and so on."""


def supported(
    scores: Sequence[tuple[str, float]], text: str, spans: Sequence[Span], actor: Actor
) -> list[tuple[str, float]]:
    """Scores again, best first: what fits an operation's slots raises it, what does not lowers it."""
    kinds = {one.kind for span in spans for one in span.names}
    documents = {getattr(span.value, "kind", "") for span in spans if span.type is SpanType.DOCUMENT}
    dimensions = bool(chosen("Dimension", text))
    weighed = [
        (intent, min(score * _weight(intent, kinds, documents, actor, dimensions=dimensions), 1.0))
        for intent, score in scores
    ]
    return sorted(weighed, key=lambda pair: -pair[1])


def _weight(intent: str, kinds: set[str], documents: set[str], actor: Actor, *, dimensions: bool) -> float:
    slots = slots_of(intent)
    names = {slot.of for slot in slots if slot.kind is SlotKind.NAME}
    has_lines = any(slot.kind is SlotKind.LINES for slot in slots)
    if has_lines:
        names |= {"product"}
    weight = 1.0
    for kind in documents & {"order", "ticket"}:
        weight *= _FITS if kind in names else _MISFITS
    if slots and kinds and not kinds & names and "product" in kinds and "text" not in {slot.name for slot in slots}:
        weight *= _OTHER_NAMES
    operation = operations.find(intent)
    if operation is None:
        return weight
    if has_lines and operation.effect is Effect.QUERY and "product" not in kinds:
        weight *= _NO_GOODS
    if not operation.may_be_used_by(actor) and not kinds & names:
        weight *= _NOT_FOR_THEM
    if dimensions and any(slot.kind is SlotKind.CHOICES for slot in slots):
        weight *= _BROKEN_DOWN
    return weight
