"""Quotations: answers about them, and what is done with them as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block, Button, CardBlock, Note
from assistant.replies.order_lines import order_facts, order_line, order_totals, price_note
from assistant.replies.papers import paper_file
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core import operations
from core.proposals import ProposedStep
from core.sales.quotations.models import QuotationState
from core.sales.quotations.views import QuotationMade, QuotationMoved, QuotationPage, QuotationShown

_NEXT = {
    QuotationState.DRAFT: ("send_quotation", "accept_quotation"),
    QuotationState.SENT: ("accept_quotation", "decline_quotation"),
}


def quotation_section(step: ProposedStep, made: QuotationMade, reader: Reader) -> Section:
    """A quotation that is drawn up."""
    head = made.head
    gross, until = figures.money(head.gross, head.currency), reader.day(made.valid_until)
    held = reader.day(made.hold_until) if made.hold_until else ""
    notes = [price_note(head, reader)]
    if held:
        notes.append(Note(text=reader.say("quotation.holds", until=held)))
    if "large" in made.unusual:
        notes.append(Note(text=reader.say("quotation.large"), level="warning"))
    number = step.document.number if step.document else ""
    words = {"gross": gross, "until": until, "held": held, "number": number}
    dates = facts_of(reader, ("valid_until", until), ("hold_until", held))
    return Section(
        kind=reader.say("document.create_quotation"),
        subject=reader.name(head.customer_zh, head.customer_en, head.customer),
        proposed=reader.say("quotation.proposed", **words),
        done=reader.say("quotation.done", **words) if number else "",
        facts=order_facts(head, reader) + dates,
        lines=tuple(order_line(line, head, reader, promised=False) for line in made.lines),
        totals=order_totals(head, made.lines, reader),
        notes=tuple(notes),
        buttons=_next_steps(number, QuotationState.DRAFT, reader) if number else (),
    )


def moved_section(step: ProposedStep, moved: QuotationMoved, reader: Reader) -> Section:
    """A quotation that is sent, or declined."""
    gross = figures.money(moved.gross, moved.currency)
    customer = reader.name(moved.customer_zh, moved.customer_en, moved.customer)
    until = reader.day(moved.valid_until)
    words = {"number": moved.number, "customer": customer, "gross": gross, "until": until, "reason": moved.reason}
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=moved.number,
        proposed=reader.say(f"quotation.proposed_{moved.state.value}", **words),
        done=reader.say(f"quotation.done_{moved.state.value}", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("quotation", moved.number),
            ("customer", customer),
            ("gross", gross),
            ("valid_until", until),
            ("reason", moved.reason),
        ),
        buttons=_next_steps(moved.number, moved.state, reader) if step.document else (),
    )


def present_quotation(quotation: QuotationShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """A quotation's state and validity in a sentence, and its card."""
    head = quotation.head
    until = reader.day(quotation.valid_until)
    words = {
        "number": quotation.number,
        "customer": reader.name(head.customer_zh, head.customer_en, head.customer),
        "gross": figures.money(head.gross, head.currency),
        "until": until,
        "order": quotation.order or "",
        "reason": quotation.decline_reason or "",
    }
    dates = facts_of(
        reader,
        ("valid_until", until),
        ("hold_until", reader.day(quotation.hold_until) if quotation.hold_until else ""),
        ("ordered_at", reader.moment(quotation.created_at)),
        ("order", quotation.order or ""),
        ("reason", quotation.decline_reason or ""),
        ("salesperson", quotation.salesperson),
    )
    card = CardBlock(
        title=reader.say("quotation.title"),
        status=quotation.state.value,
        status_label=reader.say(f"state.quotation.{quotation.state.value}"),
        number=quotation.number,
        facts=order_facts(head, reader) + dates,
        lines=tuple(order_line(line, head, reader, promised=False) for line in quotation.lines),
        totals=order_totals(head, quotation.lines, reader),
        notes=(price_note(head, reader),),
        buttons=_next_steps(quotation.number, quotation.state, reader),
    )
    return reader.say(f"quotation.is_{quotation.state.value}", **words), (card, paper_file(quotation, reader))


def present_quotations(page: QuotationPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Quotations as a table, newest first."""
    if not page.quotations:
        return reader.say("quotation.none_found"), ()
    rows = [
        {
            "number": one.number,
            "state": reader.say(f"state.quotation.{one.state.value}"),
            "customer": reader.name(one.customer_zh, one.customer_en, one.customer),
            "created_on": reader.day(one.created_on),
            "valid_until": reader.day(one.valid_until),
            "gross": figures.money(one.gross, one.currency),
        }
        for one in page.quotations
    ]
    columns = ("number", "state", "customer", "created_on", "valid_until", "gross")
    table = table_of(columns, rows, reader, footnote=reader.say("order.gross_is"))
    return reader.say("quotation.found", count=page.count, shown=_shown(page)), (table,)


def _shown(page: QuotationPage) -> str:
    return str(len(page.quotations)) if page.count > len(page.quotations) else ""


def _next_steps(number: str, state: QuotationState, reader: Reader) -> tuple[Button, ...]:
    usable = (operations.find(step) for step in _NEXT.get(state, ()))
    return tuple(
        reader.saying(f"press.{operation.name}", number=number)
        for operation in usable
        if operation is not None and operation.may_be_used_by(reader.actor)
    )
