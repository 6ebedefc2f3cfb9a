"""Corrections in mid-sentence: "给仁和下单…，不对，是给华东下", "sixteen - no, seventeen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of, blanked
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.lines import is_quantity, pair
from assistant.builtin.dialogue.picking import is_ruled_out
from assistant.builtin.spans import Span
from assistant.data_files import data_of

_NEAR = 3
"""Characters that may stand between goods and their figure."""

_NO = "no"
"""By itself it takes back a figure right before another, and else says what there is not: "no discount", "no cuffs"."""


def corrected(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """The text and its spans without what was taken back by a later word of the same sort; blanks keep its place."""
    kept = list(spans)
    for match in _marker().finditer(text):
        said = next((span for span in kept if span.start >= match.end()), None)
        before = [span for span in kept if span.end <= match.start()]
        more = () if match[0].casefold() == _NO else ("head",)
        if said is None or is_ruled_out(text.casefold(), said.start, said.end):
            continue  # "Chengdu, sorry, not Ningbo"
        if not before or left_over(blanked(_marker(), text[match.end() : said.start]), *more):
            continue
        if not more and said.names:
            continue
        meant = next((span for span in reversed(before) if _alike(span, said)), None)
        if meant is None or any(span.names and span.start > meant.start for span in before if _is_name(meant)):
            continue
        gone = [meant, *_counted_anew(kept, meant, said, text), *_of_other_goods(kept, said, match.start())]
        kept = [span for span in kept if span not in gone]
        for start, end in (*((span.start, span.end) for span in gone), (match.start(), said.start)):
            text = text[:start] + " " * (end - start) + text[end:]
    return text, tuple(kept)


def _counted_anew(spans: Sequence[Span], meant: Span, said: Span, text: str) -> list[Span]:
    """The figure of goods that are taken back, where the right ones have their own: "订20台，不对，是额温枪20台"."""
    behind = next((span for span in spans if span.start >= said.end), None)
    if not _is_name(said) or behind is None or not is_quantity(behind) or behind.start - said.end > _NEAR:
        return []
    before = [span for span in spans if span.end <= said.start]
    lines = pair(text[: said.start], before)
    return [line.quantity for line in lines if line.product is meant and line.quantity is not None]


def _of_other_goods(spans: Sequence[Span], said: Span, until: int) -> list[Span]:
    """The goods of a figure that is taken back, where others come with the new one: "no wait, 12 forehead ones"."""
    goods = next((span for span in spans if span.start >= said.end), None)
    if not is_quantity(said) or goods is None or not _names_goods(goods) or goods.start - said.end > _NEAR:
        return []
    before = [span for span in spans if span.end <= until and _names_goods(span)]
    again = any({one.code for one in span.names} & {one.code for one in goods.names} for span in before)
    return [] if again else before[-1:]


def _names_goods(span: Span) -> bool:
    return any(one.kind == "product" for one in span.names)


def _is_name(span: Span) -> bool:
    return bool(span.names) and not any(one.kind == "customer" for one in span.names)


def _alike(one: Span, other: Span) -> bool:
    if is_quantity(one) and is_quantity(other):
        return True
    kinds = {match.kind for match in one.names}, {match.kind for match in other.names}
    return bool(kinds[0] & kinds[1]) if all(kinds) else one.type is other.type and not any(kinds)


def parameter_refused(refusal: str) -> str | None:
    """The parameter whose value a refusal is about, where it is about one."""
    found = _data()["refused_about"].get(refusal)
    return None if found is None else str(found)


@cache
def _marker() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\s,，。.;；:：-])(?:{any_of(_data()['said_just_now']).pattern})", re.IGNORECASE)


def _data() -> dict[str, Any]:
    found: dict[str, Any] = data_of("assistant.builtin.dialogue", "corrections.yaml")
    return found
