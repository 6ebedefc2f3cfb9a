"""Which codes and numbers of a message are lots, though it does not call them so: "the number on the box is KN2607"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span, SpanType

_FIGURES = re.compile(r"[0-9]{4,8}")


def possible_lots(text: str, spans: Sequence[Span]) -> list[Span]:
    """Codes that name nothing else; and mere figures, where the words ask where something is from or who has it."""
    traced = says("of_lots", text)
    return [
        span
        for span in spans
        if span.type is SpanType.CODE or (traced and span.type is SpanType.NUMBER and _FIGURES.fullmatch(span.text))
    ]


def as_lots(spans: tuple[Span, ...], may_be: Sequence[Span], known: Collection[str]) -> tuple[Span, ...]:
    """The spans with those of them as lots that are `known`."""
    return tuple(
        replace(span, type=SpanType.LOT, value=span.text.upper(), alternatives=())
        if span in may_be and span.text.upper() in known
        else span
        for span in spans
    )
