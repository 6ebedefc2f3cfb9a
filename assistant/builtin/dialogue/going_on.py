"""Reads that go on from the last one: "再按月看", "and 9?", "total only", "中号的呢", "账期呢" after a customer's card.

What was said before and is not changed is kept. Whether a message only changes something is read off its words and the
transcript; how the words score as a request of their own decides only where more is said.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of, blanked, chosen, without_choices
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.fillers import left_over, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, put_figure, unit_of
from assistant.builtin.dialogue.rehearsing import REHEARSE, day_of_payment
from assistant.builtin.dialogue.situation import Situation, is_query
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.variants import in_other_variant, without_variants
from assistant.builtin.spans import Number, Span, SpanType
from assistant.data_files import data_of
from core import operations
from core.calendar import Comparison, NotAPeriod, Period
from core.operations import Effect

_POSSESSIVE = re.compile(r"(?<=\s)['’]s(?![a-z])", re.IGNORECASE)
"""What is left of "Qihang's part" without the name."""

_COMPARED = "compare_with"

FollowUp = tuple[str, dict[str, Any]]
"""An operation to call again, and its arguments."""


def follow_up(
    text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits], situation: Situation, *, asked: str | None
) -> FollowUp | None:
    """The last read with the parts the message changes, or None when it changes none.

    `asked` is what the message surely asks for when taken by itself.
    """
    shown = _shown_before(text, spans, situation)
    if shown is not None:
        return shown
    last = _read_of_such(spans, situation) or situation.last_query()
    if last is None:
        return None
    operation = str(last["operation"])
    if asked not in (None, operation) and any(map(is_quantity, spans)) and not _counts(operation):
        return None  # how many of something is asked of another kind of read
    before = copy.deepcopy(dict(last.get("arguments") or {}))
    earlier = _earlier(before, text, spans)
    if earlier is not None:
        return operation, earlier
    only = only_changes(operation, text, spans)
    goes_on = says("follow", text) and asked in (None, operation)
    goes_on = goes_on or (operation == REHEARSE and day_of_payment(text, spans) is not None)
    if not (only or goes_on or only_values(text, spans) or (asked is None and spans)):
        return None
    dropped, rest = _dropped(operation, before, text) if only else (set(), text)
    changed = _changed(operation, before, rest, spans, units)
    variant = in_other_variant(text, last)
    if variant is not None:
        changed |= _of_product(variant, changed, before)
    if not changed and not dropped:
        return None
    kept = {name: value for name, value in before.items() if name not in dropped}
    if "quantity" in changed:
        kept.pop("unit", None)
    if only or any(kept.get(name) != value for name, value in changed.items()):
        return operation, kept | changed
    return None


def _earlier(before: dict[str, Any], text: str, spans: Sequence[Span]) -> dict[str, Any] | None:
    """The arguments of a read about the time before the one it was about: "and the month before that?", 再上个月呢."""
    period = before.get("period")
    if any(span.names for span in spans) or period is None or not says("time_before", text) or says("compares", text):
        return None
    return {**before, "period": str(Period.parse(str(period)).previous())}


def _counts(operation: str) -> bool:
    return any(slot.kind in (SlotKind.QUANTITY, SlotKind.LINES) for slot in slots_of(operation))


def _read_of_such(spans: Sequence[Span], situation: Situation) -> dict[str, Any] | None:
    """Of several reads of the last turn the one that was limited to what is named now: "and Lin Yue?"."""
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    reads = [call for call in calls if call.get("outcome") == "ok"]
    named = {one.kind for span in spans for one in span.names}
    fitting = [call for call in reads if named & _limited_to(call)]
    return fitting[-1] if len(fitting) == 1 and len(reads) > 1 and is_query(fitting[-1]) else None


def _limited_to(call: Mapping[str, Any]) -> set[str]:
    given = call.get("arguments") or {}
    return {
        slot.of for slot in slots_of(str(call.get("operation"))) if slot.kind is SlotKind.NAME and slot.name in given
    }


def only_changes(operation: str, text: str, spans: Sequence[Span]) -> bool:
    """Whether a message says nothing but values, choices and limits to be taken off, for an operation's parameters."""
    rest = _POSSESSIVE.sub(" ", without(text, spans))
    for slot in slots_of(operation):
        if slot.kind in (SlotKind.CHOICE, SlotKind.CHOICES):
            rest = without_choices(slot.of, rest)
        rest = blanked(_drops()[slot.name], rest) if slot.name in _drops() else rest
    return not left_over(without_variants(rest), "follow")


def only_reads_on(text: str, spans: Sequence[Span], situation: Situation) -> bool:
    """Whether a message, whatever it sounds like, only gives the last turn's read another value: "换成额温枪看看"."""
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    read = [str(call.get("operation")) for call in calls if call.get("outcome") == "ok"]
    asked = text.rstrip().endswith(("?", "？")) or text.rstrip("。 ").endswith("呢")
    looks = says("follow", text) and (says("look_up", text) or asked)
    last = operations.find(read[-1]) if read else None
    only_days = bool(spans) and all(span.type in (SpanType.DATE, SpanType.PERIOD) for span in spans)
    if last is None or last.effect is not Effect.QUERY or not (looks or only_days or _breaks_down(last.name, text)):
        return False
    return only_changes(last.name, text, spans)


