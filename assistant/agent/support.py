"""Optional arguments that a model made up are left out: what nobody said cannot be meant.

Small models like to fill in everything a tool could take. Only values of which the person's words, what was said
before, and the open card show no trace are dropped; required ones stay, for the operation itself to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select

from assistant.builtin.amounts import find_amounts
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from assistant.prompt import remembered
from assistant.tools import CHANGE_CARD, ToolCall
from assistant.turn import TurnInput
from core import names, operations
from core.calendar import Period, WorkingCalendar, find_time_spans, working_calendar
from core.database import Database
from core.names import NameRow, key_of

_ALIKE = 75.0
"""Likeness (0–100) from which words are taken for a misspelt name."""

_KEPT = frozenset({"unit"})
"""Units are words of their own (box, 箱, cases) that mean the same without looking alike."""

_DAY = "a day:"
"""How the schema of a day describes itself."""

_REMEMBERED = 6
"""Turns back in which something may have been said that is still meant."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")


@dataclass(frozen=True)
class Said:
    """Everything a turn's arguments may come from."""

    text: str
    today: date
    working: WorkingCalendar
    database: Database

    @cached_property
    def key(self) -> str:
        """The text in the form in which names are compared."""
        return key_of(self.text)

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number said, also inside codes; 95折 says 5 as well."""
        normal = normalise(self.text)
        numerals = find_numerals(normal)
        found = [one for numeral in numerals for one in (numeral.value, numeral.high) if one is not None]
        found += [span.value for span in find_amounts(normal, numerals) if isinstance(span.value, Decimal)]
        found += [Decimal(digits) for digits in re.findall(r"\d+", normal.text)[:500] if len(digits) <= 15]
        return frozenset(map(abs, found))

    @cached_property
    def times(self) -> frozenset[date | Period]:
        """Every day and period said."""
        spans = find_time_spans(self.text, today=self.today, working=self.working)
        readings = (one for span in spans for one in (span.value, span.other, span.day, span.period))
        return frozenset(one for one in readings if isinstance(one, date | Period))


def supported(call: ToolCall, said: Said) -> ToolCall:
    """The call without the optional arguments of which nothing said shows a trace."""
    if call.name == CHANGE_CARD:
        steps = call.arguments.get("steps")
        if not isinstance(steps, list):
            return call
        return replace(call, arguments={**call.arguments, "steps": [_step(step, said) for step in steps]})
    return replace(call, arguments=_of_operation(call.name, call.arguments, said))


def said_in(turn: TurnInput, database: Database, read: Sequence[Mapping[str, Any]] = ()) -> Said:
    """What the arguments of a turn's calls may come from; `read` are arguments another reader took from its words."""
    before = [text for record in turn.transcript[-_REMEMBERED:] for text in (record.said, remembered(record))]
    cards = [str(step.arguments) for card in turn.pending for step in card.steps]
    working = working_calendar(turn.actor.country)
    return Said("\n".join([*before, *cards, *map(str, read), turn.text]), turn.actor.today(turn.now), working, database)


def _step(step: Any, said: Said) -> Any:  # noqa: ANN401 - JSON of a model
    if not isinstance(step, dict) or not isinstance(step.get("arguments"), dict):
        return step
    return {**step, "arguments": _of_operation(str(step.get("operation")), step["arguments"], said)}


def _of_operation(name: str, arguments: dict[str, Any], said: Said) -> dict[str, Any]:
    operation = operations.find(name)
    if operation is None:
        return arguments
    return _filtered(arguments, operation.schema, said)


def _filtered(arguments: dict[str, Any], schema: Mapping[str, Any], said: Said) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in arguments.items():
        declared = schema.get("properties", {}).get(name)
        if declared is None:
            if not _is_nothing(value):
                kept[name] = value  # for the operation to refuse: what was meant must not get lost
            continue
        shape = _shape(declared)
        if isinstance(value, list):
            inner = _shape(shape.get("items", {}))
            value = [_filtered(one, inner, said) if isinstance(one, dict) else one for one in value]
        is_wanted = name in schema.get("required", ())
        if is_wanted or (value != declared.get("default") and _has_support(name, value, shape, said)):
            kept[name] = value
    return kept


def _shape(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of the value itself, behind "or null"."""
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return _shape(choice)
    return schema


def _has_support(name: str, value: object, shape: Mapping[str, Any], said: Said) -> bool:
    if _is_nothing(value):
        return False
    if name in _KEPT or isinstance(value, bool) or not isinstance(value, str | int | float) or "enum" in shape:
        return True
    text = str(value)
    number = _number(text)
    if number is not None:
        return abs(number) in said.numbers
    kind = shape.get("x-reference")
    if kind == "period" or str(shape.get("description", "")).startswith(_DAY):
        return _is_said_time(text, said)
    if kind is not None:
        return _is_said_name(text, said)
    return _is_said_text(text, said)


def _is_nothing(value: object) -> bool:
    return value is None or value in ("", [], {})


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().rstrip("%").replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_said_time(text: str, said: Said) -> bool:
    """The words themselves, a day or period said in other words, or a day of which the number at least was said."""
    if key_of(text) in said.key:
        return True
    meant = {
        one
        for span in find_time_spans(text, today=said.today, working=said.working)
        for one in (span.value, span.day, span.period)
        if isinstance(one, date | Period)
    }
    days = {one.day for one in meant if isinstance(one, date)}
    return bool(meant & said.times) or any(Decimal(day) in said.numbers for day in days)


def _is_said_name(text: str, said: Said) -> bool:
    """The name as written, misspelt, or another name of the same thing."""
    if _resembles(text, said):
        return True
    with said.database.transaction() as session:
        found = names.exactly(session, [text])
        ids = [one.id for all_named in found.values() for one in all_named]
        others = session.scalars(select(NameRow.text).where(NameRow.ref_id.in_(ids), NameRow.removed.is_(False)))
        return any(_resembles(other, said) for other in others)


def _resembles(name: str, said: Said) -> bool:
    key = key_of(name)
    return bool(key) and (key in said.key or (len(key) > 2 and fuzz.partial_ratio(key, said.key) >= _ALIKE))


def _is_said_text(text: str, said: Said) -> bool:
    """Free words: no figure that was not said, and a piece in common unless they are of another script."""
    if not all(digits in said.key for digits in re.findall(r"\d+", text)):
        return False
    if bool(_HAN.search(text)) != bool(_HAN.search(said.text)):
        return True
    pieces = list(_pieces(text.lower()))
    return not pieces or any(piece in said.text.lower() for piece in pieces)


def _pieces(text: str) -> Iterator[str]:
    yield from (match[1] for match in _PAIR.finditer(text))
    yield from re.findall(r"[a-z]{3,}", text)
