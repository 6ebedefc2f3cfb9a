"""Which purchase order is meant where only its supplier or its goods are named, and what came on it.

"脉岸那单推到12月20号": the one order with that supplier that is still to come. Two that fit are asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, put_figure
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.paperwork import Paperwork, Purchase
from assistant.builtin.spans import Span

_KIND = "purchase_order"
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


def fill_purchase(filled: Filled, spans: Sequence[Span], paperwork: Paperwork, situation: Situation) -> list[Slot]:
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
    filled.unread = [span for span in filled.unread if not span.names]  # they told which one, or why
    return []


def fill_only_goods(filled: Filled, paperwork: Paperwork, units: Mapping[str, ProductUnits]) -> None:
    """A figure without a product counts the one product that the order named has: "PO-2026-00003: 60 came"."""
    wants = any(slot.kind is SlotKind.LINES for slot in slots_of(filled.operation))
    number = filled.arguments.get(_KIND) or filled.arguments.get("order")
    figures = [span for span in filled.unread if is_quantity(span)]
    if not (wants and number) or "lines" in filled.arguments or len(figures) != 1:
        return
    goods = paperwork.goods_of(str(number))
    if len(set(goods)) != 1:
        return
    line: dict[str, object] = {"product": goods[0]}
    put_figure(line, figures[0], units)
    if "quantity" in line:
        filled.arguments["lines"] = [line]
        filled.used.add(figures[0])
        filled.unread.remove(figures[0])


def take_all_that_came(filled: Filled, paperwork: Paperwork) -> None:
    """ "指澄的血氧仪到了": all that is on an order is received whole, though its goods are named."""
    lines = filled.arguments.get("lines") or ()
    named = {str(line["product"]) for line in lines}
    bare = bool(lines) and not filled.vague and not any("quantity" in line for line in lines)
    if filled.operation != "receive_purchase" or not bare:
        return
    if named == set(paperwork.goods_of(str(filled.arguments.get(_KIND)))):
        del filled.arguments["lines"]
        filled.lines = []


def _named(spans: Sequence[Span], kind: str) -> set[str]:
    return {one.code for span in spans for one in span.names if one.kind == kind}


def _fitting(spans: Sequence[Span], purchases: Sequence[Purchase], states: frozenset[str]) -> Iterator[Purchase]:
    suppliers, products = _named(spans, "supplier"), _named(spans, "product")
    for one in purchases:
        by_supplier = not suppliers or one.supplier in suppliers
        by_goods = not products or not products.isdisjoint(one.products)
        if one.state in states and by_supplier and by_goods:
            yield one