def _breaks_down(operation: str, text: str) -> bool:
    """Whether a read that can be broken down is to be: "only the south, by customer" writes nothing."""
    by = [slot for slot in slots_of(operation) if slot.kind is SlotKind.CHOICES]
    return says("by_which", text) and any(chosen(slot.of, text) for slot in by)


def _dropped(operation: str, before: Mapping[str, Any], text: str) -> tuple[set[str], str]:
    """The limits that are taken off again, and the text without the words that do."""
    known = {slot.name for slot in slots_of(operation)}
    dropped = {name for name, pattern in _drops().items() if name in known & before.keys() and pattern.search(text)}
    for name in dropped:
        text = blanked(_drops()[name], text)
    return dropped, text


def _changed(
    operation: str, before: Mapping[str, Any], text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> dict[str, Any]:
    """The arguments that the message gives anew."""
    spans = _as_figures(spans) if "quantity" in before else spans
    filled = fill(operation, text, spans, units)
    free = {slot.name for slot in slots_of(operation) if slot.kind is SlotKind.WORDS}
    changed = {name: value for name, value in filled.arguments.items() if name not in free}
    _hold_against(changed, before, text)
    lines = before.get("lines") or []
    figures = [span for span in spans if is_quantity(span)]
    if "lines" in changed:
        changed["lines"] = _same_quantities(changed["lines"], lines)
    elif len(lines) == 1 and len(figures) == 1:
        line = dict(lines[0])
        put_figure(line, figures[0], units)
        changed["lines"] = [line]
    if "quantity" in changed and "unit" in free and figures:
        unit = unit_of(figures[0], str(changed.get("product") or before.get("product")), units)
        changed |= {} if unit is None else {"unit": unit}
    return changed


def _hold_against(changed: dict[str, Any], before: Mapping[str, Any], text: str) -> None:
    """A period put beside the one that was reported is what that is compared with: "put September beside it"."""
    reported, other = (_period_of(values.get("period")) for values in (before, changed))
    if reported is None or other is None or not says("held_against", text):
        return
    meant = {reported.previous(): Comparison.PREVIOUS, reported.year_before(): Comparison.YEAR_BEFORE}
    a_year_ago = reported.year_before()
    if other not in meant and other.start_on <= a_year_ago.start_on and a_year_ago.end_on <= other.end_on:
        meant[other] = Comparison.YEAR_BEFORE  # a week is not held against the whole of last year
    if other in meant:
        del changed["period"]
        changed[_COMPARED] = meant[other].value


def _period_of(value: object) -> Period | None:
    try:
        return Period.parse(str(value))
    except NotAPeriod:
        return None


def _as_figures(spans: Sequence[Span]) -> list[Span]:
    """The spans with a bare figure for what looks like a year: after a price for 500, "and for 2000?" is a quantity."""
    return [
        replace(span, type=SpanType.NUMBER, value=Number(Decimal(year[1])))
        if span.type is SpanType.PERIOD and (year := re.fullmatch(r"(?:for )?([0-9]{4})", span.text))
        else span
        for span in spans
    ]


def _of_product(product: str, changed: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that make the read one about another product."""
    if "product" in before:
        return {"product": product}
    lines = changed.get("lines") or before.get("lines") or []
    return {"lines": [{**lines[0], "product": product}]} if len(lines) == 1 else {}


def _same_quantities(lines: list[dict[str, Any]], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines that name only a product keep the figure that was asked about before."""
    for line in lines:
        if "quantity" not in line and len(before) == 1:
            line |= {name: before[0][name] for name in ("quantity", "unit") if name in before[0]}
            line.setdefault("quantity", "1")
    return lines


def _shown_before(text: str, spans: Sequence[Span], situation: Situation) -> FollowUp | None:
    """The last turn's read again, where only something is asked that it shows: "账期呢" after a customer's card."""
    if any(span.type is SpanType.NAME for span in spans) or not situation.turn.transcript:
        return None
    for call in reversed(situation.turn.transcript[-1].calls):
        pattern = _shown().get(str(call.get("operation")))
        if call.get("outcome") != "ok" or pattern is None or not pattern.search(text):
            continue
        if not left_over(blanked(pattern, text), "follow"):
            return str(call["operation"]), dict(call.get("arguments") or {})
    return None


def _data() -> dict[str, dict[str, dict[str, list[str]]]]:
    data: dict[str, dict[str, dict[str, list[str]]]] = data_of("assistant.builtin.dialogue", "following.yaml")
    return data


@cache
def _drops() -> dict[str, re.Pattern[str]]:
    return {name: any_of(words) for name, words in _data()["drops"].items()}


@cache
def _shown() -> dict[str, re.Pattern[str]]:
    return {name: any_of(words) for name, words in _data()["shown"].items()}
