"""What the data file of requests says of an intent: the question behind it, its defaults, what cannot be done.

How requests are found in a message is in `requests`.
"""

from __future__ import annotations

import re
from typing import Any

from assistant.builtin.dialogue.choices import any_of
from assistant.data_files import data_of


def questions_behind(intent: str) -> list[str]:
    """The queries that answer what a vetoed command would have done, the first first."""
    found = request_data()["question_behind"].get(intent, [])
    return [found] if isinstance(found, str) else list(found)


def default_for(intent: str, slot: str) -> str | None:
    """What a slot is taken to be when nothing is said."""
    found = request_data()["defaults"].get(intent, {}).get(slot)
    return None if found is None else str(found)


def of_a_ticket(intent: str, text: str) -> str | None:
    """What is meant where the talk is about a ticket and the words name no order: "cancel it" withdraws the ticket."""
    other = request_data()["of_a_ticket"].get(intent)
    speaks_of_goods = re.search(request_data()["not_of_a_ticket"], text, re.IGNORECASE) is not None
    return None if other is None or speaks_of_goods else str(other)


def instead_of(what: str, intent: str) -> Any:  # noqa: ANN401 - what the data file holds
    """What the data file says is done instead of `intent` in the case `what`, or None."""
    return request_data()[what].get(intent)


def not_measured(intent: str, text: str) -> str | None:
    """The word for a figure that is asked for and that no report has."""
    words = request_data()["not_measured"].get(intent)
    match = any_of(words).search(text) if words else None
    return match[0] if match else None


def is_upset(text: str) -> bool:
    """Whether somebody speaks as one who is upset."""
    return re.search(request_data()["upset"], text, re.IGNORECASE) is not None


def forbids(text: str) -> bool:
    """Whether the words forbid something, and do not only tell how things are not."""
    return re.search(request_data()["forbids"], text, re.IGNORECASE) is not None


def ends_by_negation(intent: str, text: str) -> bool:
    """Whether the command ends something, so that a negation gives it ("need not decide for me any more")."""
    data = request_data()["ends_by_negation"]
    return intent in data["commands"] and re.search(data["unless"], text, re.IGNORECASE) is None


def is_told_otherwise(text: str) -> bool:
    """Whether the words tell of what was ordered before, or may be ordered some day."""
    return re.search(request_data()["told_otherwise"], text, re.IGNORECASE) is not None


def is_rule(intent: str) -> bool:
    """Whether the command sets what is done from now on, in which case: its "if" supposes nothing."""
    return intent in request_data()["rules"]


def is_handed_over(intent: str) -> bool:
    """Whether it is talk that somebody of the company has to act on."""
    return intent in request_data()["handed_over"]


def deed_of(intent: str) -> str:
    """What is done with an intent, the same for those whose parts of a message are one request."""
    return next((deed for deed, intents in request_data()["one_deed"].items() if intent in intents), intent)


def cannot_be_done(intent: str, text: str) -> str | None:
    """What is asked for along with an order and cannot be done here, by its name in the data."""
    if intent not in ("place_order", "draft_order"):
        return None
    return next(
        (name for name, words in request_data()["cannot"].items() if re.search(words, text, re.IGNORECASE)), None
    )


def given_away(text: str, before: int | None) -> int | None:
    """Where words begin that give goods away: right `before` a place of the text, or (None) English ones anywhere."""
    patterns = request_data()["given_away"]
    pattern, where = (patterns["en"], text) if before is None else (patterns["zh"], text[:before])
    match = re.search(pattern, where, re.IGNORECASE)
    return match.start() if match else None


def request_data() -> dict[str, Any]:
    """The data file as it is."""
    data: dict[str, Any] = data_of("assistant.builtin.dialogue", "requests.yaml")
    return data
