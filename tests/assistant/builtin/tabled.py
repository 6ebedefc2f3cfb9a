"""A card on the table and what a message makes of it, for the tests of changing one."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from assistant.history import TurnRecord
from core.operations import CommandResult
from core.proposals import Proposal, ProposedStep
from tests.assistant.builtin.hearing import card, decided, turn_of

NAMES = {
    "IS-30": ("输液泵", "Infusion pump"),
    "IS-30-ST": ("输液泵支架", "Infusion pump stands"),
    "GW-M": ("中号隔离衣", "Medium isolation gown"),
    "GW-L": ("大号隔离衣", "Large isolation gown"),
}


def card_on_the_table(operation: str, arguments: dict[str, Any]) -> Proposal:
    products = [str(line["product"]) for line in arguments.get("lines", ())]
    lines = [SimpleNamespace(product=one, name_zh=NAMES[one][0], name_en=NAMES[one][1]) for one in products]
    step = ProposedStep(operation, arguments, cast(CommandResult, SimpleNamespace(lines=lines)), None)
    return replace(card(arguments), steps=(step,))


def order(**quantities: str) -> dict[str, Any]:
    lines = [{"product": one.replace("_", "-"), "quantity": figure} for one, figure in quantities.items()]
    return {"customer": "C-0001", "lines": lines}


PUMPS = order(IS_30="10", IS_30_ST="4")
GOWNS = order(GW_M="20", GW_L="8")


def changed_to(text: str, arguments: dict[str, Any], operation: str = "place_order", intent: str = "aside") -> Any:  # noqa: ANN401
    """The step that the card is changed to, None where it is not."""
    table = card_on_the_table(operation, arguments)
    latest = replace(shown(), proposal_id=table.id)
    decision = decided(text, intent, pending=(table,), transcript=(latest,))
    return decision.calls[0].arguments["steps"][0] if decision.calls and decision.amended else None


def shown() -> TurnRecord:
    return turn_of({"operation": "place_order", "arguments": {}, "outcome": "proposed"})
