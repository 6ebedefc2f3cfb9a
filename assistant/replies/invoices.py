"""Invoices and credit notes: answers about them with their papers, and their posting as sections of a card."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.replies import figures
from assistant.replies.blocks import Block, CardBlock, CardLine, Note, Total
from assistant.replies.papers import paper_file
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.proposals import ProposedStep
from core.sales.invoicing.views import (
    CreditNoteShown,
    CreditPosted,
    InvoiceLineShown,
    InvoicePage,
    InvoicePosted,
    InvoiceShown,
    Totals,
)


def invoice_section(step: ProposedStep, posted: InvoicePosted, reader: Reader) -> Section:
    """An invoice that is posted."""
    number = step.document.number if step.document else ""
    gross, due = figures.money(posted.totals.gross, posted.totals.currency), reader.day(posted.due_on)
    words = {"order": posted.order, "gross": gross, "due": due, "number": number}
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=posted.order,
        proposed=reader.say("invoice.proposed", **words),
        done=reader.say("invoice.done", **words) if number else "",
        facts=facts_of(
            reader,
            ("order", posted.order),
            ("customer", reader.name(posted.customer_zh, posted.customer_en, posted.customer)),
            ("pay_until", due),
        ),
        lines=_lines(posted.lines, posted.totals.currency, reader),
        totals=_totals(posted.totals, reader),
        notes=(Note(text=reader.say("invoice.ahead"), level="warning"),) if posted.ahead else (),
        buttons=(reader.saying("press.show_invoice", number=number),) if number else (),
    )


def credit_section(step: ProposedStep, posted: CreditPosted, reader: Reader) -> Section:
    """Credit notes that are posted, one for each invoice."""
    numbers = reader.listed(list(posted.numbers)) if step.document else ""
    invoices = reader.listed(list(posted.invoices))
    gross = figures.money(posted.totals.gross, posted.totals.currency)
    words = {"invoices": invoices, "gross": gross, "numbers": numbers}
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=posted.goods_return or invoices,
        proposed=reader.say("credit_note.proposed", **words),
        done=reader.say("credit_note.done", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("invoice", invoices),
            ("goods_return", posted.goods_return),
            ("customer", reader.name(posted.customer_zh, posted.customer_en, posted.customer)),
            ("reason", posted.reason),
        ),
        lines=_lines(posted.lines, posted.totals.currency, reader),
        totals=_totals(posted.totals, reader),
        buttons=tuple(reader.saying("press.show_credit_note", number=one) for one in posted.numbers)
        if step.document
        else (),
    )


def present_invoice(invoice: InvoiceShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """What is left to pay of an invoice in a sentence, its card and its paper."""
    currency = invoice.totals.currency
    customer = reader.name(invoice.customer_zh, invoice.customer_en, invoice.customer)
    due = reader.day(invoice.due_on)
    words = {
        "number": invoice.number,
        "customer": customer,
        "gross": figures.money(invoice.totals.gross, currency),
        "left": figures.money(invoice.left, currency),
        "due": due,
    }
    card = CardBlock(
        title=reader.say("invoice.title"),
        status=invoice.status.value,
        status_label=reader.say(f"state.invoice.{invoice.status.value}"),
        number=invoice.number,
        facts=facts_of(
            reader,
            ("order", invoice.order),
            ("customer", customer),
            ("issued_on", reader.day(invoice.issued_on)),
            ("pay_until", due),
            ("paid", figures.money(invoice.paid, currency) if invoice.paid else ""),
            ("credited", figures.money(invoice.credited, currency) if invoice.credited else ""),
            ("credit_note", reader.listed(list(invoice.credit_notes))),
            ("left_to_pay", figures.money(invoice.left, currency)),
        ),
        lines=_lines(invoice.lines, currency, reader),
        totals=_totals(invoice.totals, reader),
    )
    return reader.say(f"invoice.is_{invoice.status.value}", **words), (card, paper_file(invoice, reader))


def present_invoices(page: InvoicePage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Invoices as a table, newest first."""
    if not page.invoices:
        return reader.say("invoice.none_found"), ()
    rows = [
        {
            "number": one.number,
            "state": reader.say(f"state.invoice.{one.status.value}"),
            "order": one.order,
            "customer": reader.name(one.customer_zh, one.customer_en, one.customer) if reader.inside else "",
            "issued_on": reader.day(one.issued_on),
            "pay_until": reader.day(one.due_on),
            "gross": figures.money(one.gross, one.currency),
            "left_to_pay": figures.money(one.left, one.currency),
        }
        for one in page.invoices
    ]
    columns = ("number", "state", "order", "customer", "issued_on", "pay_until", "gross", "left_to_pay")
    shown = str(len(page.invoices)) if page.count > len(page.invoices) else ""
    return reader.say("invoice.found", count=page.count, shown=shown), (table_of(columns, rows, reader),)


def present_credit_note(note: CreditNoteShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """What a credit note takes back in a sentence, its card and its paper."""
    currency = note.totals.currency
    customer = reader.name(note.customer_zh, note.customer_en, note.customer)
    left = figures.money(note.left, currency) if note.left else ""
    gross = figures.money(note.totals.gross, currency)
    card = CardBlock(
        title=reader.say("credit_note.title"),
        status="posted",
        status_label=reader.say("credit_note.posted"),
        number=note.number,
        facts=facts_of(
            reader,
            ("invoice", note.invoice),
            ("order", note.order),
            ("goods_return", note.goods_return or ""),
            ("customer", customer),
            ("issued_on", reader.day(note.issued_on)),
            ("reason", note.reason),
            ("unused", left),
        ),
        lines=_lines(note.lines, currency, reader),
        totals=_totals(note.totals, reader),
    )
    words = {"number": note.number, "invoice": note.invoice, "customer": customer, "gross": gross, "left": left}
    return reader.say("credit_note.is", **words), (card, paper_file(note, reader))


def _lines(lines: Iterable[InvoiceLineShown], currency: str, reader: Reader) -> tuple[CardLine, ...]:
    return tuple(
        CardLine(
            title=reader.product(one.product, one.name_zh, one.name_en),
            detail=_quantity(one, reader),
            amount=figures.plain_amount(one.net, currency),
        )
        for one in lines
    )


def _quantity(line: InvoiceLineShown, reader: Reader) -> str:
    """How much of the product; or that it is only its price that was lowered."""
    return reader.quantity(line.quantity, line.unit) if line.quantity else reader.say("credit_note.allowance")


def _totals(totals: Totals, reader: Reader) -> tuple[Total, ...]:
    return (
        Total(label=reader.say("order.net"), value=figures.plain_amount(totals.net, totals.currency)),
        Total(label=reader.say("invoice.tax"), value=figures.plain_amount(totals.tax, totals.currency)),
        Total(label=reader.say("order.gross"), value=figures.money(totals.gross, totals.currency), strong=True),
    )
