"""What an operation's parameters want to hear, read off its signature: no operation is described twice."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema

from core import operations
from core.calendar import Period
from core.operations import Reference


class SlotKind(StrEnum):
    """What sort of words fill a parameter."""

    NAME = "name"
    NAMES = "names"
    LINES = "lines"
    QUANTITY = "quantity"
    DISCOUNT = "discount"
    MONEY = "money"
    DAY = "day"
    PERIOD = "period"
    CHOICE = "choice"
    CHOICES = "choices"
    WORDS = "words"
    MANY_WORDS = "many_words"
    DAYS = "days"
    FLAG = "flag"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter. `of` is the reference's kind, the name of the enumeration behind a choice, or a line's fields."""

    name: str
    kind: SlotKind
    required: bool
    of: str = ""


@cache
def slots_of(operation: str) -> tuple[Slot, ...]:
    """The slots of an operation, in the order of its signature."""
    found = operations.find(operation)
    if found is None:
        return ()
    return tuple(
        _slot(name, found.hints[name], required=parameter.default is parameter.empty)
        for name, parameter in found.parameters.items()
    )


def _slot(name: str, hint: Any, *, required: bool) -> Slot:  # noqa: ANN401 - a type hint has no common type
    base, metadata = _unwrapped(hint)
    wanted = next((one.json_schema for one in metadata if isinstance(one, WithJsonSchema)), None) or {}
    marked = str(wanted.get("x-reference", ""))
    if marked in (SlotKind.QUANTITY, SlotKind.DISCOUNT):
        return Slot(name, SlotKind(marked), required)
    if get_origin(base) in (list, Sequence):
        inner, _ = _unwrapped(get_args(base)[0])
        if inner is str:
            return Slot(name, SlotKind.MANY_WORDS, required)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return Slot(name, SlotKind.LINES, required, " ".join(inner.model_fields))
        if isinstance(inner, type) and issubclass(inner, StrEnum):
            return Slot(name, SlotKind.CHOICES, required, inner.__name__)
        if isinstance(inner, type) and issubclass(inner, Reference):
            return Slot(name, SlotKind.NAMES, required, inner.kind)
        return Slot(name, SlotKind.OTHER, required)
    return _plain(name, base, required=required)


def _plain(name: str, base: Any, *, required: bool) -> Slot:  # noqa: ANN401 - a type hint has no common type
    if not isinstance(base, type):
        return Slot(name, SlotKind.OTHER, required)
    if issubclass(base, Reference):
        return Slot(name, SlotKind.NAME, required, base.kind)
    if issubclass(base, StrEnum):
        return Slot(name, SlotKind.CHOICE, required, base.__name__)
    if base is int and name.endswith(("_days", "_hours")):
        return Slot(name, SlotKind.DAYS, required)
    kinds = {
        Period: SlotKind.PERIOD,
        date: SlotKind.DAY,
        Decimal: SlotKind.MONEY,
        str: SlotKind.WORDS,
        bool: SlotKind.FLAG,
    }
    return Slot(name, kinds.get(base, SlotKind.OTHER), required)


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:  # noqa: ANN401 - a type hint has no common type
    """The bare type behind `Annotated` and `| None`, and the annotations on the way."""
    metadata: tuple[Any, ...] = ()
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            metadata += hint.__metadata__
            hint = hint.__origin__
        elif origin in (Union, types.UnionType):
            hint = next(one for one in get_args(hint) if one is not type(None))
        else:
            return hint, metadata
