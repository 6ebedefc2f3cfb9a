"""Filling an operation's slots from the spans of a message, and noticing what was said but not used.

What the words do not support stays empty. In a command every figure, date and percentage has to be used by an
argument, or it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from assistant.builtin.dialogue.filled import Filled, codes_in, is_of_a_document
from assistant.builtin.dialogue.filling_choices import fill_choice, fill_choices
from assistant.builtin.dialogue.filling_days import fill_days
from assistant.builtin.dialogue.filling_terms import (
    day_meant,
    days_meant,
    fill_from_until,
    is_last_day,
    is_least,
    is_one,
    period_of_date,
)
from assistant.builtin.dialogue.filling_words import (
    HOLDS,
    WHOLE,
    fill_category,
    fill_introduced,
    fill_many_words,
    fill_words,
)
from assistant.builtin.dialogue.introduced import for_slot
from assistant.builtin.dialogue.line_terms import fill_prices, spoken_of_only
from assistant.builtin.dialogue.lines import (
    PairedLine,
    ProductUnits,
    is_quantity,
    is_vague,
    line_arguments,
    number_of,
    one_of,
    pair,
    unit_of,
    words_of,
)
from assistant.builtin.dialogue.own_words import note_in
from assistant.builtin.dialogue.said_before import (
    is_a_difference,
    is_by_so_much,
    is_said_again,
    leads_elsewhere,
    leads_here,
)
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.told_beside import is_told_beside
from assistant.builtin.document_kinds import NUMBERED
from assistant.builtin.spans import Amount, Document, NameMatch, Number, Quantity, Span, SpanType
from core.calendar import Period, TimeSpan

MUST_BE_READ = frozenset(
    {
        SpanType.QUANTITY,
        SpanType.MONEY,
        SpanType.PERCENT,
        SpanType.DISCOUNT,
        SpanType.FRACTION,
        SpanType.DATE,
        SpanType.PERIOD,
        SpanType.UNCLEAR,
        SpanType.CODE,
    }
)
"""What a command may not leave unused: figures, dates, percentages, and codes nobody has."""

_LIMITS = frozenset(
    {"from_quantity", "minimum", "maximum", "limit", "purchase_limit", "loss_limit", "allowance_limit", "overdue_days"}
)
"""Parameters for which "below 20" and "up to 60" are exact."""

_COUNTED_ONLY = frozenset({"record_vendor_bill"})
"""Commands about a document whose goods need not be said: named without a figure they are only spoken of."""

_NAMES_READ = frozenset({"customer", "product", "warehouse"})
_CLAUSE = re.compile(r"[,，;；。\n]")


def _is_sure_customer(name: NameMatch) -> bool:
    return name.kind == "customer" and name.sure


def fill(operation: str, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> Filled:
    """The arguments the message supports, slot by slot in the order of the signature."""
    filled = Filled(operation)
    noted = note_in(text)
    spans = days_meant(operation, text, [span for span in spans if noted is None or span.end <= noted])
    for slot in slots_of(operation):
        _FILLERS.get(slot.kind, _nothing)(filled, slot, text, spans, units)
        if slot.required and slot.name not in filled.arguments:
            filled.missing.append(slot)
    bounds = any(slot.name in _LIMITS for slot in slots_of(operation))
    filled.vague = [span for span in filled.in_order() if is_vague(span) and not (bounds and _is_bound(span))]
    if not WHOLE & filled.arguments.keys():
        unread = [span for span in spans if span not in filled.used and _must_be_read(span, filled)]
        said = {number_of(one) if is_quantity(one) else one.value for one in filled.used}
        again = [one for one in unread if _is_again(one, said, text)]
        filled.unread = [one for one in unread if one not in again and not is_told_beside(filled, text, one)]
    return filled


def _is_again(span: Span, said: Collection[object], text: str) -> bool:
    """Whether a figure takes up one that was used: "booked 140 …, take in all 140"; a limit, said from both sides."""
    if not is_quantity(span):
        return span.value in said and is_said_again(text[: span.start])
    return number_of(span) in said and (is_said_again(text[: span.start]) or _is_bound(span))


def _is_bound(span: Span) -> bool:
    """Whether words say a limit and not a rough figure: "below 20" is where a rule begins."""
    low, high = getattr(span.value, "low", None), getattr(span.value, "high", None)
    return (low is None) != (high is None)


def _must_be_read(span: Span, filled: Filled) -> bool:
    if span.type is SpanType.NAME:
        read = _NAMES_READ - {"customer"} if is_of_a_document(filled) else _NAMES_READ
        named = {one.code for one in span.names if one.kind in read and (one.exact or _is_sure_customer(one))}
        slots = slots_of(filled.operation)
        new = any(slot.name == "name" for slot in slots)
        about = any(slot.kind is SlotKind.LINES or slot.of in _NAMES_READ | NUMBERED for slot in slots)
        return bool(named) and about and not new and not named & codes_in(filled.arguments)
    if span.type is SpanType.NUMBER:
        return isinstance(span.value, Number) and span.value.counter is None
    return span.type in MUST_BE_READ and not getattr(span.value, "implied", False)


def _name(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        if isinstance(span.value, Document) and span.value.kind == slot.of:
            filled.arguments[slot.name] = span.value.number
            filled.used.add(span)
            return
    named = [span for span in spans if span not in filled.used and any(one.kind == slot.of for one in span.names)]
    plain = [span for span in named if all(one.kind in (slot.of, "user") for one in span.names)]
    fitting_first = plain or (named if slot.required else [])
    for span in sorted(fitting_first, key=lambda one: not leads_here(slot.name, text[: one.start])):
        if leads_elsewhere(slot.name, text[: span.start]):
            continue
        fitting = [one for one in span.names if one.kind == slot.of]
        sure = len(fitting) == 1 and fitting[0].sure
        if not sure and not slot.required and (WHOLE | {"lot"}) & filled.arguments.keys():
            continue  # the whole message is passed on, or a lot tells which: it need not be asked which one
        filled.arguments[slot.name] = fitting[0].code if sure else words_of(span)
        filled.used.add(span)
        return
    fill_introduced(filled, slot, text, spans)


def _names(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    """Every document or name of the kind: a payment settles several invoices, a promotion is for several products."""
    for span in spans:
        fitting = [one for one in span.names if one.kind == slot.of]
        document = span.value if isinstance(span.value, Document) and span.value.kind == slot.of else None
        if span in filled.used or not (fitting or document):
            continue
        sure = len(fitting) == 1 and fitting[0].sure
        found = document.number if document else fitting[0].code if sure else words_of(span)
        filled.arguments.setdefault(slot.name, []).append(found)
        filled.used.add(span)
    fill_category(filled, slot, text)


def _lines(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    filled.lines = pair(text, [span for span in spans if span not in filled.used])
    for mention in spoken_of_only(filled.lines, text):
        filled.lines.remove(mention)
        filled.used.add(mention.product)
    if filled.operation in _COUNTED_ONLY and not any(line.quantity for line in filled.lines):
        filled.used |= {line.product for line in filled.lines}  # "4900 flat (wheelchairs, no VAT)"
        filled.lines = []
    if not filled.lines:
        return
    for line in filled.lines:
        line.quantity = line.quantity or one_of(text, line.product)
    filled.arguments[slot.name] = [line_arguments(line, units) for line in filled.lines]
    for line in filled.lines:
        filled.used.add(line.product)
        if line.quantity is not None:
            filled.used.add(line.quantity)
    fill_prices(filled, slot, text, spans, units)


def _quantity(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in for_slot(filled.operation, slot, text, spans):
        if slot.name == "counted" and is_quantity(span) and is_a_difference(text[: span.start]):
            filled.used.add(span)  # how many are missing follows from what was counted
        if is_quantity(span) and span not in filled.used:
            filled.used.add(span)
            if is_vague(span) and not (slot.name in _LIMITS and _is_bound(span)):
                return  # nobody can be held to it: it is asked about
            filled.arguments[slot.name] = str(number_of(span))
            product = str(filled.arguments.get("product", ""))
            word = unit_of(span, product, units)
            if word is not None and any(one.name == "unit" for one in slots_of(filled.operation)):
                filled.arguments["unit"] = word
            return


def _discount(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        fits = span.type in (SpanType.DISCOUNT, SpanType.PERCENT) and isinstance(span.value, Decimal)
        if fits and not _is_for_some_lines(span, text, filled.lines):
            filled.arguments[slot.name] = str(span.value)
            filled.used.add(span)
            return


def _is_for_some_lines(discount: Span, text: str, lines: Sequence[PairedLine]) -> bool:
    """Whether a discount stands with some of the products only ("20台血压计，试纸打95折来10盒")."""
    edges = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    start = max(edge for edge in edges if edge <= discount.start)
    end = min(edge for edge in edges if edge >= discount.end)
    beside = sum(start <= line.product.start < end for line in lines)
    return 0 < beside < len(lines)


def _money(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in for_slot(filled.operation, slot, text, spans):
        amount = span.value
        if (
            span not in filled.used
            and (isinstance(amount, Amount | Number) or (isinstance(amount, Quantity) and _is_for_each(amount)))
            and not is_by_so_much(text[: span.start], filled.operation)
            and is_least(slot, text, span) in (None, slot.name == "amount_min")
        ):
            figure = amount.amount if isinstance(amount, Amount) else number_of(span)
            filled.arguments[slot.name] = str(figure)
            filled.used |= {span, *(one for one in spans if one.end == span.start and is_one(one))}  # 一套249元
            return


def _is_for_each(figure: Quantity) -> bool:
    """Whether a figure is what one of them costs: "8.90 apiece"."""
    return figure.each and figure.unit is None


def _day(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in (
        for_slot(filled.operation, slot, text, spans) if slot.name != "hold_until" or HOLDS.search(text) else ()
    ):
        found = span.value
        if span in filled.used or not isinstance(found, TimeSpan) or is_last_day(slot, filled.operation, text, span):
            continue
        if fill_from_until(filled, slot, span):
            return
        if span.type is SpanType.DATE:
            day = day_meant(slot.name, text, span, found)
            filled.arguments[slot.name] = span.text if day is None else str(day)
        elif span.type is SpanType.PERIOD and isinstance(found.value, Period):
            filled.arguments[slot.name] = str(found.value.end_on)
        else:
            continue
        filled.used.add(span)
        return


def _period(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in sorted(spans, key=lambda one: one.type is not SpanType.PERIOD):
        found = span.value
        if span in filled.used or not isinstance(found, TimeSpan):
            continue
        if span.type is SpanType.PERIOD and found.value is not None:
            filled.arguments[slot.name] = str(found.value)
        elif span.type is SpanType.DATE:
            filled.arguments[slot.name] = period_of_date(span)
        else:
            continue
        filled.used.add(span)
        return


def _nothing(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    """Nothing in a sentence fills this kind of slot."""


_FILLERS = {
    SlotKind.NAME: _name,
    SlotKind.NAMES: _names,
    SlotKind.LINES: _lines,
    SlotKind.QUANTITY: _quantity,
    SlotKind.DISCOUNT: _discount,
    SlotKind.MONEY: _money,
    SlotKind.DAY: _day,
    SlotKind.DAYS: fill_days,
    SlotKind.PERIOD: _period,
    SlotKind.CHOICE: fill_choice,
    SlotKind.CHOICES: fill_choices,
    SlotKind.WORDS: fill_words,
    SlotKind.MANY_WORDS: fill_many_words,
}
