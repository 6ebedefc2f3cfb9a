"""A line that several warehouses deliver, in words."""

from __future__ import annotations

from assistant.replies.reader import Reader
from core.inventory.views import AvailabilityLine
from core.sales.views import OrderLineShown


def places(line: AvailabilityLine | OrderLineShown, reader: Reader) -> str:
    """The warehouse a line comes from, or all of them."""
    if not line.parts:
        return reader.name(line.warehouse_zh, line.warehouse_en, line.warehouse or "")
    return reader.listed([reader.name(part.warehouse_zh, part.warehouse_en, part.warehouse) for part in line.parts])


def parts_told(line: AvailabilityLine | OrderLineShown, reader: Reader) -> str:
    """What comes from which warehouse and when; nothing where the line is not split."""
    if not line.parts:
        return ""
    told = [
        reader.say(
            "availability.part",
            warehouse=reader.name(part.warehouse_zh, part.warehouse_en, part.warehouse),
            quantity=reader.quantity(part.quantity, line.stock_unit),
            day=reader.day(part.promised_on),
        )
        for part in line.parts
    ]
    return reader.say("availability.parts", count=len(told), parts=reader.say("availability.then").join(told))
