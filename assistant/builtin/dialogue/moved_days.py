"""A day on an open card that moves by so much: "a day earlier would be better", 往后推一周.

How such a move is said is data. From which day on is known only where the card has just one that may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from assistant.builtin.dialogue.card_steps import with_value
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over
from assistant.builtin.dialogue.filling_words import HOLDS
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.speech import any_pattern, says
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from assistant.builtin.spans import Span
from assistant.data_files import data_of
from core.calendar import add_months
from core.proposals import Proposal

_DAYS_IN = ((re.compile(r"天|日|\bdays?", re.I), 1), (re.compile(r"周|星期|礼拜|weeks?", re.I), 7))
_FORTNIGHT, _MONTH = re.compile(r"fortnights?", re.IGNORECASE), re.compile(r"月|months?", re.IGNORECASE)
_NOT = re.compile(
    r"(?<![a-z])(?:not|never|don't|doesn't|isn't|can't|cannot)(?![a-z])|(?<![能可行])不[能要行可]|别|没(?!关系|问题|事)",
    re.IGNORECASE,
)
_HELD, _WANTED = "hold_until", "requested_on"
_DELAYS, _ORDERED = "reschedule_purchase_order", "purchase_order"
_CLAUSE = re.compile(r"[,，;；:：。!！\n]|\.\s")


@dataclass(frozen=True, slots=True)
class Moved:
    """By how much something is later (or, below nothing, earlier), and the words that say so."""

    days: int
    months: int
    start: int
    end: int
    lasts: bool
    """Whether the words say that it goes on for so much longer."""

    @property
    def is_later(self) -> bool:
        """Whether what moves comes later than it would."""
        return self.days > 0 or self.months > 0

    def of(self, day: date) -> date:
        """The day, moved."""
        return add_months(day, self.months) + timedelta(days=self.days)


def moved_in(text: str) -> Moved | None:
    """By how much the words move a day; None where they move none."""
    for way, sign in (("earlier", -1), ("later", 1)):
        match = _pattern(way).search(text)
        said = _so_much(match[0]) if match is not None else None
        if match is not None and said is not None:
            days, months = said
            return Moved(
                sign * days, sign * months, *match.span(), lasts=_pattern("lasts").search(match[0]) is not None
            )
    return None


def moves_a_day(text: str) -> bool:
    """Whether hardly more is said than that a day moves by so much; a wish may have the form of a question."""
    moved = moved_in(text)
    if moved is None or (asks(text) and _pattern("wished").search(text.strip()) is None):
        return False
    rest = f"{text[: moved.start]} {text[moved.end :]}"
    return _NOT.search(rest) is None and not left_over(rest, "head", "told", "again", "moving")


def put_moved_day(step: dict[str, Any], text: str) -> bool:
    """Moves the one day of a card's step by what the words say; whether it did."""
    moved = moved_in(text) if moves_a_day(text) else None
    arguments: dict[str, Any] = step["arguments"]
    name = _day_meant(step["operation"], arguments, text)
    if moved is None or name is None:
        return moved is not None and moved.is_later and moved.lasts and _lengthen(arguments, moved)
    arguments[name] = str(moved.of(date.fromisoformat(arguments[name])))
    return True


def later_than_promised(card: Proposal, text: str) -> tuple[dict[str, Any], ...] | None:
    """The one step of a card on which no day is asked for, with a day so much later than it could be there."""
    moved = moved_in(text) if len(card.steps) == 1 and moves_a_day(text) else None
    step = card.steps[0]
    orders = getattr(step.result, "orders", None) or (step.result,)
    heads = [getattr(one, "head", None) for one in orders]
    promised = max((day for one in heads if isinstance(day := getattr(one, "promised_on", None), date)), default=None)
    wants = any(slot.name == _WANTED for slot in slots_of(step.operation)) and _WANTED not in step.arguments
    if moved is None or not moved.is_later or promised is None or not wants:
        return None
    return with_value(card, _WANTED, str(moved.of(promised)))


def so_much_later(card: Proposal, text: str, due_on: Callable[[str], date | None]) -> tuple[dict[str, Any], ...] | None:
    """The card of a delay with another length of it, where hardly more is said than that: "sorry, two weeks"."""
    step = card.steps[-1]
    said = [part for part in _CLAUSE.split(text) if _pattern("so_much").search(part)]
    if len(card.steps) != 1 or step.operation != _DELAYS or len(said) != 1 or asks(text):
        return None
    length = _pattern("so_much").search(said[0])
    due, days = due_on(str(step.arguments[_ORDERED])), None if length is None else _so_much(length[0])
    rest = _pattern("so_much").sub(" ", said[0])
    if due is None or days is None or _NOT.search(rest) or left_over(rest, "head", "told", "again", "moving"):
        return None
    day = str(add_months(due, days[1]) + timedelta(days=days[0]))
    return with_value(card, "due_on", day)


def moves_beside_a_figure(card: Proposal, text: str, spans: Sequence[Span]) -> str | None:
    """The words that move the card's day where a figure stands beside them: "a week later they want 5 more"."""
    moved = moved_in(text)
    held = len(card.steps) == 1 and any(day_in(value) for value in card.steps[0].arguments.values())
    if moved is None or not held or any(span.names for span in spans) or asks_outright(text):
        return None
    if any(says(what, text) for what in ("last_time", "came_then", "shifts_nothing")):
        return None
    beside = [span for span in spans if span.end <= moved.start or span.start >= moved.end]
    return text[moved.start : moved.end].strip() if len(beside) == 1 and is_quantity(beside[0]) else None


def delayed_until(text: str, due: date | None) -> date | None:
    """The day to which the words move one that is known; None where they move none."""
    moved = moved_in(text)
    return None if moved is None or due is None else moved.of(due)


def _day_meant(operation: str, arguments: Mapping[str, Any], text: str) -> str | None:
    days = [slot.name for slot in slots_of(operation) if slot.kind is SlotKind.DAY and day_in(arguments.get(slot.name))]
    if _HELD in days and HOLDS.search(text):
        return _HELD
    return days[0] if len(days) == 1 else None


def _lengthen(arguments: dict[str, Any], moved: Moved) -> bool:
    """Lets the one period of a step end so much later."""
    periods = [name for name, value in arguments.items() if isinstance(value, str) and ".." in value]
    if len(periods) != 1:
        return False
    start, _, end = str(arguments[periods[0]]).partition("..")
    last = day_in(end)
    if last is None:
        return False
    arguments[periods[0]] = f"{start}..{moved.of(last)}"
    return True


def day_in(value: object) -> date | None:
    """The day that an argument holds, if it holds one."""
    with suppress(ValueError):
        return date.fromisoformat(value) if isinstance(value, str) else None
    return None


def _so_much(words: str) -> tuple[int, int] | None:
    """So many days and so many months."""
    if _FORTNIGHT.search(words):
        return 2 * 7, 0
    numerals = find_numerals(normalise(words))
    number = numerals[0].value if numerals else 1
    if number is None or number % 1:
        return None
    if _MONTH.search(words):
        return 0, int(number)
    length = next((days for pattern, days in _DAYS_IN if pattern.search(words)), None)
    return None if length is None else (int(number) * length, 0)


@cache
def _pattern(what: str) -> re.Pattern[str]:
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "moved_days.yaml")
    patterns = [data[what]] if what == "so_much" else data[what]
    return any_pattern(tuple(one.replace("{so_much}", data["so_much"]) for one in patterns))
