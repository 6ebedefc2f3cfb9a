"""What becomes of a change to an open card: the changed card, a question, or why it cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.builtin.dialogue.amending import Amendment
from assistant.builtin.dialogue.asking import Question, ask_line, ask_quantity_of, ask_unread
from assistant.builtin.dialogue.decision import Call, Decision
from assistant.builtin.dialogue.talking import Talk
from assistant.tools import CHANGE_CARD
from core.proposals import Proposal


def take_amendment(amendment: Amendment, card: Proposal, decision: Decision) -> None:
    """Decides what a change of the card comes to: the changed card, or what has to be asked or told first."""
    step = card.steps[-1]
    if amendment.unclear is not None:
        names = _names_on(card)
        products = {product: names.get(product, (product, product)) for product in amendment.unclear.products}
        decision.question = ask_line(step.operation, products, amendment.unclear.said)
    elif amendment.empties_card:
        decision.talk.append(Talk("card_would_be_empty"))
    elif amendment.unread:
        decision.question = ask_unread(step.operation, {}, amendment.unread)
    else:
        steps = [dict(step) for step in amendment.steps]
        decision.question = _how_many(card, steps)
        if decision.question is None:
            decision.calls.append(Call(CHANGE_CARD, {"proposal": str(card.id), "steps": steps}))


def _how_many(card: Proposal, steps: list[dict[str, Any]]) -> Question | None:
    """What has to be asked before the card can be changed: how much of a product that was put on it."""
    for step in steps:
        arguments: dict[str, Any] = step["arguments"]
        for place, line in enumerate(arguments.get("lines") or ()):
            if "quantity" not in line:
                before = [other for other in steps if other is not step]
                asked = ask_quantity_of(step["operation"], arguments, f"lines.{place}.quantity", str(line["product"]))
                return replace(asked, changes={"proposal": str(card.id), "before": before})
    return None


def _names_on(card: Proposal) -> dict[str, tuple[str, str]]:
    """The products of the card's lines with their names in both languages."""
    lines = [line for step in card.steps for line in getattr(step.result, "lines", ())]
    return {line.product: (f"{line.product} {line.name_zh}", f"{line.product} {line.name_en}") for line in lines}
