"""Answers about purchase orders and suppliers' bills; and their lines and totals, which cards show too."""

from __future__ import annotations

from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import Block, Button, CardBlock, CardLine, Fact, Note, Total
from assistant.replies.reader import Reader
from assistant.replies.sections import facts_of
from assistant.replies.tables import table_of
from core import operations
from core.purchasing.billing.views import VendorBillPage, VendorBillShown
from core.purchasing.orders.models import PurchaseOrderState
from core.purchasing.orders.views import (
    Progress,
    PurchaseLineShown,
    PurchaseOrderPage,
    PurchaseOrderRow,
    PurchaseOrderShown,
)

Shown = tuple[str, tuple[Block, ...]]
_NEXT = {
    PurchaseOrderState.DRAFT: ("send_purchase_order", "cancel_purchase_order"),
    PurchaseOrderState.APPROVED: ("send_purchase_order", "cancel_purchase_order"),
    PurchaseOrderState.SENT: ("receive_purchase",),
}


def present_purchase_order(order: PurchaseOrderShown, reader: Reader) -> Shown:
    """A purchase order's state and what has come of it in a sentence, and its card."""
    card = CardBlock(
        title=reader.say("purchase.title"),
        status=order.state.value,
        status_label=reader.say(f"state.purchase_order.{order.state.value}"),
        number=order.number,
        facts=purchase_facts(order, reader) + _dates(order, reader),
        lines=tuple(purchase_line(line, order, reader) for line in order.lines),
        totals=purchase_totals(order, reader),
        buttons=_buttons(order, reader),
    )
    return reader.say(f"purchase.is_{order.state.value}", **_words(order, reader)), (card,)


def present_purchase_orders(page: PurchaseOrderPage, reader: Reader) -> Shown:
    """Purchase orders, newest first."""
    if not page.purchase_orders:
        return reader.say("purchase.none"), ()
    columns = ("number", "state", "supplier", "products", "due_on", "gross", "received", "billed")
    table = table_of(columns, (_row(one, reader) for one in page.purchase_orders), reader)
    more = "" if page.count == len(page.purchase_orders) else "_more"
    return reader.say(f"purchase.list{more}", count=page.count, shown=len(page.purchase_orders)), (table,)


def present_bills(page: VendorBillPage, reader: Reader) -> Shown:
    """Suppliers' bills, newest first."""
    if not page.bills:
        return reader.say("purchase.no_bills"), ()
    columns = (
        "number",
        "bill_number",
        "supplier",
        "purchase_order",
        "billed_on",
        "due_on",
        "gross",
        "to_pay",
        "taken_back",
    )
    table = table_of(columns, (_bill(one, reader) for one in page.bills), reader)
    more = "" if page.count == len(page.bills) else "_more"
    return reader.say(f"purchase.bills{more}", count=page.count, shown=len(page.bills)), (table,)


def purchase_facts(order: PurchaseOrderShown, reader: Reader) -> tuple[Fact, ...]:
    """What an order says above its lines."""
    terms = order.payment_terms_days
    return facts_of(
        reader,
        ("supplier", reader.name(order.supplier_zh, order.supplier_en, order.supplier)),
        ("payment_terms", reader.say("order.terms" if terms else "order.terms_at_once", days=terms)),
        ("note", order.note),
    )


def purchase_line(line: PurchaseLineShown, order: PurchaseOrderShown, reader: Reader) -> CardLine:
    """One line: how many at which price, for which day, what has come."""
    quantity = reader.quantity(line.quantity, line.unit)
    price = "" if line.price is None else figures.plain_amount(line.price, order.currency)
    day, place = reader.day(line.due_on), reader.name(line.warehouse_zh, line.warehouse_en, line.warehouse)
    notes = [Note(text=reader.say("purchase.comes", day=day, warehouse=place))]
    if line.received or line.billed:
        done = reader.say(
            "purchase.so_far",
            received=reader.quantity(line.received, line.stock_unit),
            billed=reader.quantity(line.billed, line.stock_unit),
        )
        notes.append(Note(text=done, level="good" if line.received >= line.stock_quantity - line.returned else "info"))
    if line.returned:
        back = reader.quantity(line.returned, line.stock_unit)
        notes.append(Note(text=reader.say("crediting.returned", returned=back)))
    if line.requisition:
        notes.append(Note(text=reader.say("purchase.requested", number=line.requisition)))
    notes += [Note(text=reader.say(f"purchase.note_{note}"), level="warning") for note in line.notes]
    return CardLine(
        title=reader.product(line.product, line.name_zh, line.name_en),
        detail=reader.say("order.line", quantity=quantity, price=price) if price else quantity,
        amount="" if line.net is None else figures.plain_amount(line.net, order.currency),
        notes=tuple(notes),
    )


