"""A card that takes all there is of a document, of which only a part is wanted: "just the masks", "leave the gel off".

Such a card has no lines of its own. They are put on it as the books show them, so that they can be changed as ever.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.slots import SlotKind, slots_of
from core.proposals import Proposal, ProposedStep

_TAKE_ALL = frozenset({"deliver_order", "plan_delivery", "invoice_ahead", "receive_purchase"})
"""Commands that take all that is open where nothing else is said."""


def with_all_its_lines(card: Proposal) -> Proposal:
    """The card with all the lines that its one step takes; as it is where it has some, or takes none."""
    if len(card.steps) != 1 or not _takes_all(card.steps[0]):
        return card
    step = card.steps[0]
    lines = _shown(step)
    if not lines:
        return card
    return replace(card, steps=(replace(step, arguments={**copy.deepcopy(step.arguments), "lines": lines}),))


def without_all_lines(card: Proposal, steps: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The changed steps, one that still takes all there is without the lines that were put on it."""
    whole = {step.operation: _shown(step) for step in card.steps if _takes_all(step)}
    for step in steps:
        if step["arguments"].get("lines") == whole.get(step["operation"], ()):
            del step["arguments"]["lines"]
    return tuple(steps)


def _takes_all(step: ProposedStep) -> bool:
    takes_lines = any(slot.kind is SlotKind.LINES for slot in slots_of(step.operation))
    return step.operation in _TAKE_ALL and takes_lines and "lines" not in step.arguments


def _shown(step: ProposedStep) -> list[dict[str, str]]:
    """The lines as the card shows them, each product once; none where it shows them otherwise."""
    parts = getattr(step.result, "parts", None) or (step.result,)
    shown = [line for part in parts for line in getattr(part, "lines", ())]
    if not all(isinstance(getattr(line, "quantity", None), Decimal) and hasattr(line, "unit") for line in shown):
        return []
    units = {str(line.product): str(line.unit) for line in shown}
    if any(units[str(line.product)] != line.unit for line in shown):
        return []
    figures = {code: sum((one.quantity for one in shown if str(one.product) == code), Decimal(0)) for code in units}
    return [{"product": code, "quantity": f"{figures[code].normalize():f}", "unit": units[code]} for code in units]
