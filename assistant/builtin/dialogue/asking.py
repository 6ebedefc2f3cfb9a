"""Questions: what is asked, where the answer goes, and what may be picked. Their words are in the locale files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import code_or_words
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.spans import Span
from core.errors import Choice, Refusal

_CHOICES_MAX = 6

WHICH_MEANT = "which_meant"
"""The question for one of several sentences, asked of somebody who was not understood."""

_MISSING = {"LotNeeded": ("lot", "lots"), "ContactNeeded": ("contact", ""), "ResolutionMissing": ("resolution", "")}
"""The parameter that a refusal says is missing, and the fact that holds what it may be."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask. `key` names its words; `parameter` is where the answer goes, `replace` the unclear words."""

    key: str
    operation: str
    arguments: dict[str, Any]
    parameter: str | None = None
    replace: str | None = None
    choices: tuple[Choice, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    still: tuple[str, ...] = ()
    """Words of the message that no argument used either: they are asked about once this is answered."""
    changes: dict[str, Any] | None = None
    """The card that the answer changes, where it does not make a new one."""

    def as_json(self) -> dict[str, Any]:
        """The question as the turn keeps it."""
        kept: dict[str, Any] = {
            "operation": self.operation,
            "arguments": self.arguments,
            "parameter": self.parameter,
            "replace": self.replace,
            "choices": [{"value": one.value, "zh": one.name_zh, "en": one.name_en} for one in self.choices],
        }
        if self.still:
            kept["still"] = list(self.still)
        return kept if self.changes is None else kept | {"changes": self.changes}


def ask_quantity_of(operation: str, arguments: dict[str, Any], parameter: str, product: str) -> Question:
    """How many of a product."""
    return Question("quantity_of", operation, arguments, parameter, facts={"product": product})


def ask_for(operation: str, arguments: dict[str, Any], slot: Slot, choices: tuple[Choice, ...] = ()) -> Question:
    """A required parameter nothing was said for; `choices` are what it can only be."""
    specific = slot.of if slot.kind is SlotKind.NAME else slot.name if slot.kind is SlotKind.WORDS else slot.kind.value
    specific = slot.name if slot.name == "amount" else specific
    return Question(f"which_{specific}", operation, arguments, slot.name, choices=choices)


def ask_vague(filled: Filled, span: Span, parameter: str | None = None) -> Question:
    """A range or an "about": the exact figure, for the line it stands with unless `parameter` says where it goes."""
    low, high = getattr(span.value, "low", None), getattr(span.value, "high", None)
    figures = [one for one in (low, high) if isinstance(one, Decimal)]
    choices = tuple(Choice(str(one), str(one), str(one)) for one in figures)
    parameter = parameter or place_of_figure(filled, span)
    return Question(
        "exactly_how_many", filled.operation, filled.arguments, parameter, choices=choices, facts={"said": span.text}
    )


def ask_which(operation: str, arguments: dict[str, Any], span: Span) -> Question:
    """Which of the things that somebody's initials or half a word may stand for."""
    choices = tuple(Choice(one.code, f"{one.code} {one.text}", f"{one.code} {one.text}") for one in span.names)
    facts = {"said": span.text}
    return Question("which_of", operation, arguments, replace=span.text, choices=choices[:_CHOICES_MAX], facts=facts)


def ask_unread(operation: str, arguments: dict[str, Any], said: str) -> Question:
    """Something that was said and that no argument used."""
    return Question("what_about", operation, arguments, facts={"said": said})


def ask_line(operation: str, products: Mapping[str, tuple[str, str]], said: str) -> Question:
    """Which of the card's lines a change means; picking one says the change again with its product.

    `products` are the products of the lines with their names in both languages.
    """
    choices = tuple(Choice(f"{product} {said}", *names) for product, names in products.items())[:_CHOICES_MAX]
    return Question("which_line", operation, {}, choices=choices, facts={"said": said})


def after_refusal(operation: str, arguments: dict[str, Any], refusal: Refusal) -> Question | None:
    """The question a refusal leaves open: what was meant by the words that were not understood, or what is missing."""
    text = refusal.facts.get("text")
    if isinstance(text, str):
        return Question("", operation, arguments, replace=text, choices=refusal.choices[:_CHOICES_MAX])
    missing = _MISSING.get(refusal.code)
    if missing is None:
        return None
    parameter, listed = missing
    offered = refusal.facts.get(listed) if listed else None
    values = [str(one) for one in offered] if isinstance(offered, Sequence) and not isinstance(offered, str) else []
    choices = tuple(Choice(one, one, one) for one in values)[:_CHOICES_MAX]
    return Question("", operation, arguments, parameter, choices=choices)


def place_of_figure(filled: Filled, span: Span) -> str:
    """Where among the arguments a figure belongs: in the line of its product, else in what takes a figure."""
    products = {code_or_words(line.product) for line in filled.lines if line.quantity is span}
    lines = enumerate(filled.arguments.get("lines") or ())
    fitting = [(place, line) for place, line in lines if isinstance(line, dict) and line.get("product") in products]
    if fitting:
        place, _ = next((one for one in fitting if "quantity" not in one[1]), fitting[0])
        return f"lines.{place}.quantity"
    slots = slots_of(filled.operation)
    figures = [slot.name for kind in (SlotKind.QUANTITY, SlotKind.MONEY) for slot in slots if slot.kind is kind]
    return figures[0] if figures else "quantity"
