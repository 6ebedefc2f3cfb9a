"""Filling an operation's slots from the spans of a message, and noticing what was said but not used.

What the words do not support stays empty. In a command every figure, date and percentage has to be used by an
argument, or it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.filling_choices import fill_choice, fill_choices, fill_flag
from assistant.builtin.dialogue.filling_days import fill_days, fill_period
from assistant.builtin.dialogue.filling_terms import (
    day_meant,
    days_meant,
    fill_end_of_that,
    fill_from_until,
    is_last_day,
    is_least,
    is_one,
    put_in_order,
)
from assistant.builtin.dialogue.filling_words import (
    HOLDS,
    WHOLE,
    fill_category,
    fill_introduced,
    fill_many_words,
    fill_words,
)
from assistant.builtin.dialogue.introduced import for_slot, is_counted_as_other, is_introduced
from assistant.builtin.dialogue.line_discounts import discounted_again, fill_line_discounts, is_for_some_lines
from assistant.builtin.dialogue.line_terms import fill_prices, spoken_of_only, without_words_for_several
from assistant.builtin.dialogue.lines import (
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
from assistant.builtin.dialogue.past_days import is_to_be_told_then
from assistant.builtin.dialogue.said_before import (
    counts_signs,
    is_a_difference,
    is_by_so_much,
    is_somebodys_own,
    leads_elsewhere,
    leads_here,
)
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.told_as_reason import without_reasons
from assistant.builtin.dialogue.told_beside import NOT_IT, ONE_OF_THEM, is_only_spoken_of, is_what_it_was
from assistant.builtin.dialogue.unread import LIMITS, is_bound, unread_in
from assistant.builtin.dialogue.variants import lines_in_variants
from assistant.builtin.spans import Amount, Document, Number, Quantity, Span, SpanType
from core.calendar import Period, TimeSpan

_LABELLED = frozenset({"reference", "bill_number", "credit_number"})
"""Parameters whose figures are no amounts: they are read first, so that nothing else takes them."""

_PAYS = frozenset({"pay_supplier", "pay_vendor_bill", "record_payment", "refund_payment"})
_AT = re.compile(r"\bat\s*$", re.IGNORECASE)
"""Before a bare figure that is an hour, in a command about what is paid: "they ring me at eleven"."""

_PRICED = re.compile(
    r"(?<![a-z0-9.-])[0-9]+(?:\.[0-9]+)?(?:\s?(?:元|块钱?|yuan|rmb|cny))?\s?(?:/|per )?$", re.IGNORECASE
)
"""A price in front of what it is for."""

_OF_A_FAULT = "open_ticket"
_COUNTED_ONLY = frozenset({"record_vendor_bill"})
"""Commands about a document whose goods need not be said: named without a figure they are only spoken of."""


def fill(operation: str, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> Filled:
    """The arguments the message supports, slot by slot in the order of the signature."""
    filled = Filled(operation)
    noted = note_in(text)
    told = [span for span in spans if noted is None or span.end <= noted]
    told = without_reasons(operation, text, [span for span in told if not _counts_signs(text, span)])
    spans = days_meant(operation, text, told)
    for slot in sorted(slots_of(operation), key=lambda one: one.name not in _LABELLED):
        _FILLERS.get(slot.kind, _nothing)(filled, slot, text, spans, units)
        if slot.required and slot.name not in filled.arguments:
            filled.missing.append(slot)
    bounds = any(slot.name in LIMITS for slot in slots_of(operation))
    filled.vague = [span for span in filled.in_order() if is_vague(span) and not (bounds and is_bound(span))]
    fill_end_of_that(filled, text)
    put_in_order(filled)
    filled.unread = unread_in(filled, text, spans)
    return filled


def _counts_signs(text: str, span: Span) -> bool:
    return span.type in (SpanType.NUMBER, SpanType.QUANTITY) and counts_signs(text[span.end :])


def _name(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        if isinstance(span.value, Document) and span.value.kind == slot.of:
            filled.arguments[slot.name] = span.value.number
            filled.used.add(span)
            return
    named = [span for span in spans if span not in filled.used and any(one.kind == slot.of for one in span.names)]
    plain = [span for span in named if all(one.kind in (slot.of, "user") for one in span.names)]
    fitting_first = plain or (named if slot.required else [])
    for span in sorted(fitting_first, key=lambda one: _order_of_meaning(filled.operation, slot, text[: one.start])):
        if (
            leads_elsewhere(slot.name, text[: span.start])
            or is_only_spoken_of(slot.of, text, span)
            or is_counted_as_other(slot.name, text, span, spans)
        ):
            continue
        fitting = [one for one in span.names if one.kind == slot.of]
        sure = len(fitting) == 1 and fitting[0].sure
        if not sure and not slot.required and (WHOLE | {"lot"}) & filled.arguments.keys():
            continue  # the whole message is passed on, or a lot tells which: it need not be asked which one
        filled.arguments[slot.name] = fitting[0].code if sure else words_of(span)
        filled.used.add(span)
        return
    fill_introduced(filled, slot, text, spans)


def _order_of_meaning(operation: str, slot: Slot, before: str) -> tuple[bool, bool]:
    """What is meant first comes first: where the words lead to the slot, and of what has a fault what is one's own."""
    return not leads_here(slot.name, before), operation == _OF_A_FAULT and not is_somebodys_own(before)


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
    others = lines_in_variants(text, filled.lines, [span for span in spans if is_quantity(span)])
    counted = [line.quantity for line in others]
    filled.lines = [*(line for line in filled.lines if line.quantity not in counted), *others]
    filled.lines = without_words_for_several(filled.lines, text, [span for span in spans if is_quantity(span)])
    again = discounted_again(filled.lines, text, spans)
    for mention in [*again, *(line for line in spoken_of_only(filled.lines, text) if line not in again)]:
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
    fill_line_discounts(filled, slot, text, spans, again)


