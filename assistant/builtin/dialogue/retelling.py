"""A value on the open card said anew amid other words: "看串行了，三万五才对", "legal just texted. 40, not 45".

Not a grammar of changes but a reckoning: of the values of a message, what the card holds already and what only makes
the difference are left out; what is left, if it is one, is the new value.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.filled import codes_in
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.held_values import (
    DAY_OF_MONTH,
    Place,
    as_counted,
    figure_of,
    is_by_how_much,
    is_held,
    places_on,
    without_the_difference,
)
from assistant.builtin.dialogue.line_figures import count_as_said
from assistant.builtin.dialogue.line_words import Names, counts_what_is_not_there, lines_called, names_on
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, is_vague, number_of, put_figure
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.tales import DAYS, is_said_plainly
from assistant.builtin.dialogue.told_beside import COUNTED
from assistant.builtin.spans import Document, Quantity, Span, SpanType
from core import operations
from core.proposals import Proposal

_VALUES = frozenset(
    {
        SpanType.QUANTITY,
        SpanType.NUMBER,
        SpanType.MONEY,
        SpanType.PERCENT,
        SpanType.DISCOUNT,
        SpanType.DATE,
        SpanType.PERIOD,
        SpanType.DURATION,
        SpanType.MEASURE,
    }
)
_BY_SO_MUCH = frozenset({"more", "less", "add", "drop", "twice", "half", "except", "but"})
"""Words of change with which a figure says by how much, or of what."""

_HARMLESS = frozenset({SpanType.CLOCK, SpanType.ORDINAL})


def retold(
    card: Proposal, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits], *, reckoned: bool
) -> tuple[dict[str, Any], ...] | None:
    """The card's steps with the one value that the message says anew; None where it is not one or fits nothing.

    `reckoned` is whether the message has to say the value before too, or the difference: then it is surely meant.
    """
    if len(card.steps) != 1:
        return None
    first = card.steps[0]
    told = _Told(first.operation, _with_defaults(first.operation, first.arguments), _shown(card), names_on(card))
    step = _told_anew(told, text, spans, units, reckoned=reckoned)
    return None if step is None else (step,)


def said_otherwise(
    operation: str,
    arguments: Mapping[str, Any],
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
) -> dict[str, Any] | None:
    """A command's arguments, no card yet, with the one value that the message puts in another's place: "ten, not
    twelve"; None where none of them is taken back.
    """
    step = _told_anew(_Told(operation, dict(arguments)), text, spans, units, reckoned=True)
    return None if step is None else dict(step["arguments"])


@dataclass(frozen=True, slots=True)
class _Told:
    """What a value is put in: an operation's arguments, the products shown with it, and what they are called."""

    operation: str
    arguments: dict[str, Any]
    shown: tuple[str, ...] = ()
    names: Names = field(default_factory=dict)


