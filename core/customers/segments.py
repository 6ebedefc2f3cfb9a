"""Segments: named sets of customers. A segment is a key on the customer; its names stand in the name index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import names
from core.customers.models import Customer
from core.errors import Choice, NotFound
from core.names import NameRow
from core.operations import asking_of

NAME_KIND = "segment"


class NoSuchSegment(NotFound):
    """No customer is in a segment of that name. Facts: segment. Choices: the segments there are."""


def segment_named(session: Session, text: str) -> str:
    """The key of the segment that `text` names, or is; refuses `NoSuchSegment`."""
    found = known_segment(session, text)
    if found is None:
        choices = tuple(Choice(value=one, name_zh=one, name_en=one) for one in _in_use(session))
        raise NoSuchSegment(segment=text[:40], choices=choices[: names.CHOICES_SHOWN])
    return found


def known_segment(session: Session, text: str) -> str | None:
    """The key of the segment that `text` names, or is; None where no customer is or was in one."""
    key = names.key_of(text)
    named = names.exactly(session, [text]).get((NAME_KIND, key), [])
    if len(named) == 1:
        return named[0].code
    return next((segment for segment in _in_use(session) if names.key_of(segment) == key), None)


def segment_names(session: Session, keys: Iterable[str | None]) -> dict[str, tuple[str, str]]:
    """The Chinese and the English name of each segment, the key itself where it has none."""
    found = {key: (key, key) for key in keys if key}
    rows = (
        session.execute(
            select(NameRow.code, NameRow.text, NameRow.language).where(
                NameRow.kind == NAME_KIND, NameRow.code.in_(found), NameRow.removed.is_(False)
            )
        ).all()
        if found
        else []
    )
    for code, text, language in rows:
        zh, en = found[code]
        found[code] = (text if language == "zh" else zh, text if language == "en" else en)
    return found


def _in_use(session: Session) -> list[str]:
    return sorted(filter(None, session.scalars(select(Customer.segment).distinct())))


def _segment(value: object, info: ValidationInfo) -> str:
    return segment_named(asking_of(info).session, str(value).strip())


SegmentKey = Annotated[
    str, BeforeValidator(_segment), WithJsonSchema({"type": "string", "description": "a segment of customers"})
]
"""A segment some customer is in, by key or by name."""
