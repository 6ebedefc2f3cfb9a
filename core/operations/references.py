"""References: what a person wrote for a product, a customer, an order, turned into the one row it means.

The kernel knows only the shape. Each area declares its own references and how they resolve, so that the kernel
imports no area.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue, WithJsonSchema
from pydantic_core import core_schema
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor
from core.calendar import Period, WorkingCalendar, resolve_day, resolve_period, working_calendar
from core.errors import Invalid
from core.names import Exact


class NotText(Invalid):
    """A reference must be written as text. Facts: what."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, in which transaction and when: what turning words into values needs.

    `exact` holds what the arguments' texts name exactly, read for all of them in one statement.
    """

    session: Session
    actor: Actor
    now: datetime
    exact: Exact


@dataclass(frozen=True, slots=True)
class Reference:
    """One row of an area, named by `code` as a person would write it exactly."""

    id: UUID
    code: str

    kind: ClassVar[str] = ""
    hint: ClassVar[str] = "code or name, as the person wrote it"

    @classmethod
    @abstractmethod
    def resolve(cls, asking: Asking, text: str) -> Self:
        """The row that `text` means for this actor; refuses NotFound or Ambiguous (with choices in scope)."""

    @classmethod
    def of_asker(cls, actor: Actor) -> str | None:
        """What an actor means who names none, where it can only be one: a customer their own company."""
        return None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda reference: reference.code, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "description": f"{cls.kind}: {cls.hint}", "x-reference": cls.kind}

    @classmethod
    def _validate(cls, value: object, info: ValidationInfo) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str) or not value.strip():
            raise NotText(what=cls.kind)
        return cls.resolve(asking_of(info), value.strip())


def asking_of(info: ValidationInfo) -> Asking:
    """The `Asking` that operations put into every validation."""
    if not isinstance(info.context, Asking):
        raise TypeError("references and time words are validated by operations only")
    return info.context


def _day(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        asking = asking_of(info)
        return resolve_day(value, today=asking.actor.today(asking.now), working=_working(asking))
    return value


def _working(asking: Asking) -> WorkingCalendar:
    return working_calendar(company.current(asking.session).country)


def _period(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        asking = asking_of(info)
        return resolve_period(value, today=asking.actor.today(asking.now), working=_working(asking))
    return value


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "description": "a day: ISO date or words such as 下周五, next Friday"}),
]


class _PeriodSchema:
    """Pydantic's view of `Period`: words or an ISO interval in, an ISO interval out."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(_period, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "description": "a period: 2026-10-01..2026-10-31 or words such as 上个月, last quarter",
            "x-reference": "period",
        }


PeriodWords = Annotated[Period, _PeriodSchema]
