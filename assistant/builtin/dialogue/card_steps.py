"""The steps of an open card as plain mappings of one's own, to be changed."""

from __future__ import annotations

import copy
from typing import Any

from core.proposals import Proposal


def steps_on(card: Proposal) -> list[dict[str, Any]]:
    """Copies of the card's steps: `operation` and `arguments`."""
    return [{"operation": one.operation, "arguments": copy.deepcopy(one.arguments)} for one in card.steps]


def with_value(card: Proposal, name: str, value: str) -> tuple[dict[str, Any], ...]:
    """The steps of a card of one step, with another value for one of its parameters."""
    [step] = steps_on(card)
    step["arguments"][name] = value
    return (step,)
