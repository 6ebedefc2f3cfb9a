"""Answers to "can we deliver, and when": one sentence for one line, a table for several."""

from __future__ import annotations

from assistant.replies.blocks import Block, TextBlock
from assistant.replies.parts import parts_told, places
from assistant.replies.reader import Reader
from assistant.replies.tables import table_of
from core.inventory.views import AvailabilityLine, AvailabilityShown


def present_availability(shown: AvailabilityShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Whether all lines can arrive in time, or when; without a customer, whether and when they can ship."""
    remarks = ["" if shown.customer else reader.say("availability.no_customer")]
    remarks.append(reader.holidays_unknown(line.promised_on for line in shown.lines))
    remark = tuple(TextBlock(text=said, tone="muted") for said in remarks if said)
    if len(shown.lines) == 1:
        return _one(shown.lines[0], shown, reader), remark
    table = table_of(
        ("product", "quantity", "arrives", "warehouse", "note"),
        (_row(line, shown, reader) for line in shown.lines),
        reader,
    )
    return _all(shown, reader), (table, *remark)


def _one(line: AvailabilityLine, shown: AvailabilityShown, reader: Reader) -> str:
    facts = {
        "product": reader.product(line.product, line.name_zh, line.name_en),
        "quantity": reader.quantity(line.quantity, line.unit),
        "customer": reader.name(shown.customer_zh, shown.customer_en, shown.customer or ""),
        "warehouse": places(line, reader),
    }
    if line.promised_on is None:
        return reader.say("availability.never", available=reader.quantity(line.available, line.stock_unit), **facts)
    facts |= {"day": reader.day(line.promised_on), "waits": _waits(line, reader)}
    way = parts_told(line, reader)
    if not way and line.ships_on:
        way = reader.say("availability.from", ships=reader.day(line.ships_on), **facts)
    if shown.requested_on is None:
        return reader.say("availability.earliest", **facts) + way
    facts["requested"] = reader.day(shown.requested_on)
    if shown.customer is None and line.ships_on is not None:
        key = "availability.ships_late" if line.days_late > 0 else "availability.ships_in_time"
        said = reader.say(key, days=line.days_late, ships=reader.day(line.ships_on), **facts)
        return said + parts_told(line, reader)
    if line.days_late > 0:
        return reader.say("availability.late", days=line.days_late, **facts) + way
    return reader.say("availability.in_time", **facts) + way


def _all(shown: AvailabilityShown, reader: Reader) -> str:
    customer = reader.name(shown.customer_zh, shown.customer_en, shown.customer or "")
    if shown.promised_on is None:
        return reader.say("availability.not_all", customer=customer)
    day = reader.day(shown.promised_on)
    if shown.requested_on is None:
        return reader.say("availability.all_earliest", customer=customer, day=day)
    key = "availability.all_in_time" if shown.in_time else "availability.all_late"
    if shown.customer is None:
        key = "availability.all_ship_in_time" if shown.in_time else "availability.all_ship_late"
    return reader.say(key, customer=customer, day=day, requested=reader.day(shown.requested_on))


def _row(line: AvailabilityLine, shown: AvailabilityShown, reader: Reader) -> dict[str, str]:
    if line.promised_on is None:
        note = reader.say("availability.only", available=reader.quantity(line.available, line.stock_unit))
    elif line.days_late > 0:
        note = reader.say("availability.so_late", days=line.days_late, waits=_waits(line, reader))
    else:
        note = "✓" if shown.requested_on is not None else ""
    return {
        "product": reader.product(line.product, line.name_zh, line.name_en),
        "quantity": reader.quantity(line.quantity, line.unit),
        "arrives": reader.day(line.promised_on) if line.promised_on else "",
        "warehouse": places(line, reader),
        "note": note,
    }


def _waits(line: AvailabilityLine, reader: Reader) -> str:
    """The days of the receipts it waits for."""
    return reader.listed(list(dict.fromkeys(reader.day(receipt.due_on) for receipt in line.waits_for)))
