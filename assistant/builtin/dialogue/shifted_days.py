"""A day on the card said by how far it is from the one that stands there: "make that a week later", 再往后推两天.

Only a day that somebody said is shifted; what the words are said of must be the one day of the card.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import Any

from assistant.builtin.dialogue.fillers import asks_outright, left_over
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span
from assistant.data_files import data_of
from core.calendar.period import add_months
from core.proposals import Proposal

_WORDS_AROUND = 2
"""How many words nobody reads may stand around a shift: a tale of days shifts nothing."""

_FORBIDS = re.compile(r"(?:别|不要|不能|不许|不会|勿|没)再?$|(?:n't|\bnot|\bnever)(?: [a-z]+){0,2} *$", re.IGNORECASE)
_WEEK = 7
_LONGEST = 366


def shifted_day(card: Proposal, text: str, spans: Sequence[Span]) -> tuple[dict[str, Any], ...] | None:
    """The card's steps with its one day moved as the words say; None where they move none, or say more."""
    if len(card.steps) != 1 or any(span.names for span in spans) or _is_no_wish(text):
        return None
    step: dict[str, Any] = {"operation": card.steps[0].operation, "arguments": copy.deepcopy(card.steps[0].arguments)}
    days = {name: day for name, value in step["arguments"].items() if (day := _as_day(value)) is not None}
    match = next(filter(None, (pattern.search(text) for pattern in _shifts())), None)
    if len(days) != 1 or match is None or _is_forbidden(text[: match.start()]) or not _says_no_more(text, match):
        return None
    if any(is_quantity(span) and (span.end <= match.start() or span.start >= match.end()) for span in spans):
        return None  # "a week later they want 5 more"
    [(name, before)] = days.items()
    moved = _moved(before, match)
    if moved is None or abs((moved - before).days) > _LONGEST:
        return None
    step["arguments"][name] = str(moved)
    return (step,)


def _is_no_wish(text: str) -> bool:
    """Whether it is asked, or told of what happened before."""
    return asks_outright(text) or says("last_time", text) or says("came_then", text) or says("shifts_nothing", text)


def shifts_beside_a_figure(card: Proposal, text: str, spans: Sequence[Span]) -> str | None:
    """The words that move the card's day where a figure stands beside them: "a week later they want 5 more"."""
    match = next(filter(None, (pattern.search(text) for pattern in _shifts())), None)
    held = len(card.steps) == 1 and any(_as_day(value) for value in card.steps[0].arguments.values())
    beside = match and [one for one in spans if one.end <= match.start() or one.start >= match.end()]
    if match is None or not held or not beside or _is_no_wish(text) or any(one.names for one in spans):
        return None
    return match[0].strip() if len(beside) == 1 and is_quantity(beside[0]) else None


def _is_forbidden(before: str) -> bool:
    """Whether the words right before the shift say that it is not to be: 这次别晚一周."""
    return _FORBIDS.search(before) is not None


def _as_day(value: object) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(value) if isinstance(value, str) else None
    return None


def _says_no_more(text: str, match: re.Match[str]) -> bool:
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    left = left_over(rest, "head", "again", "told").split()
    return sum(-(-len(word) // 2) if ord(word[0]) > 0x2E80 else 1 for word in left) <= _WORDS_AROUND


def _moved(before: date, match: re.Match[str]) -> date | None:
    """The day that is meant: so long before or after the one there is, or the next such day of the week."""
    said = {name: value.lower() for name, value in match.groupdict().items() if value}
    if "weekday" in said:
        ahead = (_data()["weekdays"][said["weekday"]] - before.weekday()) % _WEEK or _WEEK
        return before + timedelta(days=ahead)
    number = _number(said.get("number", "1"))
    unit = _data()["units"].get(said.get("unit", "").rstrip("s"))
    if number is None or unit is None:
        return None
    way = -1 if "back" in said else 1
    if unit == "months":
        return add_months(before, way * number)
    return before + timedelta(**{unit: way * number})


def _number(said: str) -> int | None:
    found = _data()["numbers"].get(said.strip())
    return int(said) if said.isdecimal() else None if found is None else int(found)


def _data() -> dict[str, Any]:
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "shifted_days.yaml")
    return data


@cache
def _shifts() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _data()["shifts"])
