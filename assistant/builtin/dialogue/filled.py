"""The arguments that a message's words support, and what of the message is open or was not used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.builtin.dialogue.lines import PairedLine
from assistant.builtin.dialogue.slots import Slot, slots_of
from assistant.builtin.document_kinds import NUMBERED
from assistant.builtin.spans import Span
from core.errors import Choice


@dataclass(slots=True)
class Filled:
    """Arguments made from words. `missing` names required slots nothing was said for."""

    operation: str
    arguments: dict[str, Any] = field(default_factory=dict)
    used: set[Span] = field(default_factory=set)
    lines: list[PairedLine] = field(default_factory=list)
    missing: list[Slot] = field(default_factory=list)
    vague: list[Span] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    still: list[str] = field(default_factory=list)
    """Words that were open already when something else was asked about."""
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    """Among what a missing slot is to be chosen, where the books say so."""
    repeats: bool = False
    """Whether the lines of the customer's last order in the books are meant, perhaps with those said now instead."""

    def in_order(self) -> list[Span]:
        """The spans that are used, as they stand in the message: what is asked first must not change between runs."""
        return sorted(self.used, key=lambda span: (span.start, span.end))


def codes_in(value: object) -> set[str]:
    """Every text among the arguments, also inside lines: the codes and words that are used already."""
    if isinstance(value, dict):
        return {code for inner in value.values() for code in codes_in(inner)}
    if isinstance(value, list):
        return {code for inner in value for code in codes_in(inner)}
    return {value} if isinstance(value, str) else set()


def is_of_a_document(filled: Filled) -> bool:
    """Whether it is done to a document that was named: whose it is stands in it, and on the card."""
    slots = slots_of(filled.operation)
    if any(slot.of == "customer" for slot in slots):
        return False
    return any(slot.of in NUMBERED and slot.name in filled.arguments for slot in slots)