def _with_defaults(operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with the figures that the operation takes where none were said: one free for every ten."""
    found = operations.find(operation)
    parameters = found.parameters if found is not None else {}
    figures = {
        name: str(one.default) for name, one in parameters.items() if isinstance(one.default, Decimal) and one.default
    }
    return {**figures, **arguments}


def _shown(card: Proposal) -> tuple[str, ...]:
    lines = getattr(card.steps[0].result, "lines", ())
    return tuple(str(line.product) for line in lines if hasattr(line, "product"))


def _told_anew(
    on: _Told, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits], *, reckoned: bool
) -> dict[str, Any] | None:
    if not _speaks_of_it(on, spans):
        return None
    by_so_much = bool(verbs_in(text) & _BY_SO_MUCH)
    step = {"operation": on.operation, "arguments": copy.deepcopy(on.arguments)}
    named = {one.code for span in spans for one in span.names if one.kind == "product"}
    places = [place for place in places_on(step) if not named or place.product is None or place.product in named]
    values = [span for span in spans if span.type in _VALUES and not getattr(span.value, "implied", False)]
    told = [(span, place) for span in values for place in places if is_held(span, place.value)]
    left = [span for span in values if span not in [one for one, _ in told]]
    new = without_the_difference(left, places, text)
    new = as_counted(on.operation, new, text)
    if len({figure_of(span) for span in new}) != 1 or figure_of(new[-1]) is None or is_vague(new[-1]):
        return None
    without_it = on.operation in COUNTED and any(span not in new and is_by_how_much(span, text) for span in spans)
    if not without_it and ((by_so_much and len(new) == len(left)) or (reckoned and len(new) == len(values))):
        return None
    if not _may_be_of(on, places, text, spans):
        return None
    if len(new) == len(values) and not is_said_plainly(on.operation, on.arguments, text, spans, new[-1]):
        return None
    is_day = new[-1].type in DAYS  # a day takes no figure's place: "2台血压计，12月11日到" of a card of two
    taken_back = [place for span, place in told if (span.type in DAYS) == is_day]
    put = _put(step, new[-1], taken_back, text, units) or _put_in_line(on, step, places, new[-1], units)
    return step if put and step["arguments"] != on.arguments else None


def _may_be_of(on: _Told, places: Sequence[Place], text: str, spans: Sequence[Span]) -> bool:
    """Whether the words call no line but those that the value may be put in, and no goods that are not there."""
    lines = on.arguments.get("lines") or ()
    if counts_what_is_not_there(lines, text, spans, on.names):
        return False
    called = lines_called(lines, text, spans, on.names)
    return set(called) <= {place.product for place in places if place.product is not None}


def _speaks_of_it(on: _Told, spans: Sequence[Span]) -> bool:
    """Whether nothing is named that is not among the arguments or shown with them; people may be."""
    held = codes_in(on.arguments) | set(on.shown)
    for span in spans:
        if isinstance(span.value, Document):
            if span.value.number not in held:
                return False
        elif span.names:
            if not any(one.kind in ("user", "contact") or one.code in held for one in span.names):
                return False
        elif span.type not in _VALUES | _HARMLESS:
            return False
    return True


def _put(
    step: dict[str, Any],
    said: Span,
    taken_back: Sequence[Place],
    text: str,
    units: Mapping[str, ProductUnits],
) -> bool:
    """Puts the value where what it replaces stands, else where the operation would take it from these words."""
    figure = figure_of(said)
    if len(taken_back) == 1:
        place = taken_back[0]
        if said.type in DAYS:
            return _put_day(place.held_in, place.name, said)
        if place.product is not None:
            return is_quantity(said) and _give(place.held_in, said, units)
        whole = isinstance(place.held_in[place.name], int)
        place.held_in[place.name] = int(str(figure)) if whole else str(figure)
        return True
    filled = fill(step["operation"], text, [said], units)
    taken = [name for name, value in filled.arguments.items() if said in filled.used and _says(value, said, figure)]
    if not taken or (said.type not in DAYS and taken[0] not in (*step["arguments"], "charges")):
        return False
    if said.type not in DAYS or not _put_day(step["arguments"], taken[0], said):
        step["arguments"][taken[0]] = filled.arguments[taken[0]]
        if taken[0] == "quantity":
            count_as_said(step["arguments"], filled.arguments, [said])
    return True


def _says(value: object, said: Span, figure: Decimal | date | None) -> bool:
    """Whether an argument is what the value says, and not words beside it."""
    return value == said.text or str(value) == str(figure) or (said.type in DAYS and str(figure) in str(value))


def _put_day(held_in: dict[str, Any], name: str, said: Span) -> bool:
    """Puts a day in another's place; the month of one said as "the 28th" is that of the day before it."""
    day = DAY_OF_MONTH.fullmatch(said.text.strip())
    found = figure_of(said)
    if day is not None and name in held_in:
        with suppress(ValueError):
            found = date.fromisoformat(str(held_in[name])).replace(day=int(day[1]))
    if not isinstance(found, date):
        return False
    held_in[name] = str(found)
    return True


def _put_in_line(
    on: _Told, step: dict[str, Any], places: Sequence[Place], said: Span, units: Mapping[str, ProductUnits]
) -> bool:
    """Gives the one line the figure; a card that took all there was gets a line of its own."""
    if not isinstance(said.value, Quantity) and not is_quantity(said):
        return False
    lines = [place for place in places if place.product is not None]
    if len(lines) == 1:
        return _give(lines[0].held_in, said, units)
    takes_lines = any(slot.kind is SlotKind.LINES for slot in slots_of(step["operation"]))
    if step["arguments"].get("lines") or not takes_lines or len(on.shown) != 1:
        return False
    line: dict[str, Any] = {"product": on.shown[0]}
    put_figure(line, said, units)
    step["arguments"]["lines"] = [line]
    return True


def _give(line: dict[str, Any], said: Span, units: Mapping[str, ProductUnits]) -> bool:
    """Gives a line a figure, in the unit it is counted in where no other is said."""
    if getattr(said.value, "unit", None) is None and "unit" in line:
        line["quantity"] = str(number_of(said))
    else:
        put_figure(line, said, units)
    return True
