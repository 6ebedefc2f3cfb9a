"""What of a message an operation's arguments did not use, though it has to be asked about.

In a command every figure, date and percentage, and every name it could have used, must be used by an argument.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from assistant.builtin.dialogue.filled import Filled, codes_in, is_of_a_document
from assistant.builtin.dialogue.filling_words import WHOLE
from assistant.builtin.dialogue.lines import is_quantity, number_of
from assistant.builtin.dialogue.said_before import is_said_again
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.told_beside import is_told_beside
from assistant.builtin.document_kinds import NUMBERED
from assistant.builtin.spans import Amount, NameMatch, Number, Span, SpanType

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

LIMITS = frozenset(
    {"from_quantity", "minimum", "maximum", "limit", "purchase_limit", "loss_limit", "allowance_limit", "overdue_days"}
)
"""Parameters for which "below 20" and "up to 60" are exact."""

_OF_ONE_AMOUNT = frozenset({"refund_payment", "record_payment", "allocate_payment", "pay_supplier", "pay_vendor_bill"})
"""Commands about one sum of money."""

_PAUSE = re.compile(r"[,，;；。.!！](?!\d)")
_ENDS = re.compile(r"\s*(?:$|[,，.。;；!！])")
_BEGINS = re.compile(r"(?:^|[,，.。;；:：(（—-]|\b(?:only|just|exactly|yes|that's)|[就只共是])\s*$", re.IGNORECASE)
"""Before a figure that stands by itself: "plus 5" and "another 5" are more of it."""

_NAMES_READ = frozenset({"customer", "product", "warehouse"})


def unread_in(filled: Filled, text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans that must be read and were not; none where an argument takes the whole message."""
    if WHOLE & filled.arguments.keys():
        return []
    unread = [span for span in spans if span not in filled.used and _must_be_read(span, filled)]
    said = {_figure_of(one) for one in filled.used}
    again = [one for one in unread if _is_again(one, said, text) or _is_the_amount(one, filled, text)]
    return [one for one in unread if one not in again and not is_told_beside(filled, text, one)]


def _figure_of(span: Span) -> object:
    if isinstance(span.value, Amount):
        return span.value.amount
    return number_of(span) if is_quantity(span) else span.value


def _is_sure_customer(name: NameMatch) -> bool:
    return name.kind == "customer" and name.sure


def _is_again(span: Span, said: Collection[object], text: str) -> bool:
    """Whether a figure takes up one that was used: "booked 140 …, take in all 140"; a limit, said from both sides."""
    if span.type in (SpanType.DISCOUNT, SpanType.PERCENT):
        return span.value in said  # "they insist on 9折, so put it in at 9折"
    if not is_quantity(span):
        return span.value in said and is_said_again(text[: span.start])
    before = text[: span.start]
    alone = _BEGINS.search(before) is not None and _ENDS.match(text, span.end) is not None
    repeated = span.type is SpanType.NUMBER and alone  # "only four of them, four, one is gone"
    return number_of(span) in said and (repeated or is_said_again(before) or is_bound(span))


def _is_the_amount(span: Span, filled: Filled, text: str) -> bool:
    """Whether a bare figure is the amount of a payment, said in another clause already: "多打了八百，退她800"."""
    amount = filled.arguments.get("amount")
    if filled.operation not in _OF_ONE_AMOUNT or span.type is not SpanType.NUMBER or not is_quantity(span):
        return False
    apart = any(_PAUSE.search(text, min(one.end, span.end), max(one.start, span.start)) for one in filled.used)
    return apart and amount is not None and number_of(span) == Decimal(str(amount))


def is_bound(span: Span) -> bool:
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
