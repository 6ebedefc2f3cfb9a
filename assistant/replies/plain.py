"""Showing a result nobody wrote words for: its fields by their labels, or their own names where they have none.

A new operation is usable through chat at once with these; its area adds better words when it wants to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from assistant.replies.blocks import Block, CardBlock, Column, Fact, TableBlock
from assistant.replies.reader import Reader
from assistant.replies.sections import Section
from assistant.replies.words import written
from core import operations
from core.proposals import ProposedStep

_ROWS_MAX = 50
_NOT_SHOWN = frozenset({"document", "approvals", "unusual"})


def present_plainly(operation: str, result: object, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Any query's result: rows as a table, one value with fields as a card, anything else in the text."""
    title = title_of(operation, reader)
    rows = _rows(result)
    if rows is not None:
        text = reader.say("result.rows", operation=title, count=len(rows))
        return text, (_table(rows[:_ROWS_MAX], reader),) if rows else ()
    if is_dataclass(result):
        card = CardBlock(title=title, status="", status_label="", facts=tuple(_facts(result, reader)))
        return reader.say("result.one", operation=title), (card,)
    return reader.say("result.value", operation=title, value=_cell(result, reader)), ()


def plain_section(step: ProposedStep, reader: Reader) -> Section:
    """Any command's result."""
    title = title_of(step.operation, reader)
    number = step.document.number if step.document else ""
    return Section(
        kind=title,
        proposed=reader.say("result.proposed", operation=title),
        done=reader.say("result.done", operation=title, number=number) if number else "",
        facts=tuple(_facts(step.result, reader)),
    )


def title_of(operation: str, reader: Reader) -> str:
    """What an operation is called: its title in the locale files, else the first line of its description."""
    known = reader.say_if_known(f"operation.{operation}")
    if known is not None:
        return known
    declared = operations.find(operation)
    return declared.summary.rstrip(".") if declared is not None else operation


def _rows(result: object) -> list[object] | None:
    """The rows of a list, or of a page, which is a value with one list of values and figures beside it."""
    if isinstance(result, Sequence) and not isinstance(result, str | bytes):
        return list(result)
    if not is_dataclass(result):
        return None
    lists = [value for _, value in _fields(result) if isinstance(value, tuple) and value and is_dataclass(value[0])]
    return list(lists[0]) if len(lists) == 1 and len(fields(result)) <= 2 else None


def _table(rows: Sequence[object], reader: Reader) -> TableBlock:
    if not is_dataclass(rows[0]):
        return TableBlock(columns=(Column(label=""),), rows=tuple((_cell(row, reader),) for row in rows))
    names = [name for name, _ in _fields(rows[0])]
    cells = tuple(tuple(_cell(getattr(row, name), reader) for name in names) for row in rows)
    return TableBlock(columns=tuple(Column(label=_label(name, reader)) for name in names), rows=cells)


def _facts(value: object, reader: Reader) -> Iterator[Fact]:
    for name, inner in _fields(value):
        text = _cell(inner, reader)
        if text:
            yield Fact(label=_label(name, reader), value=text)


def _fields(value: object) -> list[tuple[str, object]]:
    if not is_dataclass(value) or isinstance(value, type):
        return []
    named = [(each.name, getattr(value, each.name)) for each in fields(value)]
    return [(name, inner) for name, inner in named if name not in _NOT_SHOWN and not isinstance(inner, UUID)]


def _label(name: str, reader: Reader) -> str:
    return reader.say_if_known(f"label.{name}") or name.replace("_", " ")


def _cell(value: object, reader: Reader) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return reader.moment(value)
    if isinstance(value, date):
        return reader.day(value)
    if is_dataclass(value):
        return " · ".join(filter(None, (_cell(inner, reader) for _, inner in _fields(value))))
    if isinstance(value, tuple | list):
        return reader.listed([_cell(inner, reader) for inner in value])
    return written(value, reader.language)
