"""Cards that take all there is of a document, of which only a part is wanted after all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.builtin.dialogue.part_of_all import with_all_its_lines, without_all_lines
from core.operations import CommandResult
from core.proposals import Proposal, ProposedStep
from tests.assistant.builtin.hearing import card, decided, turn_of

ALL = {"order": "SO-2026-00042"}


def _goods(product: str, zh: str, en: str, quantity: int) -> SimpleNamespace:
    return SimpleNamespace(product=product, name_zh=zh, name_en=en, quantity=Decimal(quantity), unit="台")


PUMP, OXIMETER = _goods("IS-30", "输液泵", "Infusion pump", 3), _goods("PO-5", "血氧仪", "Pulse oximeter", 10)


def _card(operation: str, *, in_parts: bool) -> Proposal:
    lines = [PUMP, OXIMETER]
    shown = SimpleNamespace(parts=[SimpleNamespace(lines=lines)]) if in_parts else SimpleNamespace(lines=lines)
    return replace(card({}), steps=(ProposedStep(operation, dict(ALL), cast(CommandResult, shown), None),))


def _lines(text: str, operation: str = "invoice_ahead", *, in_parts: bool = False) -> dict[str, str] | None:
    table = _card(operation, in_parts=in_parts)
    before = replace(turn_of({"operation": operation, "arguments": ALL, "outcome": "proposed"}), proposal_id=table.id)
    found = decided(text, "get_stock", pending=(table,), transcript=(before,)).calls
    steps: list[dict[str, Any]] = [one for call in found for one in call.arguments.get("steps", ())]
    return {one["product"]: one["quantity"] for one in steps[0]["arguments"].get("lines", ())} if steps else None


@pytest.mark.parametrize("in_parts", [False, True])
@pytest.mark.parametrize("operation", ["invoice_ahead", "deliver_order"])
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("only the infusion pumps for now", {"IS-30": "3"}),
        ("just 2 of the infusion pumps and no pulse oximeters", {"IS-30": "2"}),
        ("no pulse oximeters though", {"IS-30": "3"}),
        ("leave the pulse oximeters off", {"IS-30": "3"}),
        ("make the pulse oximeters 8", {"IS-30": "3", "PO-5": "8"}),
        ("去掉血氧仪", {"IS-30": "3"}),
    ],
)
def test_a_part_of_what_a_card_takes_is_left_on_it(
    text: str, lines: dict[str, str], operation: str, in_parts: bool
) -> None:
    assert _lines(text, operation, in_parts=in_parts) == lines


@pytest.mark.parametrize("text", ["no pulse oximeters left in Shanghai?", "how many pulse oximeters are there", "no"])
def test_what_is_asked_takes_nothing_off(text: str) -> None:
    assert _lines(text) is None


def test_a_card_that_still_takes_all_has_no_lines_of_its_own() -> None:
    table = _card("deliver_order", in_parts=True)
    whole = with_all_its_lines(table)
    steps = [{"operation": "deliver_order", "arguments": {**whole.steps[0].arguments, "warehouse": "NB"}}]
    assert without_all_lines(table, steps)[0]["arguments"] == {**ALL, "warehouse": "NB"}


def test_a_card_with_lines_is_as_it_was() -> None:
    placed = card({"customer": "C-0001", "lines": [{"product": "IS-30", "quantity": "3"}]})
    assert with_all_its_lines(placed) is placed
