"""Another discount on an open card, said as a bare figure: "too generous, 12", "make the discount 8", 让多了，10吧."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.card_steps import with_value
from assistant.builtin.dialogue.choices import blanked
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.fillers import asks_outright, left_over
from assistant.builtin.dialogue.lines import is_quantity, is_vague, number_of
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.spans import Span, SpanType
from core.proposals import Proposal

_DISCOUNT = "discount_percent"
_MOST = 100
_BY_SO_MUCH = frozenset({"more", "less", "add", "drop", "twice", "half"})
_TAKES_OFF = re.compile(r"(?<![a-z])(?:take|knock|leave|strike|cut)(?![a-z])", re.IGNORECASE)
"""With these "2 off" may be two fewer."""


def other_discount(card: Proposal, text: str, spans: Sequence[Span]) -> tuple[dict[str, Any], ...] | None:
    """The one step of a card with the discount that a bare figure says; None where it may count the goods as well."""
    before = card.steps[0].arguments.get(_DISCOUNT) if len(card.steps) == 1 else None
    if before is None or not Decimal(str(before)) or asks_outright(text) or any(span.names for span in spans):
        return None
    if verbs_in(text) & _BY_SO_MUCH or _TAKES_OFF.search(text):
        return None
    figures = [span for span in spans if span.type is SpanType.NUMBER and is_quantity(span) and not is_vague(span)]
    held = Decimal(str(before))
    new = [span for span in figures if number_of(span) != held]
    if len(new) != 1 or len(figures) < len(spans) or not 0 < number_of(new[0]) < _MOST:
        return None
    counted = [Decimal(str(line["quantity"])) for line in _lines(card) if "quantity" in line]
    if not _is_said_of_it(text, number_of(new[0]), held, counted, told=len(new) < len(figures)):
        return None
    rest = blanked(turn_of_speech("of_a_discount"), without(text, spans))
    if left_over(blanked(turn_of_speech("too_much"), rest), "head", "told", "again", "figures"):
        return None
    return with_value(card, _DISCOUNT, f"{number_of(new[0]):f}")


def _lines(card: Proposal) -> Sequence[dict[str, Any]]:
    lines: Sequence[dict[str, Any]] = card.steps[0].arguments.get("lines") or ()
    return lines


def _is_said_of_it(text: str, new: Decimal, held: Decimal, counted: Sequence[Decimal], *, told: bool) -> bool:
    """Whether the words speak of a discount, or only the discount is too much beside the figure that is said."""
    if says("of_a_discount", text):
        return True
    if told and held not in counted:
        return True  # "15? no, 12": the figure before is named
    return says("too_much", text) and new < held and all(new > figure for figure in counted)
