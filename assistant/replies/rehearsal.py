"""Answers to rehearsals: what commands would do to stock, promises, debts, cash, margin and the books."""

from __future__ import annotations

from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import Block, ButtonsBlock
from assistant.replies.order_lines import counted
from assistant.replies.reader import Reader
from assistant.replies.tables import table_of
from core.rehearsal.views import MarginEffect, Rehearsal
from core.sales.views import OrderPlaced


def present_rehearsal(seen: Rehearsal, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """What would come of the commands, in a few sentences and tables; and a button that makes a card of them."""
    told = [reader.say("rehearsal.nothing_written")]
    told += [_order(order, reader) for order in seen.orders]
    told += [_exposure(seen, reader), _cash(seen, reader), _margin(seen.margin, seen.currency, reader)]
    told += [reader.say(f"rehearsal.needs.{reason}") for reason in seen.approvals]
    told.append(reader.say("rehearsal.moved", count=len(seen.promises)) if seen.promises else "")
    blocks: list[Block] = []
    if seen.orders:
        blocks.append(_lines(seen, reader))
    if seen.stock:
        blocks.append(_stock(seen, reader))
    if seen.promises:
        blocks.append(_promises(seen, reader))
    if seen.books:
        blocks.append(_books(seen, reader))
    blocks.append(ButtonsBlock(buttons=(reader.saying("press.do_it", "primary"),)))
    return reader.say("rehearsal.between").join(filter(None, told)), tuple(blocks)


def _order(order: OrderPlaced, reader: Reader) -> str:
    head = order.head
    return reader.say(
        "rehearsal.order",
        customer=reader.name(head.customer_zh, head.customer_en, head.customer),
        gross=figures.money(head.gross, head.currency),
        day=reader.day(head.promised_on) if head.promised_on else "",
    )


def _exposure(seen: Rehearsal, reader: Reader) -> str:
    told = []
    for one in seen.exposures:
        over = one.limit is not None and one.after > one.limit
        told.append(
            reader.say(
                "rehearsal.exposure",
                customer=reader.name(one.name_zh, one.name_en, one.customer),
                before=figures.money(one.before, seen.currency),
                after=figures.money(one.after, seen.currency),
                limit=figures.money(one.limit, seen.currency) if over and one.limit is not None else "",
            )
        )
    return reader.say("rehearsal.between").join(told)


def _cash(seen: Rehearsal, reader: Reader) -> str:
    told = [
        reader.say("rehearsal.cash", day=reader.day(one.on), amount=figures.money(one.amount, seen.currency))
        for one in seen.cash
    ]
    return reader.say("rehearsal.between").join(told)


def _margin(margin: MarginEffect | None, currency: str, reader: Reader) -> str:
    if margin is None:
        return ""
    percent = margin.margin / margin.net * 100 if margin.net else Decimal(0)
    amount, share = figures.money(margin.margin, currency), figures.percent(percent)
    return reader.say("rehearsal.margin", margin=amount, percent=share)


def _lines(seen: Rehearsal, reader: Reader) -> Block:
    rows = (
        {
            "product": reader.product(line.product, line.name_zh, line.name_en),
            "quantity": counted(line, reader),
            "price": figures.plain_amount(line.unit_price, order.head.currency),
            "warehouse": reader.name(line.warehouse_zh, line.warehouse_en, line.warehouse or ""),
            "arrives": reader.day(line.promised_on) if line.promised_on else "",
        }
        for order in seen.orders
        for line in order.lines
    )
    return table_of(("product", "quantity", "price", "warehouse", "arrives"), rows, reader)


def _stock(seen: Rehearsal, reader: Reader) -> Block:
    rows = (
        {
            "product": reader.product(one.product, one.name_zh, one.name_en),
            "now": reader.quantity(one.before, one.unit),
            "then": reader.quantity(one.after, one.unit),
        }
        for one in seen.stock
    )
    return table_of(("product", "now", "then"), rows, reader, title=reader.say("rehearsal.stock"))


def _promises(seen: Rehearsal, reader: Reader) -> Block:
    rows = (
        {
            "order": one.order,
            "customer": reader.name(one.customer_zh, one.customer_en),
            "product": one.product,
            "now": reader.day(one.before) if one.before else "",
            "then": reader.day(one.after) if one.after else "",
        }
        for one in seen.promises
    )
    columns = ("order", "customer", "product", "now", "then")
    return table_of(columns, rows, reader, title=reader.say("rehearsal.promises"))


def _books(seen: Rehearsal, reader: Reader) -> Block:
    rows = (
        {
            "account": f"{one.account} {reader.name(one.name_zh, one.name_en)}",
            "debit": figures.number(one.amount) if one.amount > 0 else "",
            "credit": figures.number(-one.amount) if one.amount < 0 else "",
        }
        for one in seen.books or ()
    )
    return table_of(("account", "debit", "credit"), rows, reader, title=reader.say("rehearsal.books"))
