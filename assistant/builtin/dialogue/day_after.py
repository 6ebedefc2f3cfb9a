"""The one day on a card put where the words say it comes after: "the Monday after that", "the week after".

Moves by so many days are in `moved_days`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from assistant.builtin.dialogue.card_steps import with_value
from assistant.builtin.dialogue.fillers import asks_outright, left_over
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.moved_days import day_in
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span
from core.calendar import add_months
from core.proposals import Proposal

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AFTER = re.compile(
    rf"(?<![a-z])(?:the (?:following |next )?(?P<day>{'|'.join(_WEEKDAYS)})(?: right)? after(?: that| this)?(?=[.!,]|$)"
    rf"|the following (?P<following>{'|'.join(_WEEKDAYS)})(?![a-z])"
    r"|the (?P<unit>day|week|month) (?:after|(?P<before>before))(?: that| this)?(?=[.!,]|$))",
    re.IGNORECASE,
)
_FORBIDS = re.compile(r"(?:n't|\bnot|\bnever)(?: [a-z]+){0,2} *$", re.IGNORECASE)
_WORDS_AROUND = 2
"""How many words nobody reads may stand around it: a tale of days moves nothing."""

_WEEK = 7


def day_after(card: Proposal, text: str, spans: Sequence[Span]) -> tuple[dict[str, Any], ...] | None:
    """The card's steps with its one day moved as the words say; None where they move none, or say more."""
    match = _AFTER.search(text)
    if (
        match is None
        or len(card.steps) != 1
        or any(span.names or is_quantity(span) for span in spans)
        or _is_no_wish(text)
    ):
        return None
    days = {name: day for name, value in card.steps[0].arguments.items() if (day := day_in(value)) is not None}
    left = left_over(f"{text[: match.start()]} {text[match.end() :]}", "head", "again", "told").split()
    if len(days) != 1 or len(left) > _WORDS_AROUND or _FORBIDS.search(text[: match.start()]):
        return None
    [(name, before)] = days.items()
    return with_value(card, name, str(_moved(before, match)))


def _is_no_wish(text: str) -> bool:
    """Whether it is asked, or told of what happened before."""
    return asks_outright(text) or says("last_time", text) or says("came_then", text) or says("shifts_nothing", text)


def _moved(before: date, match: re.Match[str]) -> date:
    """The next such day of the week, or the day, week or month after or before."""
    weekday = match["day"] or match["following"]
    if weekday:
        return before + timedelta(days=(_WEEKDAYS.index(weekday.lower()) - before.weekday()) % _WEEK or _WEEK)
    way = -1 if match["before"] else 1
    if match["unit"].lower() == "month":
        return add_months(before, way)
    return before + timedelta(days=way * (_WEEK if match["unit"].lower() == "week" else 1))
