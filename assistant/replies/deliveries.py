"""Deliveries: answers about them, what is due to leave, and their steps as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block, Button, CardBlock, CardLine
from assistant.replies.goods_lines import goods_lines, goods_words
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of, notes_of
from assistant.replies.tables import table_of
from core import operations
from core.proposals import ProposedStep
from core.sales.deliveries.models import DeliveryState
from core.sales.deliveries.views import DeliveriesMade, DeliveryMoved, DeliveryPage, DeliveryShown, DueShipments

_NEXT = {
    DeliveryState.PLANNED: ("pick_delivery", "ship_delivery", "cancel_delivery"),
    DeliveryState.PICKED: ("ship_delivery", "cancel_delivery"),
    DeliveryState.SHIPPED: ("confirm_delivery_received", "refuse_delivery"),
}


def deliveries_section(step: ProposedStep, made: DeliveriesMade, reader: Reader) -> Section:
    """Deliveries of an order that are planned, or leave at once: one from each warehouse."""
    places = reader.listed([reader.name(part.warehouse_zh, part.warehouse_en, part.warehouse) for part in made.parts])
    left = goods_words(made.left, reader)
    number = step.document.number if step.document else ""
    words = {"order": made.order, "places": places, "count": len(made.parts), "number": number}
    several = "" if len(made.parts) == 1 else "_several"
    lines: list[CardLine] = []
    for part in made.parts:
        if len(made.parts) > 1:
            lines.append(CardLine(title=reader.name(part.warehouse_zh, part.warehouse_en, part.warehouse)))
        lines += goods_lines(part.lines, reader)
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=made.order,
        proposed=reader.say(f"delivery.proposed_{made.state.value}{several}", **words),
        done=reader.say(f"delivery.done_{made.state.value}{several}", **words) if number else "",
        facts=facts_of(
            reader,
            ("order", made.order),
            ("customer", reader.name(made.customer_zh, made.customer_en, made.customer)),
            ("ship_to", made.ship_to),
            ("warehouse", places),
        ),
        lines=tuple(lines),
        notes=notes_of([reader.say("delivery.left", goods=left) if left else ""]),
        buttons=_next_steps(number, made.state, reader) if number and not several else (),
    )


def delivery_section(step: ProposedStep, moved: DeliveryMoved, reader: Reader) -> Section:
    """A delivery that takes its next step."""
    place = reader.name(moved.part.warehouse_zh, moved.part.warehouse_en, moved.part.warehouse)
    customer = reader.name(moved.customer_zh, moved.customer_en, moved.customer)
    words = {"number": moved.number, "order": moved.order, "customer": customer, "place": place}
    closed = "_closed" if moved.order_closed and moved.state is DeliveryState.REFUSED else ""
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=moved.number,
        proposed=reader.say(f"delivery.proposed_{step.operation}{closed}", **words),
        done=reader.say(f"delivery.done_{step.operation}", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("delivery", moved.number),
            ("order", moved.order),
            ("customer", customer),
            ("warehouse", place),
            ("reason", moved.reason),
        ),
        lines=goods_lines(moved.part.lines, reader),
        buttons=_next_steps(moved.number, moved.state, reader) if step.document else (),
    )


def present_delivery(delivery: DeliveryShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Where a delivery stands in a sentence, and its card."""
    part = delivery.part
    customer = reader.name(delivery.customer_zh, delivery.customer_en, delivery.customer)
    place = reader.name(part.warehouse_zh, part.warehouse_en, part.warehouse)
    shipped = reader.moment(delivery.shipped_at) if delivery.shipped_at else ""
    received = reader.moment(delivery.received_at) if delivery.received_at else ""
    card = CardBlock(
        title=reader.say("delivery.title"),
        status=delivery.state.value,
        status_label=reader.say(f"state.delivery.{delivery.state.value}"),
        number=delivery.number,
        facts=facts_of(
            reader,
            ("order", delivery.order),
            ("customer", customer),
            ("ship_to", delivery.ship_to),
            ("warehouse", place if reader.inside else ""),
            ("ships_on", reader.day(delivery.ship_on)),
            ("shipped_at", shipped),
            ("received_at", received),
            ("reason", delivery.reason or ""),
        ),
        lines=goods_lines(part.lines, reader),
        buttons=_next_steps(delivery.number, delivery.state, reader),
    )
    words = {
        "number": delivery.number,
        "order": delivery.order,
        "customer": customer,
        "ship_on": reader.day(delivery.ship_on),
        "shipped": shipped,
        "received": received,
        "reason": delivery.reason or "",
    }
    return reader.say(f"delivery.is_{delivery.state.value}", **words), (card,)


def present_deliveries(page: DeliveryPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Deliveries as a table, newest first."""
    if not page.deliveries:
        return reader.say("delivery.none_found"), ()
    rows = [
        {
            "number": one.number,
            "state": reader.say(f"state.delivery.{one.state.value}"),
            "order": one.order,
            "customer": reader.name(one.customer_zh, one.customer_en, one.customer) if reader.inside else "",
            "warehouse": reader.name(one.warehouse_zh, one.warehouse_en) if reader.inside else "",
            "ships_on": reader.day(one.ship_on),
            "product": reader.listed(list(one.products)),
        }
        for one in page.deliveries
    ]
    columns = ("number", "state", "order", "customer", "warehouse", "ships_on", "product")
    shown = str(len(page.deliveries)) if page.count > len(page.deliveries) else ""
    return reader.say("delivery.found", count=page.count, shown=shown), (table_of(columns, rows, reader),)


def present_due(due: DueShipments, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """What is to be shipped until a day, line by line."""
    day = reader.day(due.until)
    if not due.rows:
        return reader.say("delivery.nothing_due", day=day), ()
    rows = [
        {
            "order": one.order,
            "delivery": one.delivery or "",
            "customer": reader.name(one.customer_zh, one.customer_en, one.customer),
            "product": reader.product(one.product, one.name_zh, one.name_en),
            "quantity": reader.quantity(one.quantity, one.unit),
            "warehouse": reader.name(one.warehouse_zh, one.warehouse_en),
            "ships_on": reader.day(one.ships_on),
        }
        for one in due.rows
    ]
    columns = ("order", "delivery", "customer", "product", "quantity", "warehouse", "ships_on")
    orders = len({one.order for one in due.rows})
    late = sum(one.ships_on < reader.today for one in due.rows)
    words = {"day": day, "count": due.count, "orders": orders, "late": figures.number(late) if late else ""}
    return reader.say("delivery.due", **words), (table_of(columns, rows, reader),)


def _next_steps(number: str, state: DeliveryState, reader: Reader) -> tuple[Button, ...]:
    usable = (operations.find(step) for step in _NEXT.get(state, ()))
    return tuple(
        reader.saying(f"press.{operation.name}", number=number)
        for operation in usable
        if operation is not None and operation.may_be_used_by(reader.actor)
    )
