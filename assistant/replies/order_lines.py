"""The lines, sums and promises of an order on a card, for an order as it stands and for one that is proposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import CardLine, Fact, Note, Total
from assistant.replies.parts import parts_told, places
from assistant.replies.reader import Reader
from assistant.replies.sections import facts_of
from core.sales.views import OrderHead, OrderLineShown


def order_line(
    line: OrderLineShown, head: OrderHead, reader: Reader, *, promised: bool, proposed: bool = False
) -> CardLine:
    """One line: product, quantity × price, amount, and what is worth saying about it.

    Where prices include tax the amount does too. `promised` says whether days of arrival mean something, `proposed`
    whether what is left in stock then is still a forecast.
    """
    amount = line.net + line.tax if head.tax_included else line.net
    notes = [_discount(line, head, reader)] if line.discount_percent else []
    if promised:
        notes.append(_promise(line, head.requested_on, reader))
        if line.parts and reader.inside:
            notes.append(Note(text=parts_told(line, reader)))
    if proposed:
        notes += _stock_after(line, reader)
    return CardLine(
        title=reader.product(line.product, line.name_zh, line.name_en),
        detail=reader.say("order.line", quantity=counted(line, reader), price=_unit_price(line, head)),
        amount=figures.plain_amount(amount, head.currency),
        notes=tuple(notes),
    )


def counted(line: OrderLineShown, reader: Reader) -> str:
    """20 台, or 2 箱（24 条） for a pack."""
    shown = reader.quantity(line.quantity, line.unit)
    if line.unit == line.stock_unit:
        return shown
    stock = reader.quantity(line.stock_quantity, line.stock_unit)
    return reader.say("order.packs", packs=shown, stock=stock)


def order_totals(head: OrderHead, lines: Iterable[OrderLineShown], reader: Reader) -> tuple[Total, ...]:
    """Net, tax by rate, gross."""
    taxes: dict[Decimal, Decimal] = {}
    for line in lines:
        taxes[line.tax_rate] = taxes.get(line.tax_rate, Decimal(0)) + line.tax
    shown = [Total(label=reader.say("order.net"), value=figures.plain_amount(head.net, head.currency))]
    for rate, tax in sorted(taxes.items(), reverse=True):
        label = reader.say("order.tax", rate=figures.rate(rate))
        shown.append(Total(label=label, value=figures.plain_amount(tax, head.currency)))
    gross = figures.money(head.gross, head.currency)
    return (*shown, Total(label=reader.say("order.gross"), value=gross, strong=True))


def order_facts(head: OrderHead, reader: Reader) -> tuple[Fact, ...]:
    """Party, delivery address, payment terms and days."""
    terms = "order.terms" if head.payment_terms_days else "order.terms_at_once"
    discount = figures.percent(head.discount_percent) if head.discount_percent else ""
    return facts_of(
        reader,
        ("customer", reader.name(head.customer_zh, head.customer_en, head.customer)),
        ("ship_to", head.ship_to),
        ("payment_terms", reader.say(terms, days=head.payment_terms_days)),
        ("requested_on", reader.day(head.requested_on) if head.requested_on else ""),
        ("promised_on", reader.day(head.promised_on) if head.promised_on else ""),
        ("discount", discount),
        ("note", head.note),
    )


def price_note(head: OrderHead, reader: Reader) -> Note:
    """Which prices these are, and whether tax is in them."""
    tax = reader.say("order.tax_in" if head.tax_included else "order.tax_apart")
    if not reader.inside:
        return Note(text=tax)
    return Note(text=reader.say("order.price_list", price_list=head.price_list, tax=tax))


def _unit_price(line: OrderLineShown, head: OrderHead) -> str:
    return figures.plain_amount(line.unit_price, head.currency)


def _discount(line: OrderLineShown, head: OrderHead, reader: Reader) -> Note:
    price = figures.plain_amount(line.list_price, head.currency)
    return Note(text=reader.say("order.discounted", price=price, discount=figures.percent(line.discount_percent)))


def _promise(line: OrderLineShown, requested_on: date | None, reader: Reader) -> Note:
    """When the line arrives and from where, good in time, a warning late with what it waits for."""
    if line.promised_on is None:
        return Note(text=reader.say("order.no_promise"), level="warning")
    place = places(line, reader) if reader.inside else ""
    waits = waits_for(line, reader) if reader.inside else ""
    day = reader.day(line.promised_on)
    if line.days_late > 0:
        text = reader.say("order.arrives_late", warehouse=place, day=day, days=line.days_late, waits=waits)
        return Note(text=text, level="warning")
    if requested_on is not None:
        requested = reader.day(requested_on)
        text = reader.say("order.arrives_in_time", warehouse=place, day=day, requested=requested, waits=waits)
        return Note(text=text, level="good")
    return Note(text=reader.say("order.arrives", warehouse=place, day=day, waits=waits))


def waits_for(line: OrderLineShown, reader: Reader) -> str:
    """The receipts the line rests on: 12月2日 周三到货的 24 条."""
    return reader.listed(
        [
            reader.say(
                "order.receipt",
                day=reader.day(receipt.due_on),
                quantity=reader.quantity(receipt.quantity, line.stock_unit),
            )
            for receipt in line.waits_for
        ]
    )


def _stock_after(line: OrderLineShown, reader: Reader) -> list[Note]:
    if line.available_after is None or not reader.inside:
        return []
    place = reader.name(line.warehouse_zh, line.warehouse_en)
    left = reader.quantity(line.available_after, line.stock_unit)
    return [Note(text=reader.say("order.stock_after", warehouse=place, left=left))]