def _quantity(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in for_slot(filled.operation, slot, text, spans):
        if slot.name == "counted" and is_quantity(span) and is_a_difference(text[: span.start]):
            filled.used.add(span)  # how many are missing follows from what was counted
        if is_quantity(span) and _says_what_one_costs(text, span):
            filled.used.add(span)
            continue
        if slot.name in LIMITS and NOT_IT.search(text[: span.start]):
            continue  # what it was before: "under 80 instead of 60"
        if is_quantity(span) and span not in filled.used:
            filled.used.add(span)
            if is_vague(span) and not (slot.name in LIMITS and is_bound(span)):
                return  # nobody can be held to it: it is asked about
            filled.arguments[slot.name] = str(number_of(span))
            product = str(filled.arguments.get("product", ""))
            word = unit_of(span, product, units)
            if word is not None and any(one.name == "unit" for one in slots_of(filled.operation)):
                filled.arguments["unit"] = word
            return
    if slot.required and slot.name == "quantity" and ONE_OF_THEM.search(text):
        filled.arguments[slot.name] = "1"


def _says_what_one_costs(text: str, span: Span) -> bool:
    """Whether "a box" stands behind a price, and counts nothing: "6.35 a box"."""
    return (
        isinstance(span.value, Quantity) and span.value.number == 1 and _PRICED.search(text[: span.start]) is not None
    )


def _discount(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in spans:
        fits = span.type in (SpanType.DISCOUNT, SpanType.PERCENT) and isinstance(span.value, Decimal)
        if fits and span not in filled.used and not is_for_some_lines(span, text, filled.lines):
            filled.arguments[slot.name] = str(span.value)
            filled.used.add(span)
            return


def _money(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in for_slot(filled.operation, slot, text, spans):
        amount = span.value
        if slot.name in LIMITS and is_what_it_was(text, span, spans):
            filled.used.add(span)
            continue
        if (
            span not in filled.used
            and not (isinstance(amount, Number) and filled.operation in _PAYS and _AT.search(text[: span.start]))
            and (isinstance(amount, Amount | Number) or _is_for_each(amount) or _is_part_of_it(slot, text, span))
            and not is_by_so_much(text[: span.start], filled.operation)
            and is_least(slot, text, span) in (None, slot.name == "amount_min")
        ):
            figure = amount.amount if isinstance(amount, Amount) else number_of(span)
            filled.arguments[slot.name] = str(figure)
            filled.used |= {span, *(one for one in spans if one.end == span.start and is_one(one))}  # 一套249元
            return


def _is_for_each(figure: object) -> bool:
    """Whether a figure is what one of them costs: "8.90 apiece"."""
    return isinstance(figure, Quantity) and figure.each and figure.unit is None


def _is_part_of_it(slot: Slot, text: str, span: Span) -> bool:
    """Whether a figure that counts nothing is said to be what the slot takes: "the bank kept 15 of the 2,400"."""
    counts = isinstance(span.value, Quantity) and span.value.unit is not None
    return isinstance(span.value, Quantity) and not counts and is_introduced(slot.name, text, span)


def _day(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    for span in (
        for_slot(filled.operation, slot, text, spans) if slot.name != "hold_until" or HOLDS.search(text) else ()
    ):
        found = span.value
        if slot.name == "requested_on" and is_to_be_told_then(text, span):
            continue
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
    SlotKind.PERIOD: fill_period,
    SlotKind.CHOICE: fill_choice,
    SlotKind.CHOICES: fill_choices,
    SlotKind.FLAG: fill_flag,
    SlotKind.WORDS: fill_words,
    SlotKind.MANY_WORDS: fill_many_words,
}
