"""Answers about lots: where they came from and who got them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import Block
from assistant.replies.reader import Reader
from assistant.replies.tables import table_of
from core.tracing.views import Came, LotTrace, LotTraces, Went

Shown = tuple[str, tuple[Block, ...]]


def present_lots(traces: LotTraces, reader: Reader) -> Shown:
    """Every lot of the number: a sentence and two tables each, suppliers on one side, customers on the other."""
    blocks: list[Block] = []
    for one in traces.traces:
        came = table_of(("at", "quantity", "happened", "supplier", "lot_document"), _came(one, reader), reader)
        went = table_of(("at", "quantity", "happened", "customer", "lot_document", "order"), _went(one, reader), reader)
        left = table_of(("warehouse", "on_hand", "reserved", "state"), _left(one, reader), reader)
        titled = ((came, "came_from"), (went, "went_to"), (left, "on_hand"))
        blocks += [
            table.model_copy(update={"title": reader.say(f"label.{title}")}) for table, title in titled if table.rows
        ]
    return " ".join(_sentence(one, reader) for one in traces.traces), tuple(blocks)


def _sentence(one: LotTrace, reader: Reader) -> str:
    went = _sum(each.quantity for each in one.went if each.kind is Went.DELIVERY)
    returned = _sum(each.quantity for each in one.went if each.kind is not Went.DELIVERY)
    left = _sum(each.on_hand for each in one.on_hand)
    text = reader.say(
        "trace.lot",
        product=reader.product(one.product, one.name_zh, one.name_en),
        lot=one.lot,
        expires=reader.day(one.expires_on) if one.expires_on else "",
        came=reader.quantity(_sum(each.quantity for each in one.came if each.kind is not Came.SENT_BACK), one.unit),
        went=reader.quantity(went + one.with_others, one.unit),
        returned=_quantity(returned, one, reader),
        left=_quantity(left, one, reader),
        scrapped=_quantity(one.scrapped, one, reader),
        counted=figures.signed(one.counted) if one.counted else "",
    )
    parts = [text]
    if not one.went and not one.with_others:
        parts.append(reader.say("trace.nobody"))
    if one.with_others:
        parts.append(reader.say("trace.others", quantity=reader.quantity(one.with_others, one.unit)))
    return " ".join(parts)


def _sum(quantities: Iterable[Decimal]) -> Decimal:
    return sum(quantities, Decimal(0))


def _quantity(quantity: Decimal, one: LotTrace, reader: Reader) -> str:
    return reader.quantity(quantity, one.unit) if quantity else ""


def _came(one: LotTrace, reader: Reader) -> Iterable[dict[str, str]]:
    return (
        {
            "at": reader.day(each.on),
            "quantity": reader.quantity(each.quantity, one.unit),
            "happened": reader.say(f"trace.{each.kind.value}"),
            "supplier": reader.name(each.supplier_zh, each.supplier_en, each.supplier) if each.supplier else "",
            "lot_document": each.document,
        }
        for each in one.came
    )


def _went(one: LotTrace, reader: Reader) -> Iterable[dict[str, str]]:
    return (
        {
            "at": reader.day(each.on),
            "quantity": reader.quantity(each.quantity, one.unit),
            "happened": reader.say("trace.on_its_way" if each.in_transit else f"trace.{each.kind.value}"),
            "customer": reader.name(each.customer_zh, each.customer_en, each.customer),
            "lot_document": each.document,
            "order": each.order,
        }
        for each in one.went
    )


def _left(one: LotTrace, reader: Reader) -> Iterable[dict[str, str]]:
    return (
        {
            "warehouse": reader.name(each.warehouse_zh, each.warehouse_en, each.warehouse),
            "on_hand": reader.quantity(each.on_hand, one.unit),
            "reserved": reader.quantity(each.reserved, one.unit) if each.reserved else "",
            "state": reader.say("trace.held") if each.held else "",
        }
        for each in one.on_hand
    )
