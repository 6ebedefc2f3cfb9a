"""Papers: what is printed of an invoice, a credit note or a quotation, in words. Drawing them is in `pdf`.

Offering one is cheap, because it is part of every answer with such a document: the file is made when it is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import FileBlock
from assistant.replies.reader import Reader
from core.sales.invoicing.views import CreditNoteShown, InvoiceLineShown, InvoiceShown, Totals
from core.sales.quotations.views import QuotationShown

MEDIA_TYPE = "application/pdf"
PRINTED = (InvoiceShown, CreditNoteShown, QuotationShown)
"""The results that have a paper."""

Printed = InvoiceShown | CreditNoteShown | QuotationShown


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is printed: labels with values, a table whose last columns are figures, sums, a remark."""

    title: str
    number: str
    seller: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, str], ...]
    remark: str


def paper_file(printed: Printed, reader: Reader) -> FileBlock:
    """The file a document is offered as; its address is written when the turn is recorded."""
    return FileBlock(name=f"{_title(printed, reader)} {printed.number}.pdf", media_type=MEDIA_TYPE, url="")


def paper_of(printed: Printed, reader: Reader) -> Paper:
    """What is printed."""
    if isinstance(printed, QuotationShown):
        return _quotation(printed, reader)
    customer = reader.name(printed.customer_zh, printed.customer_en, printed.customer)
    facts = [("customer", customer), ("address", printed.address), ("issued_on", _date(printed.issued_on))]
    if isinstance(printed, InvoiceShown):
        facts += [("pay_until", _date(printed.due_on)), ("order", printed.order)]
    else:
        facts += [
            ("invoice", printed.invoice),
            ("goods_return", printed.goods_return or ""),
            ("reason", printed.reason),
        ]
    return Paper(
        title=_title(printed, reader),
        number=printed.number,
        seller=reader.name(printed.seller_zh, printed.seller_en),
        facts=_facts(facts, reader),
        columns=_columns(("product", "quantity", "net", "tax_rate", "tax_amount", "gross"), reader),
        rows=tuple(_row(line, printed.totals.currency, reader) for line in printed.lines),
        totals=_totals(printed.totals, reader),
        remark=reader.say("paper.no_tax_invoice"),
    )


def _quotation(printed: QuotationShown, reader: Reader) -> Paper:
    head = printed.head
    facts = [
        ("customer", reader.name(head.customer_zh, head.customer_en, head.customer)),
        ("ship_to", head.ship_to),
        ("created_on", _date(printed.created_on)),
        ("valid_until", _date(printed.valid_until)),
        (
            "payment_terms",
            reader.say(
                "order.terms" if head.payment_terms_days else "order.terms_at_once", days=head.payment_terms_days
            ),
        ),
        ("note", head.note),
    ]
    rows = tuple(
        (
            reader.product(line.product, line.name_zh, line.name_en),
            reader.quantity(line.quantity, line.unit),
            figures.plain_amount(line.unit_price, head.currency),
            figures.percent(line.discount_percent) if line.discount_percent else reader.say("nothing"),
            figures.rate(line.tax_rate),
            figures.plain_amount(line.net + line.tax, head.currency),
        )
        for line in printed.lines
    )
    return Paper(
        title=_title(printed, reader),
        number=printed.number,
        seller=reader.name(printed.seller_zh, printed.seller_en),
        facts=_facts(facts, reader),
        columns=_columns(("product", "quantity", "unit_price", "line_discount", "tax_rate", "gross"), reader),
        rows=rows,
        totals=_totals(Totals(head.net, head.tax, head.gross, head.currency), reader),
        remark=reader.say("order.tax_in" if head.tax_included else "order.tax_apart"),
    )


def _title(printed: Printed, reader: Reader) -> str:
    match printed:
        case InvoiceShown():
            return reader.say("invoice.title")
        case CreditNoteShown():
            return reader.say("credit_note.title")
        case QuotationShown():
            return reader.say("quotation.title")


def _facts(pairs: list[tuple[str, str]], reader: Reader) -> tuple[tuple[str, str], ...]:
    return tuple((reader.say(f"label.{label}"), value) for label, value in pairs if value)


def _columns(names: tuple[str, ...], reader: Reader) -> tuple[str, ...]:
    return tuple(reader.say(f"label.{name}") for name in names)


def _row(line: InvoiceLineShown, currency: str, reader: Reader) -> tuple[str, ...]:
    return (
        reader.product(line.product, line.name_zh, line.name_en),
        reader.quantity(line.quantity, line.unit) if line.quantity else reader.say("credit_note.allowance"),
        figures.plain_amount(line.net, currency),
        figures.rate(line.tax_rate),
        figures.plain_amount(line.tax, currency),
        figures.plain_amount(line.net + line.tax, currency),
    )


def _totals(totals: Totals, reader: Reader) -> tuple[tuple[str, str], ...]:
    def money(amount: Decimal) -> str:
        return figures.money(amount, totals.currency)

    return (
        (reader.say("order.net"), money(totals.net)),
        (reader.say("invoice.tax"), money(totals.tax)),
        (reader.say("order.gross"), money(totals.gross)),
    )


def _date(day: object) -> str:
    """A day as documents have it, the same in every language."""
    return str(day)
