"""Answers about suppliers, what they sell, what has to be bought again, and requisitions."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block
from assistant.replies.reader import Reader
from assistant.replies.tables import table_of
from core.purchasing.reordering.views import (
    ReorderRulePage,
    RequisitionPage,
    RequisitionShown,
    ShortageList,
    ShortageShown,
)
from core.purchasing.suppliers.views import SupplierPage, SupplierProductPage, SupplierProductShown

Shown = tuple[str, tuple[Block, ...]]


def present_suppliers(page: SupplierPage, reader: Reader) -> Shown:
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


def present_offers(page: SupplierProductPage, reader: Reader) -> Shown:
    """What suppliers sell us, and at which terms."""
    if not page.offers:
        return reader.say("purchasing.no_offers"), ()
    columns = ("product", "supplier", "price", "minimum", "multiple", "lead_time", "preferred")
    table = table_of(columns, (_offer(one, reader) for one in page.offers), reader)
    return reader.say("purchasing.offers", count=page.count), (table,)


def present_rules(page: ReorderRulePage, reader: Reader) -> Shown:
    """When products are bought again."""
    if not page.rules:
        return reader.say("purchasing.no_rules"), ()
    rows = (
        {
            "product": reader.product(one.product, one.name_zh, one.name_en),
            "warehouse": reader.name(one.warehouse_zh, one.warehouse_en, one.warehouse),
            "minimum": reader.quantity(one.minimum, one.unit),
            "maximum": reader.quantity(one.maximum, one.unit),
        }
        for one in page.rules
    )
    table = table_of(("product", "warehouse", "minimum", "maximum"), rows, reader)
    return reader.say("purchasing.rules", count=page.count), (table,)


def present_shortages(found: ShortageList, reader: Reader) -> Shown:
    """What has to be bought again, with a button that orders what is requested of it."""
    if not found.shortages:
        return reader.say("purchasing.no_shortages"), ()
    columns = ("product", "warehouse", "projected", "minimum", "to_buy", "supplier", "requisition")
    table = table_of(columns, (_shortage(one, reader) for one in found.shortages), reader)
    return reader.say("purchasing.shortages", count=len(found.shortages)), (table,)


def present_requisitions(page: RequisitionPage, reader: Reader) -> Shown:
    """Requests to buy."""
    if not page.requisitions:
        return reader.say("purchasing.no_requisitions"), ()
    columns = ("number", "state", "product", "quantity", "warehouse", "supplier")
    table = table_of(columns, (_requisition(one, reader) for one in page.requisitions), reader)
    return reader.say("purchasing.requisitions", count=page.count), (table,)


def _offer(one: SupplierProductShown, reader: Reader) -> dict[str, str]:
    return {
        "product": reader.product(one.product, one.name_zh, one.name_en),
        "supplier": reader.name(one.supplier_zh, one.supplier_en, one.supplier),
        "price": figures.money(one.price, one.currency) if one.price is not None else "",
        "minimum": reader.quantity(one.minimum, one.unit) if one.minimum else "",
        "multiple": reader.quantity(one.multiple, one.unit) if one.multiple != 1 else "",
        "lead_time": reader.say("purchasing.lead_time", days=one.lead_time_days),
        "preferred": reader.say("yes") if one.preferred else "",
    }


def _shortage(one: ShortageShown, reader: Reader) -> dict[str, str]:
    return {
        "product": reader.product(one.product, one.name_zh, one.name_en),
        "warehouse": reader.name(one.warehouse_zh, one.warehouse_en, one.warehouse),
        "projected": reader.quantity(one.projected, one.unit),
        "minimum": reader.quantity(one.minimum, one.unit),
        "to_buy": reader.quantity(one.quantity, one.unit),
        "supplier": reader.name(one.supplier_zh, one.supplier_en),
        "requisition": one.requisition or "",
    }


def _requisition(one: RequisitionShown, reader: Reader) -> dict[str, str]:
    return {
        "number": one.number,
        "state": reader.say(f"state.requisition.{one.state.value}"),
        "product": reader.product(one.product, one.name_zh, one.name_en),
        "quantity": reader.quantity(one.quantity, one.unit),
        "warehouse": reader.name(one.warehouse_zh, one.warehouse_en, one.warehouse),
        "supplier": reader.name(one.supplier_zh, one.supplier_en),
    }
