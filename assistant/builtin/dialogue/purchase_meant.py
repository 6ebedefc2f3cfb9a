"""Which purchase order is meant where only its supplier or its goods are named, and what came on it.

"脉岸那单推到12月20号": the one order with that supplier that is still to come. Two that fit are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, number_of, put_figure
from assistant.builtin.dialogue.moved_days import delayed_until
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.told_beside import clause_of, is_apart_from_some
from assistant.builtin.paperwork import Paperwork, Purchase
from assistant.builtin.spans import Span, SpanType

_KIND, _DUE = "purchase_order", "due_on"
_DELAYS = "reschedule_purchase_order"
_OF_WHAT_IS_OPEN = frozenset({"receive_purchase", "deliver_order", "plan_delivery", "invoice_ahead"})
"""Commands about goods that are still to come or to go on an order."""

_ENDS_IT = frozenset({"cancel_purchase_order", "close_purchase_order", "cancel_order", "close_order"})
"""Commands after which nothing comes or goes on an order any more."""

_LIMITS = re.compile(r"[只仅先光]|(?<![a-z])(?:only|just|for now|first)(?![a-z])", re.IGNORECASE)
"""Words by which not all goes."""

_STATES: Mapping[str, frozenset[str]] = {
    "approve_purchase_order": frozenset({"draft"}),
    "send_purchase_order": frozenset({"draft", "approved"}),
    "cancel_purchase_order": frozenset({"draft", "approved", "sent"}),
    "reschedule_purchase_order": frozenset({"sent"}),
    "close_purchase_order": frozenset({"sent"}),
    "receive_purchase": frozenset({"sent"}),
    "release_hold": frozenset({"sent", "closed"}),
    "return_purchase": frozenset({"sent", "closed"}),
    "record_vendor_bill": frozenset({"sent", "closed"}),
}
"""The states a purchase order can be in for which a command on it makes sense."""


def fill_purchase(
    filled: Filled, text: str, spans: Sequence[Span], paperwork: Paperwork, situation: Situation
) -> list[Slot]:
    """Fills the order that is meant, if it can be only one; the slot that must stay open where it can be several."""
    slot = next((one for one in filled.missing if one.kind is SlotKind.NAME and one.of == _KIND), None)
    states = _STATES.get(filled.operation)
    if slot is None or states is None or not any(_named(spans, kind) for kind in ("supplier", "product")):
        return []
    fitting = [one.number for one in _fitting(spans, paperwork.purchases, states)]
    spoken_of = situation.document(_KIND)
    meant = fitting[0] if len(fitting) == 1 else spoken_of if spoken_of in fitting else None
    filled.missing.remove(slot)
    if meant is None:
        return [slot]
    filled.arguments[slot.name] = meant
    named = [span for span in spans if _named([span], "supplier") or _named([span], "product")]
    filled.unread = [
        span
        for span in filled.unread
        if not (span.names or is_apart_from_some(filled.operation, text, span, named))  # they told which one, or why
    ]
    return []


def fill_only_goods(filled: Filled, paperwork: Paperwork, units: Mapping[str, ProductUnits]) -> None:
    """A figure without a product counts the one product that the order named has: "PO-2026-00003: 60 came"."""
    wants = any(slot.kind is SlotKind.LINES for slot in slots_of(filled.operation))
    number = filled.arguments.get(_KIND) or filled.arguments.get("order")
    figures = [span for span in filled.unread if is_quantity(span)]
    if not (wants and number) or "lines" in filled.arguments or len({number_of(one) for one in figures}) != 1:
        return
    goods = paperwork.goods_of(str(number))
    if len(set(goods)) != 1:
        return
    line: dict[str, object] = {"product": goods[0]}
    put_figure(line, figures[0], units)
    if "quantity" in line:
        filled.arguments["lines"] = [line]
        filled.used |= set(figures)  # "two of the six don't work, I want to send those two back"
        filled.unread = [span for span in filled.unread if span not in figures]


def settle_goods(filled: Filled, text: str, spans: Sequence[Span], paperwork: Paperwork) -> None:
    """What of an order that is named is meant, where its goods are named without a figure or in passing."""
    _leave_behind(filled, text)
    if not _is_open_what_goes(filled, text):
        _take_all_that_came(filled, paperwork)
        _take_what_is_open(filled, paperwork)
    _read_other_figures(filled, spans, paperwork)
    _reckon_the_day(filled, text, paperwork)


def _reckon_the_day(filled: Filled, text: str, paperwork: Paperwork) -> None:
    """ "It will be a week late": so much later than the day on which the order is due."""
    number = filled.arguments.get(_KIND)
    is_named = any(span.type is SpanType.DATE for span in filled.used)
    if filled.operation != _DELAYS or not number or is_named:
        return
    day = delayed_until(text, paperwork.due_on(str(number)))
    if day is not None:
        filled.arguments[_DUE] = str(day)
        filled.missing = [slot for slot in filled.missing if slot.name != _DUE]


def _take_all_that_came(filled: Filled, paperwork: Paperwork) -> None:
    """ "指澄的血氧仪到了": all that is on an order is received whole, though its goods are named."""
    lines = filled.arguments.get("lines") or ()
    named = {str(line["product"]) for line in lines}
    bare = bool(lines) and not filled.vague and not any("quantity" in line for line in lines)
    if filled.operation != "receive_purchase" or not bare:
        return
    if named == set(paperwork.goods_of(str(filled.arguments.get(_KIND)))):
        del filled.arguments["lines"]
        filled.lines = []


def _is_open_what_goes(filled: Filled, text: str) -> bool:
    """Whether only some goods go, and more are named in several places without a word on whether they do."""
    if filled.operation not in _OF_WHAT_IS_OPEN or not _LIMITS.search(text):
        return False
    return len({clause_of(text, line.product) for line in filled.lines}) > 1


def _take_what_is_open(filled: Filled, paperwork: Paperwork) -> None:
    """ "of SO-… ship just the gel": goods of an order that are named without a figure are all that is open of them."""
    lines = filled.arguments.get("lines") or ()
    number = filled.arguments.get(_KIND) or filled.arguments.get("order")
    bare = [line for line in lines if "quantity" not in line]
    if filled.operation not in _OF_WHAT_IS_OPEN or not (bare and number) or filled.vague:
        return
    left = paperwork.open_on(str(number))
    for line in bare:
        if left.get(str(line["product"])):
            line["quantity"] = f"{left[str(line['product'])].normalize():f}"


def _read_other_figures(filled: Filled, spans: Sequence[Span], paperwork: Paperwork) -> None:
    """Leaves unread what is said of the goods of a whole order that is not how many are open: "cancel the 10 kits"."""
    number = filled.arguments.get(_KIND) or filled.arguments.get("order")
    said = [span for span in spans if is_quantity(span) and span not in filled.used]
    if filled.operation not in _ENDS_IT or not (number and said):
        return
    left = {open_ for open_ in paperwork.open_on(str(number)).values() if open_}
    if not left:
        return
    others = [span for span in filled.unread if span not in said]
    filled.unread = others if {number_of(span) for span in said} == left else [*others, *said]


def _leave_behind(filled: Filled, text: str) -> None:
    """Leaves out lines without a figure of which a clause of their own says that they stay behind."""
    if filled.operation not in _OF_WHAT_IS_OPEN or len(filled.lines) != len(filled.arguments.get("lines") or ()):
        return
    clauses = [clause_of(text, line.product) for line in filled.lines]
    kept = [
        place
        for place, (line, clause) in enumerate(zip(filled.lines, clauses, strict=True))
        if line.quantity is not None or clauses.count(clause) > 1 or not says("stays_behind", clause)
    ]
    if kept and len(kept) < len(filled.lines):
        filled.arguments["lines"] = [filled.arguments["lines"][place] for place in kept]
        filled.lines = [filled.lines[place] for place in kept]


def _named(spans: Sequence[Span], kind: str) -> set[str]:
    return {one.code for span in spans for one in span.names if one.kind == kind}


def _fitting(spans: Sequence[Span], purchases: Sequence[Purchase], states: frozenset[str]) -> Iterator[Purchase]:
    suppliers, products = _named(spans, "supplier"), _named(spans, "product")
    for one in purchases:
        by_supplier = not suppliers or one.supplier in suppliers
        by_goods = not products or not products.isdisjoint(one.products)
        if one.state in states and by_supplier and by_goods:
            yield one
