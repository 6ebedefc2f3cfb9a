"""The values that a card holds, which a message may say anew: where they stand, and what only makes the difference.

What is put in their place is decided in `retelling`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.lines import is_quantity, number_of
from assistant.builtin.dialogue.said_before import is_a_difference, is_left_over
from assistant.builtin.dialogue.told_beside import COUNTED
from assistant.builtin.spans import Amount, Measured, Span
from core.calendar import TimeSpan

_PUTS_IN = frozenset({"more", "add", "drop", "twice", "half"})
"""Words of change with which a second figure is a change of its own."""

_COUNTED_IN = ("day", "hour")
"""Lengths of time that a card counts in; others would have to be converted."""

DAY_OF_MONTH = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th|号|日)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A value the card holds: in which mapping, under which name, of which product."""

    held_in: dict[str, Any]
    name: str
    product: str | None = None

    @property
    def value(self) -> str:
        """What stands there."""
        return str(self.held_in[self.name])


def places_on(step: dict[str, Any]) -> list[Place]:
    arguments = step["arguments"]
    lines = arguments.get("lines") or ()
    in_lines = [Place(line, "quantity", str(line["product"])) for line in lines if "quantity" in line]
    return in_lines + [Place(arguments, name) for name, value in arguments.items() if isinstance(value, str | int)]


def figure_of(span: Span) -> Decimal | date | None:
    value = span.value
    if isinstance(value, Amount):
        return value.amount
    if isinstance(value, Measured):
        return value.number if value.unit in _COUNTED_IN else None
    if isinstance(value, TimeSpan):
        return value.value if isinstance(value.value, date) else getattr(value.value, "end_on", None)
    if isinstance(value, Decimal):
        return value
    return number_of(span) if is_quantity(span) else None


def is_held(span: Span, held: str) -> bool:
    """Whether a value is the one held; of a day said without its month, whether the day is."""
    figure = figure_of(span)
    with suppress(ValueError, ArithmeticError):
        if isinstance(figure, Decimal):
            return figure == Decimal(held)
        day = DAY_OF_MONTH.fullmatch(span.text.strip())
        if day is not None:
            return date.fromisoformat(held).day == int(day[1])
        return figure is not None and figure == date.fromisoformat(held)
    return False


def without_the_difference(values: list[Span], places: Sequence[Place], text: str) -> list[Span]:
    """The values without one by which another differs from what is held: "又点了一遍只有75台，剩下5台" of 80."""
    differences = [
        one
        for one, other in itertools.permutations(values, 2)
        if any(_differs(place.value, figure_of(other), figure_of(one)) for place in places)
    ]
    said = [one for one in differences if is_left_over(text[: one.start], text[one.end :])]
    surely = said or differences
    return [span for span in values if span is not surely[0]] if len(surely) == 1 else values


def as_counted(operation: str, values: list[Span], text: str) -> list[Span]:
    """The values without those that say by how much it was miscounted: "少点了一箱，实收应该是640盒"."""
    if operation not in COUNTED or verbs_in(text) & _PUTS_IN:
        return values
    counted = [span for span in values if not is_by_how_much(span, text)]
    return counted if len({figure_of(span) for span in counted}) == 1 else values


def is_by_how_much(span: Span, text: str) -> bool:
    return is_quantity(span) and is_a_difference(text[: span.start])


def _differs(held: str, new: Decimal | date | None, by: Decimal | date | None) -> bool:
    with suppress(ArithmeticError):
        return isinstance(new, Decimal) and isinstance(by, Decimal) and abs(Decimal(held) - new) == by
    return False
