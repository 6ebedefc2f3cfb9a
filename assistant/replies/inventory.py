"""Answers about stock and promises, and commands on stock as sections of a card.

Those outside the company are told only whether a product is in stock, low or out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import Block, Note
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.inventory.views import (
    Incoming,
    ReceiptExpected,
    StockCounted,
    StockRow,
    StockShown,
    WarehouseCreated,
    WarehouseShown,
)
from core.proposals import ProposedStep


def present_stock(stock: StockShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """How much there is: one sentence, and a table where there are several warehouses."""
    product = reader.product(stock.product, stock.name_zh, stock.name_en)
    if not reader.inside or stock.available is None:
        return reader.say(f"stock.outside_{stock.signal.value}", product=product), ()
    one = stock.rows[0] if len(stock.rows) == 1 else None
    place = reader.name(one.warehouse_zh, one.warehouse_en, one.warehouse) if one else ""
    facts = {
        "product": product,
        "place": place,
        "available": reader.quantity(stock.available, stock.unit),
        "on_hand": reader.quantity(stock.on_hand or Decimal(0), stock.unit),
        "reserved": reader.quantity(stock.reserved, stock.unit) if stock.reserved else "",
        "expired": _sum(stock.rows, stock.unit, reader),
    }
    if not stock.on_hand and not stock.available:
        text = reader.say("stock.none", **facts)
    else:
        text = reader.say("stock.here" if one else "stock.everywhere", **facts)
    text += _by_day(stock, reader)
    if one is not None:
        incoming = _incoming(one.incoming, stock.unit, reader)
        return text + (reader.say("stock.incoming", incoming=incoming) if incoming else ""), ()
    columns = ("warehouse", "available", "on_hand", "reserved", "expired", "incoming")
    return text, (table_of(columns, (_row(row, stock.unit, reader) for row in stock.rows), reader),)


def _by_day(stock: StockShown, reader: Reader) -> str:
    """What can be promised by the day that was asked about; of a day that is over the books of stock know nothing."""
    if stock.needed_by is None or stock.needed_by == reader.today:
        return ""
    day = reader.day(stock.needed_by)
    if stock.promisable_by is None:
        return reader.say("stock.not_of_then", day=day)
    return reader.say("stock.by_day", day=day, quantity=reader.quantity(stock.promisable_by, stock.unit))


def present_warehouses(warehouses: Sequence[WarehouseShown], reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """All warehouses."""
    if not warehouses:
        return reader.say("stock.no_warehouses"), ()
    rows = (
        {"code": one.code, "name": reader.name(one.name_zh, one.name_en), "address": one.address} for one in warehouses
    )
    table = table_of(("code", "name", "address"), rows, reader)
    return reader.say("stock.warehouses", count=len(warehouses)), (table,)


def warehouse_section(step: ProposedStep, made: WarehouseCreated, reader: Reader) -> Section:
    """A new warehouse."""
    name = reader.name(made.name_zh, made.name_en)
    return Section(
        kind=reader.say("document.create_warehouse"),
        subject=name,
        proposed=reader.say("stock.proposed_warehouse", code=made.code, name=name),
        done=reader.say("stock.done_warehouse", code=made.code, name=name) if step.document else "",
        facts=facts_of(reader, ("code", made.code), ("name", made.name_zh), ("name_en", made.name_en)),
    )


def count_section(step: ProposedStep, count: StockCounted, reader: Reader) -> Section:
    """A stock count and the difference it books."""
    product = reader.product(count.product, count.name_zh, count.name_en)
    place = reader.name(count.warehouse_zh, count.warehouse_en, count.warehouse)
    counted = reader.quantity(count.counted, count.unit)
    difference = (
        f"{figures.signed(count.difference)} {figures.unit_words(count.difference, count.unit, reader.language)}"
    )
    words = {"product": product, "warehouse": place, "counted": counted, "difference": difference}
    suffix = "" if count.difference else "_equal"
    notes = () if count.difference else (Note(text=reader.say("stock.as_booked"), level="good"),)
    return Section(
        kind=reader.say("document.count_stock"),
        subject=product,
        proposed=reader.say(f"stock.proposed_count{suffix}", **words),
        # A count that agrees makes no document, and is done all the same.
        done=reader.say(f"stock.done_count{suffix}", **words) if step.document or not count.difference else "",
        facts=facts_of(
            reader,
            ("product", product),
            ("warehouse", place),
            ("lot", count.lot or ""),
            ("booked", reader.quantity(count.booked, count.unit)),
            ("counted", counted),
            ("difference", difference if count.difference else ""),
        ),
        notes=notes,
    )


def receipt_section(step: ProposedStep, receipt: ReceiptExpected, reader: Reader) -> Section:
    """Goods that are expected."""
    product = reader.product(receipt.product, receipt.name_zh, receipt.name_en)
    place = reader.name(receipt.warehouse_zh, receipt.warehouse_en, receipt.warehouse)
    quantity, day = reader.quantity(receipt.quantity, receipt.unit), reader.day(receipt.due_on)
    words = {"product": product, "warehouse": place, "quantity": quantity, "day": day}
    return Section(
        kind=reader.say("document.expect_receipt"),
        subject=product,
        proposed=reader.say("stock.proposed_receipt", **words),
        done=reader.say("stock.done_receipt", **words) if step.document else "",
        facts=facts_of(reader, ("product", product), ("quantity", quantity), ("warehouse", place), ("due_on", day)),
    )


def _row(row: StockRow, unit: str, reader: Reader) -> dict[str, str]:
    return {
        "warehouse": reader.name(row.warehouse_zh, row.warehouse_en, row.warehouse),
        "available": reader.quantity(row.available, unit),
        "on_hand": figures.number(row.on_hand),
        "reserved": figures.number(row.reserved) if row.reserved else "",
        "expired": figures.number(row.expired) if row.expired else "",
        "incoming": _incoming(row.incoming, unit, reader),
    }


def _incoming(incoming: Sequence[Incoming], unit: str, reader: Reader) -> str:
    return reader.listed(
        [
            reader.say("stock.receipt", day=reader.day(one.due_on), quantity=reader.quantity(one.quantity, unit))
            for one in incoming
        ]
    )


def _sum(rows: Sequence[StockRow], unit: str, reader: Reader) -> str:
    expired = sum((row.expired for row in rows), Decimal(0))
    return reader.quantity(expired, unit) if expired else ""
