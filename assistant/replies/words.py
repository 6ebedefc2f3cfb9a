"""Saying things: a text of the locale files, filled with facts that are written as the language writes them.

A text holds `{fact}`; `{fact:one|many}` picks a word by number, `{fact: in %}` writes its words only when there is
such a fact, `{fact:unit}` writes a quantity in the unit that is given as the fact `unit`, `{fact:plain}` a number that
counts nothing, such as a port.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from string import Formatter

from assistant.replies.days import day_words, moment_words
from assistant.replies.entries import entry, find_entry
from assistant.replies.figures import number, quantity

_FORGOTTEN = "…"


def say(key: str, language: str, **facts: object) -> str:
    """The text `key` in `language` with its facts; those the text has no place for are left out.

    Raises LookupError for a key no locale file has.
    """
    return fill(entry(key, language), language, facts)


def say_if_known(key: str, language: str, **facts: object) -> str | None:
    """Like `say`, None where no locale file has the key."""
    text = find_entry(key, language)
    return None if text is None else fill(text, language, facts)


def fill(text: str, language: str, facts: Mapping[str, object]) -> str:
    """`text` with its places filled from `facts`."""
    pieces = []
    for literal, name, form in _parsed(text):
        pieces.append(literal)
        if name is not None:
            pieces.append(_place(name, form, language, facts))
    return "".join(pieces)


def places(text: str) -> frozenset[str]:
    """The names of the facts a text has places for."""
    return frozenset(name for _, name, _ in _parsed(text) if name is not None)


def written(value: object, language: str) -> str:
    """A fact as the language writes it: numbers, days, lists; text stays as it is."""
    if isinstance(value, str):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return entry("yes" if value else "no", language)
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, datetime):
        return moment_words(value, language)
    if isinstance(value, date):
        return day_words(value, language)
    if isinstance(value, Sequence):
        return listed([written(one, language) for one in value], language)
    return str(value)


def listed(texts: Sequence[str], language: str, *, last: str = "and") -> str:
    """甲、乙和丙 / A, B and C; `last` is "and" or "or"."""
    if len(texts) < 2:
        return "".join(texts)
    return entry("list.comma", language).join(texts[:-1]) + entry(f"list.{last}", language) + texts[-1]


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, name, form or "") for literal, name, form, _ in Formatter().parse(text))


def _place(name: str, form: str, language: str, facts: Mapping[str, object]) -> str:
    value = facts.get(name, _FORGOTTEN)
    if not form:
        return written(value, language)
    if "|" in form:
        one, many = form.split("|", 1)
        return one if _counted(value) == 1 else many
    if form == "plain":
        return str(value)
    if form == "unit":
        count = _counted(value)
        unit = facts.get("unit") or ""
        return written(value, language) if count is None else quantity(count, str(unit), language)
    text = "" if name not in facts else written(value, language)
    return form.replace("%", text) if text else ""


def _counted(value: object) -> Decimal | None:
    """A number, also one that was kept as text."""
    try:
        return Decimal(str(value)) if isinstance(value, int | str | Decimal) else None
    except InvalidOperation:
        return None
