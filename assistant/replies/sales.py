"""Answers about orders: one order, and lists of them."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block, Button, CardBlock, Column, Fact, TableBlock
from assistant.replies.order_lines import order_facts, order_line, order_totals, price_note, waits_for
from assistant.replies.reader import Reader
from assistant.replies.sections import facts_of
from core import operations
from core.sales.models import OrderState
from core.sales.views import LastOrder, OrderPage, OrderShown, Progress


def present_order(order: OrderShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """An order's state and days in a sentence, and its card."""
    head = order.head
    confirmed = order.state is OrderState.CONFIRMED
    dates = facts_of(
        reader,
        ("ordered_at", reader.moment(order.created_at)),
        ("confirmed_at", reader.moment(order.confirmed_at) if order.confirmed_at else ""),
        ("cancelled_at", reader.moment(order.cancelled_at) if order.cancelled_at else ""),
        ("reason", order.cancel_reason or ""),
        ("salesperson", order.salesperson if reader.inside else ""),
    )
    dates += _progress(order, reader)
    card = CardBlock(
        title=reader.say("order.title"),
        status=order.state.value,
        status_label=reader.say(f"state.sales_order.{order.state.value}"),
        number=order.number,
        facts=order_facts(head, reader) + dates,
        lines=tuple(order_line(line, head, reader, promised=confirmed) for line in order.lines),
        totals=order_totals(head, order.lines, reader),
        notes=(price_note(head, reader),),
        buttons=_next_steps(order, reader),
    )
    return _sentence(order, reader), (card,)


def present_last_order(last: LastOrder, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """What a customer ordered last, in a sentence."""
    lines = [
        f"{reader.product(line.product, line.name_zh, line.name_en)} {reader.quantity(line.quantity, line.unit)}"
        for line in last.lines
    ]
    customer = reader.name(last.customer_zh, last.customer_en, last.customer)
    day = reader.day(last.ordered_on)
    return reader.say("order.last", customer=customer, number=last.number, day=day, lines=reader.listed(lines)), ()


def present_orders(page: OrderPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Orders as a table, newest first."""
    if not page.orders:
        return reader.say("order.none_found"), ()
    key = "order.found" if page.count <= len(page.orders) else "order.found_more"
    columns = ["number", "state", "customer", "ordered_on", "promised_on", "gross"]
    if not reader.inside:
        columns.remove("customer")
    rows = []
    for order in page.orders:
        cells = {
            "number": order.number,
            "state": reader.say(f"state.sales_order.{order.state.value}"),
            "customer": reader.name(order.customer_zh, order.customer_en, order.customer),
            "ordered_on": reader.day(order.ordered_on),
            "promised_on": reader.day(order.promised_on) if order.promised_on else reader.say("nothing"),
            "gross": figures.money(order.gross, order.currency),
        }
        rows.append(tuple(cells[column] for column in columns))
    table = TableBlock(
        columns=tuple(
            Column(label=reader.say(f"label.{column}"), align="right" if column == "gross" else "left")
            for column in columns
        ),
        rows=tuple(rows),
        footnote=reader.say("order.gross_is"),
    )
    return reader.say(key, count=page.count, shown=len(page.orders)), (table,)


def _progress(order: OrderShown, reader: Reader) -> tuple[Fact, ...]:
    """How far the order is, once anything of it has left or is invoiced."""
    progress = order.progress
    if progress is None or (progress.shipped is Progress.NONE and progress.invoiced is Progress.NONE):
        return ()
    words = {
        name: reader.say(f"progress.{value.value}")
        for name, value in (
            ("shipped", progress.shipped),
            ("delivered", progress.delivered),
            ("invoiced", progress.invoiced),
            ("paid", progress.paid),
        )
    }
    return facts_of(
        reader,
        ("progress", reader.say("progress.of_order", **words)),
        ("delivery", reader.listed(list(progress.deliveries))),
        ("invoice", reader.listed(list(progress.invoices))),
    )


def _sentence(order: OrderShown, reader: Reader) -> str:
    """What a person asks of an order: where it stands, when it leaves, when it arrives."""
    gross = figures.money(order.head.gross, order.head.currency)
    customer = reader.name(order.head.customer_zh, order.head.customer_en, order.head.customer)
    facts = {"number": order.number, "customer": customer, "gross": gross}
    if order.state is OrderState.CANCELLED:
        day = reader.moment(order.cancelled_at) if order.cancelled_at else ""
        return reader.say("order.is_cancelled", day=day, reason=order.cancel_reason or "", **facts)
    if order.state is not OrderState.CONFIRMED or order.head.promised_on is None:
        return reader.say(f"order.is_{order.state.value}", **facts)
    shipped = order.progress.shipped if order.progress else Progress.NONE
    if shipped is Progress.FULLY and order.progress is not None:
        delivered = order.progress.delivered is Progress.FULLY
        return reader.say("order.is_all_delivered" if delivered else "order.is_all_shipped", **facts)
    if shipped is Progress.PARTLY:
        return reader.say("order.is_partly_shipped", arrives=reader.day(order.head.promised_on), **facts)
    ships = sorted({line.ships_on for line in order.lines if line.ships_on})
    arrives = sorted({line.promised_on for line in order.lines if line.promised_on})
    if not ships:
        return reader.say("order.is_promised", arrives=reader.day(order.head.promised_on), **facts)
    key = "order.is_shipping" if len(ships) == 1 and len(arrives) == 1 else "order.is_shipping_in_parts"
    text = reader.say(
        key, ships=reader.day(ships[0]), first=reader.day(arrives[0]), last=reader.day(arrives[-1]), **facts
    )
    waiting = [waits_for(line, reader) for line in order.lines if line.waits_for] if reader.inside else []
    return text + reader.say("order.is_waiting", waits=reader.listed(waiting)) if waiting else text


def _next_steps(order: OrderShown, reader: Reader) -> tuple[Button, ...]:
    """What this reader may do with the order now."""
    steps = {
        OrderState.DRAFT: ("confirm_order", "cancel_order"),
        OrderState.CONFIRMED: ("cancel_order",),
    }.get(order.state, ())
    usable = (operations.find(step) for step in steps)
    return tuple(
        reader.saying(f"press.{operation.name}", number=order.number)
        for operation in usable
        if operation is not None and operation.may_be_used_by(reader.actor)
    )
