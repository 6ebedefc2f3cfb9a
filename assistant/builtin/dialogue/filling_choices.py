"""Filling parameters that choose one of several values, by the words for each: drafts, by region."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.builtin.dialogue.choices import chosen, flag_said
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.slots import Slot
from assistant.builtin.spans import Span, SpanType
from core.calendar import Comparison, Period, TimeSpan

_LAST = re.compile(r"last\b|去年|上年", re.IGNORECASE)


def fill_choice(
    filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> None:
    for span in spans:
        if span.type is SpanType.COMPARISON and slot.of == "Comparison" and isinstance(span.value, TimeSpan):
            filled.arguments[slot.name] = str(span.value.value)
            filled.used.add(span)
            return
    if slot.of == "Comparison" and _two_periods(filled, slot, spans):
        return
    found = chosen(slot.of, _without_names(text, spans))
    if found:
        filled.arguments[slot.name] = next((one for one in found if _is_called(slot.name, one, text)), found[0])


def fill_flag(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    """Fills a yes or no that words of its own say: 按批号管, "prices without tax"."""
    if found := flag_said(slot.name, _without_names(text, spans)):
        filled.arguments[slot.name] = found[0]


def _is_called(parameter: str, value: str, text: str) -> bool:
    """Whether the value is said with the parameter's own name, which counts before what only sounds like another."""
    return re.search(rf"\b{value}[ -]{parameter}\b|\b{parameter}[: ]+{value}\b", text, re.IGNORECASE) is not None


def _two_periods(filled: Filled, slot: Slot, spans: Sequence[Span]) -> bool:
    """ "10月和9月比", "this October with October last year": the second period says what the first is held against."""
    periods = [span for span in spans if isinstance(span.value, TimeSpan) and isinstance(span.value.value, Period)]
    read = [span.value.value for span in periods if isinstance(span.value, TimeSpan)]
    if len(read) != 2 or not all(isinstance(one, Period) for one in read):
        return False
    if read[0] == read[1] and _LAST.match(periods[1].text):
        filled.arguments |= {"period": str(read[0]), slot.name: Comparison.YEAR_BEFORE.value}
        filled.used |= set(periods)
        return True  # "October against last October": the one before the one that was said
    for later, earlier in ((read[0], read[1]), (read[1], read[0])):
        assert isinstance(later, Period)
        meant = {later.previous(): Comparison.PREVIOUS, later.year_before(): Comparison.YEAR_BEFORE}
        if isinstance(earlier, Period) and earlier in meant:
            filled.arguments |= {"period": str(later), slot.name: meant[earlier].value}
            filled.used |= set(periods)
            return True
    return False


def fill_choices(
    filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> None:
    found = chosen(slot.of, _without_names(text, spans, SpanType.PERIOD))
    if found:
        filled.arguments[slot.name] = found


def _without_names(text: str, spans: Sequence[Span], *more: SpanType) -> str:
    """The text with names blanked, and `more`, so that a choice is never read out of somebody's name."""
    for span in spans:
        if span.type in (SpanType.NAME, SpanType.DOCUMENT, *more):
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return re.sub(r"\s{3,}", "  ", text)