def purchase_totals(order: PurchaseOrderShown, reader: Reader) -> tuple[Total, ...]:
    """Net, tax and gross, for those who may know them."""
    if order.gross is None:
        return ()
    net, tax = order.net or Decimal(0), order.tax or Decimal(0)
    return (
        Total(label=reader.say("order.net"), value=figures.plain_amount(net, order.currency)),
        Total(label=reader.say("purchase.tax"), value=figures.plain_amount(tax, order.currency)),
        Total(label=reader.say("order.gross"), value=figures.money(order.gross, order.currency), strong=True),
    )


def _words(order: PurchaseOrderShown, reader: Reader) -> dict[str, str]:
    """What the sentence about an order needs: what is still to come of it, and when."""
    left = [line for line in order.lines if line.received + line.returned < line.stock_quantity]
    return {
        "number": order.number,
        "supplier": reader.name(order.supplier_zh, order.supplier_en, order.supplier),
        "day": reader.day(min(line.due_on for line in left)) if left else "",
        "received": reader.say(f"purchase.received_{order.received.value}"),
        "billed": reader.say(f"purchase.billed_{order.billed.value}"),
    }


def _dates(order: PurchaseOrderShown, reader: Reader) -> tuple[Fact, ...]:
    return facts_of(
        reader,
        ("ordered_at", reader.moment(order.created_at)),
        ("sent_at", reader.moment(order.sent_at) if order.sent_at else ""),
        ("ended_at", reader.moment(order.ended_at) if order.ended_at else ""),
        ("reason", order.end_reason or ""),
        ("buyer", order.buyer),
    )


def _buttons(order: PurchaseOrderShown, reader: Reader) -> tuple[Button, ...]:
    """What the reader can do next with it."""
    offered = []
    for name in _NEXT.get(order.state, ()):
        operation = operations.find(name)
        if operation is not None and operation.may_be_used_by(reader.actor):
            offered.append(reader.saying(f"press.{name}", number=order.number))
    return tuple(offered)


def _row(one: PurchaseOrderRow, reader: Reader) -> dict[str, str]:
    return {
        "number": one.number,
        "state": reader.say(f"state.purchase_order.{one.state.value}"),
        "supplier": reader.name(one.supplier_zh, one.supplier_en, one.supplier),
        "products": reader.listed(list(one.products)),
        "due_on": reader.day(one.due_on) if one.due_on and one.state is PurchaseOrderState.SENT else "",
        "gross": "" if one.gross is None else figures.money(one.gross, one.currency),
        "received": _progress(one.received, "received", reader),
        "billed": _progress(one.billed, "billed", reader),
    }


def _progress(progress: Progress, what: str, reader: Reader) -> str:
    return "" if progress is Progress.NONE else reader.say(f"purchase.{what}_{progress.value}")


def _bill(one: VendorBillShown, reader: Reader) -> dict[str, str]:
    return {
        "number": one.number,
        "bill_number": one.reference,
        "supplier": reader.name(one.supplier_zh, one.supplier_en, one.supplier),
        "purchase_order": one.order,
        "billed_on": reader.day(one.billed_on),
        "due_on": reader.day(one.due_on),
        "gross": figures.money(one.gross, one.currency),
        "to_pay": figures.money(one.open, one.currency) if one.open else "",
        "taken_back": _credited(one, reader),
    }


def _credited(one: VendorBillShown, reader: Reader) -> str:
    """What was taken back of a bill, or that all of it was."""
    if one.cancelled:
        return reader.say("crediting.is_cancelled")
    return figures.money(one.credited, one.currency) if one.credited else ""
