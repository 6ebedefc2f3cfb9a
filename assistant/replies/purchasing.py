"""Answers about suppliers."""

from __future__ import annotations

from assistant.replies.blocks import Block
from assistant.replies.reader import Reader
from assistant.replies.tables import table_of
from core.purchasing.suppliers.views import SupplierPage


def present_suppliers(page: SupplierPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Suppliers with their lead times."""
    if not page.suppliers:
        return reader.say("purchasing.no_suppliers"), ()
    rows = (
        {
            "code": one.code,
            "name": reader.name(one.name_zh, one.name_en),
            "lead_time": reader.say("purchasing.lead_time", days=one.lead_time_days),
        }
        for one in page.suppliers
    )
    table = table_of(("code", "name", "lead_time"), rows, reader)
    return reader.say("purchasing.suppliers", count=page.count), (table,)
