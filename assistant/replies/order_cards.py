"""Orders that are proposed, placed, confirmed or cancelled, as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import CardLine, Note
from assistant.replies.goods_lines import goods_lines, goods_words
from assistant.replies.order_lines import counted, order_facts, order_line, order_totals, price_note
from assistant.replies.parts import places
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of, notes_of
from core.proposals import ProposedStep
from core.sales.models import OrderState
from core.sales.views import OrderCancelled, OrderClosed, OrderLineShown, OrderPlaced


def placed_section(step: ProposedStep, placed: OrderPlaced, reader: Reader) -> Section:
    """An order that is placed, saved as a draft, or confirmed from one."""
    head, confirmed = placed.head, placed.state is OrderState.CONFIRMED
    existing, quotation = step.arguments.get("order", ""), str(step.arguments.get("quotation", ""))
    notes = [price_note(head, reader)]
    if not confirmed:
        notes.append(Note(text=reader.say("order.draft_reserves_nothing")))
    if "large" in placed.unusual:
        notes.append(Note(text=reader.say("order.large"), level="warning"))
    notes += notes_of([reader.holidays_unknown(line.promised_on for line in placed.lines)])
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=reader.name(head.customer_zh, head.customer_en, head.customer),
        proposed=_proposed(placed, reader),
        done=_done(step, placed, reader),
        facts=facts_of(reader, ("quotation", quotation), ("order", str(existing))) + order_facts(head, reader),
        lines=tuple(
            order_line(line, head, reader, promised=confirmed, proposed=step.document is None) for line in placed.lines
        ),
        totals=order_totals(head, placed.lines, reader),
        notes=tuple(notes),
        buttons=(reader.saying("press.show_order", number=step.document.number),) if step.document else (),
    )


def cancelled_section(step: ProposedStep, cancelled: OrderCancelled, reader: Reader) -> Section:
    """An order that is cancelled."""
    gross = figures.money(cancelled.gross, cancelled.currency)
    customer = reader.name(cancelled.customer_zh, cancelled.customer_en, cancelled.customer)
    freed = reader.say("order.frees", quantity=_freed(cancelled, reader)) if cancelled.freed and reader.inside else ""
    done = "order.done_cancel" if cancelled.was is OrderState.CONFIRMED else "order.done_cancel_draft"
    return Section(
        kind=reader.say("document.cancel_order"),
        subject=cancelled.number,
        proposed=reader.say("order.proposed_cancel", number=cancelled.number, customer=customer, gross=gross),
        done=reader.say(done, number=cancelled.number) if step.document else "",
        facts=facts_of(
            reader,
            ("order", cancelled.number),
            ("customer", customer),
            ("gross", gross),
            ("state", reader.say(f"state.sales_order.{cancelled.was.value}")),
            ("reason", cancelled.reason),
        ),
        lines=tuple(
            CardLine(
                title=reader.product(line.product, line.name_zh, line.name_en),
                detail=counted(line, reader),
                amount=figures.plain_amount(line.net, cancelled.currency),
            )
            for line in cancelled.lines
        ),
        notes=notes_of([freed]),
    )


def closed_section(step: ProposedStep, closed: OrderClosed, reader: Reader) -> Section:
    """An order that is closed short of what was ordered."""
    customer = reader.name(closed.customer_zh, closed.customer_en, closed.customer)
    words = {"number": closed.number, "customer": customer, "goods": goods_words(closed.given_up, reader)}
    return Section(
        kind=reader.say("document.close_order"),
        subject=closed.number,
        proposed=reader.say("order.proposed_close", **words),
        done=reader.say("order.done_close", **words) if step.document else "",
        facts=facts_of(reader, ("order", closed.number), ("customer", customer)),
        lines=goods_lines(closed.given_up, reader),
    )


def order_changes(old: OrderPlaced, new: OrderPlaced, reader: Reader) -> list[str]:
    """What of the agreed terms is not as it was: prices, days, warehouses, total."""
    changes = []
    for before, after in zip(old.lines, new.lines, strict=False):
        changes += _line_changes(before, after, new.head.currency, reader)
    if old.head.gross != new.head.gross:
        before_after = [figures.money(one.head.gross, one.head.currency) for one in (old, new)]
        changes.append(reader.say("order.gross_changed", before=before_after[0], after=before_after[1]))
    if old.head.ship_to != new.head.ship_to:
        changes.append(reader.say("order.address_changed", after=new.head.ship_to))
    return changes


def _freed(cancelled: OrderCancelled, reader: Reader) -> str:
    """How much is freed, where all lines are counted in one unit: pieces and boxes do not add up."""
    units = {line.stock_unit for line in cancelled.lines}
    return reader.quantity(cancelled.freed, units.pop()) if len(units) == 1 else ""


def _line_changes(before: OrderLineShown, after: OrderLineShown, currency: str, reader: Reader) -> list[str]:
    product = after.product
    changes = []
    if before.unit_price != after.unit_price:
        prices = [figures.plain_amount(line.unit_price, currency) for line in (before, after)]
        changes.append(reader.say("order.price_changed", product=product, before=prices[0], after=prices[1]))
    if before.tax_rate != after.tax_rate:
        rates = [figures.rate(line.tax_rate) for line in (before, after)]
        changes.append(reader.say("order.tax_changed", product=product, before=rates[0], after=rates[1]))
    if before.promised_on != after.promised_on:
        days = [reader.day(line.promised_on) if line.promised_on else "—" for line in (before, after)]
        changes.append(reader.say("order.day_changed", product=product, before=days[0], after=days[1]))
    if (before.warehouse, before.parts) != (after.warehouse, after.parts) and reader.inside:
        houses = [places(line, reader) or "—" for line in (before, after)]
        changes.append(reader.say("order.warehouse_changed", product=product, before=houses[0], after=houses[1]))
    return changes


def _proposed(placed: OrderPlaced, reader: Reader) -> str:
    """Whether it can be in time, in a sentence."""
    head = placed.head
    gross = figures.money(head.gross, head.currency)
    if placed.state is not OrderState.CONFIRMED:
        return reader.say("order.proposed_draft", gross=gross)
    day = reader.day(head.promised_on) if head.promised_on else ""
    late = [line for line in placed.lines if line.days_late > 0]
    if head.requested_on is None or not late:
        key = "order.proposed" if head.requested_on is None else "order.proposed_in_time"
        return reader.say(key, day=day, gross=gross)
    if len(late) == len(placed.lines):
        days = max(line.days_late for line in late)
        return reader.say("order.proposed_late", day=day, requested=reader.day(head.requested_on), days=days)
    in_time = [_named(line, reader) for line in placed.lines if line.days_late <= 0]
    return reader.say(
        "order.proposed_partly_late",
        in_time=reader.listed(in_time),
        late=reader.listed(
            [reader.say("order.so_late", name=_named(line, reader), days=line.days_late) for line in late]
        ),
    )


def _done(step: ProposedStep, placed: OrderPlaced, reader: Reader) -> str:
    if step.document is None:
        return ""
    head = placed.head
    gross = figures.money(head.gross, head.currency)
    day = reader.day(head.promised_on) if head.promised_on else ""
    key = f"order.done_{step.operation}"
    first = min((line.promised_on for line in placed.lines if line.promised_on), default=None)
    if first is not None and head.promised_on is not None and first < head.promised_on:
        return reader.say(
            f"{key}_in_parts", number=step.document.number, gross=gross, first=reader.day(first), last=day
        )
    return reader.say(key, number=step.document.number, gross=gross, day=day)


def _named(line: OrderLineShown, reader: Reader) -> str:
    return reader.name(line.name_zh, line.name_en, line.product)
