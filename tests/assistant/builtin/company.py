"""A small company for the tests of the recognisers: its names, its unit words, its day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args
from uuid import NAMESPACE_DNS, UUID, uuid5

import yaml

from assistant.builtin.names import Entry, Kind, NameIndex
from assistant.builtin.spans import Amount, Document, Measured, NameMatch, Number, Quantity, Span
from assistant.builtin.units import Units
from core.calendar import ChinaCalendar, TimeSpan

TODAY = date(2026, 11, 23)
WORKING = ChinaCalendar()
DATA = Path(__file__).parent / "data"


def ref_of(kind: str, code: str) -> UUID:
    """The id of a thing of the test company."""
    return uuid5(NAMESPACE_DNS, f"{kind}/{code}")


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = yaml.safe_load((DATA / "names.yaml").read_text(encoding="utf-8"))
    return content


def entries() -> list[Entry]:
    """Every text by which the test company's people call something."""
    return [
        Entry(kind, ref_of(kind, code), code, text)
        for kind in get_args(Kind)
        for code, texts in _names()[kind].items()
        for text in (code, *texts)
    ]


@cache
def names() -> NameIndex:
    """The test company's name index; not to be changed by a test."""
    return NameIndex(entries())


@cache
def units() -> Units:
    """The test company's unit words."""
    return Units(_names()["units"])


def told(span: Span) -> str:
    """A span in one short word for a table: quantity:20台, name:BP-200, date:2026-12-04 by."""
    return f"{span.type}:{_value(span)}"


def _value(span: Span) -> str:
    value = span.value
    if isinstance(value, NameMatch):
        choices = "/".join(sorted(match.code for match in span.names))
        return choices + ("" if value.sure else "?")
    if isinstance(value, Quantity):
        marks = "~" * value.approximate + " each" * value.each + " implied" * value.implied
        return f"{value.number}{value.unit or ''}{_ends(value.low, value.high)}{marks}"
    if isinstance(value, Number):
        return f"{value.value}{value.counter or ''}{_ends(value.low, value.high)}{'~' * value.approximate}"
    if isinstance(value, Amount):
        return f"{value.amount} {value.currency}"
    if isinstance(value, Document):
        return value.number + ".." * (not value.complete)
    if isinstance(value, Measured):
        return f"{value.number} {value.unit}"
    if isinstance(value, TimeSpan):
        return f"{value.value}{f' {value.bound}' if value.bound else ''}"
    return str(value)


def _ends(low: Decimal | None, high: Decimal | None) -> str:
    return "" if low is None and high is None else f"[{low or ''}..{high or ''}]"
