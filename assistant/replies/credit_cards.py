"""What is owed no more to suppliers, and goods sent back: answers, and commands on them as sections of a card."""

from __future__ import annotations

from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import Block, CardLine, Note, Total
from assistant.replies.reader import Reader
from assistant.replies.receipt_cards import billed_line
from assistant.replies.sections import Section, facts_of, notes_of
from assistant.replies.tables import table_of
from core.proposals import ProposedStep
from core.purchasing.crediting.models import VendorCreditKind
from core.purchasing.crediting.views import (
    CreditedLineShown,
    VendorBillCorrected,
    VendorCreditPage,
    VendorCreditRecorded,
    VendorCreditShown,
    VendorCreditUsed,
)
from core.purchasing.returning.views import PurchaseReturned, ReturnedLine

Shown = tuple[str, tuple[Block, ...]]


def credit_section(step: ProposedStep, credit: VendorCreditRecorded, reader: Reader) -> Section:
    """A supplier's credit note, or a bill that is cancelled."""
    supplier = reader.name(credit.supplier_zh, credit.supplier_en, credit.supplier)
    number = step.document.number if step.document else ""
    words = {
        "supplier": supplier,
        "bill": credit.bill,
        "reference": credit.reference,
        "gross": figures.money(credit.gross, credit.currency),
        "number": number,
        "settled": _money(credit.settled, credit.currency),
        "unused": _money(credit.unused, credit.currency),
    }
    is_note = credit.kind is not VendorCreditKind.CANCELLATION
    freed = [
        reader.say("crediting.freed", number=one.number, amount=figures.money(one.amount, credit.currency))
        for one in credit.freed
    ]
    unused = reader.say("crediting.can_use", amount=words["unused"]) if credit.unused and is_note else ""
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=supplier,
        proposed=reader.say(f"crediting.proposed_{credit.kind.value}", **words),
        done=reader.say(f"crediting.done_{credit.kind.value}", **words) if number else "",
        facts=facts_of(
            reader,
            ("supplier", supplier),
            ("vendor_bill", credit.bill),
            ("purchase_order", credit.order),
            ("credit_number", credit.reference if is_note else ""),
            ("credited_on", reader.day(credit.credited_on)),
            ("reason", credit.reason),
        ),
        lines=tuple(_credited(line, credit.currency, reader) for line in credit.lines),
        totals=_totals(credit.net, credit.tax, credit.gross, credit.currency, reader),
        notes=notes_of([unused, *freed]),
    )


def correction_section(step: ProposedStep, corrected: VendorBillCorrected, reader: Reader) -> Section:
    """A bill that is reversed and recorded anew."""
    before, after = corrected.before, corrected.after
    supplier = reader.name(after.supplier_zh, after.supplier_en, after.supplier)
    number = step.document.number if step.document else ""
    words = {
        "supplier": supplier,
        "bill": before.bill,
        "before": figures.money(before.gross, before.currency),
        "after": figures.money(after.gross, after.currency),
        "number": number,
    }
    off = any(line.reasons for line in after.lines)
    paid = [
        reader.say("crediting.paid_again", number=one.number, amount=figures.money(one.amount, after.currency))
        for one in corrected.settles
    ]
    pay = (reader.saying("press.pay_vendor_bill", number=number),) if number else ()
    return Section(
        kind=reader.say("document.correct_vendor_bill"),
        subject=supplier,
        proposed=reader.say("crediting.proposed_correction_off" if off else "crediting.proposed_correction", **words),
        done=reader.say("crediting.done_correction", **words) if number else "",
        facts=facts_of(
            reader,
            ("supplier", supplier),
            ("vendor_bill", before.bill),
            ("bill_number", after.reference),
            ("purchase_order", after.order),
            ("billed_on", reader.day(after.billed_on)),
            ("pay_by", reader.day(after.due_on)),
            ("before", words["before"]),
        ),
        lines=tuple(billed_line(line, after.currency, reader) for line in after.lines),
        totals=_totals(after.net, after.tax, after.gross, after.currency, reader),
        notes=notes_of([*paid, "" if after.tax_deductible else reader.say("crediting.tax_is_cost")]),
        buttons=pay,
    )


def used_section(step: ProposedStep, used: VendorCreditUsed, reader: Reader) -> Section:
    """A credit note that settles bills."""
    supplier = reader.name(used.supplier_zh, used.supplier_en, used.supplier)
    amount = figures.money(sum((one.amount for one in used.settles), Decimal(0)), used.currency)
    unused = _money(used.unused, used.currency)
    words = {"supplier": supplier, "number": used.number, "amount": amount, "unused": unused}
    return Section(
        kind=reader.say("document.use_vendor_credit"),
        subject=supplier,
        proposed=reader.say("crediting.proposed_use", **words),
        done=reader.say("crediting.done_use", **words) if step.document else "",
        facts=facts_of(reader, ("supplier", supplier), ("number", used.number), ("unused", unused)),
        lines=tuple(
            CardLine(title=one.number, amount=figures.plain_amount(one.amount, used.currency)) for one in used.settles
        ),
    )


def return_section(step: ProposedStep, gone: PurchaseReturned, reader: Reader) -> Section:
    """Goods that go back to their supplier."""
    supplier = reader.name(gone.supplier_zh, gone.supplier_en, gone.supplier)
    goods = [
        reader.say("purchase.goods", product=line.product, quantity=line.quantity, unit=line.unit)
        for line in gone.lines
    ]
    words = {"supplier": supplier, "order": gone.order, "goods": reader.listed(goods)}
    words["number"] = step.document.number if step.document else ""
    notes = [Note(text=reader.say("crediting.from_hold" if gone.held else "crediting.from_stock"))]
    if gone.to_credit:
        notes.append(Note(text=reader.say("crediting.owes_credit"), level="warning"))
    if gone.owed:
        notes.append(Note(text=reader.say("crediting.owed", amount=figures.number(gone.owed))))
    return Section(
        kind=reader.say("document.return_purchase"),
        subject=supplier,
        proposed=reader.say("crediting.proposed_return", **words),
        done=reader.say("crediting.done_return", **words) if step.document else "",
        facts=facts_of(reader, ("supplier", supplier), ("purchase_order", gone.order), ("reason", gone.reason)),
        lines=tuple(_returned(line, reader) for line in gone.lines),
        notes=tuple(notes),
    )


def present_credits(page: VendorCreditPage, reader: Reader) -> Shown:
    """Suppliers' credit notes and cancelled bills, newest first."""
    if not page.credits:
        return reader.say("crediting.none"), ()
    columns = ("number", "kind", "credit_number", "vendor_bill", "supplier", "credited_on", "gross", "unused", "reason")
    table = table_of(columns, (_credit(one, reader) for one in page.credits), reader)
    more = "" if page.count == len(page.credits) else "_more"
    return reader.say(f"crediting.list{more}", count=page.count, shown=len(page.credits)), (table,)


def _money(amount: Decimal, currency: str) -> str:
    return figures.money(amount, currency) if amount else ""


def _totals(net: Decimal, tax: Decimal, gross: Decimal, currency: str, reader: Reader) -> tuple[Total, ...]:
    return (
        Total(label=reader.say("order.net"), value=figures.plain_amount(net, currency)),
        Total(label=reader.say("purchase.tax"), value=figures.plain_amount(tax, currency)),
        Total(label=reader.say("order.gross"), value=figures.money(gross, currency), strong=True),
    )


def _credited(line: CreditedLineShown, currency: str, reader: Reader) -> CardLine:
    notes = []
    if line.kept:
        kept = reader.say("crediting.line_kept", quantity=reader.quantity(line.kept, line.unit))
        notes.append(Note(text=kept, level="warning"))
    if line.expected > line.net:
        short = reader.say("crediting.line_short", expected=figures.plain_amount(line.expected, currency))
        notes.append(Note(text=short, level="warning"))
    return CardLine(
        title=reader.product(line.product, line.name_zh, line.name_en),
        detail=reader.quantity(line.quantity, line.unit) if line.quantity else reader.say("crediting.line_price"),
        amount=figures.plain_amount(line.net, currency),
        notes=tuple(notes),
    )


def _returned(line: ReturnedLine, reader: Reader) -> CardLine:
    place = reader.name(line.warehouse_zh, line.warehouse_en, line.warehouse)
    lot = reader.say("purchase.lot", lot=line.lot, day="") if line.lot else ""
    came = reader.say("crediting.came_on", receipt=line.receipt)
    return CardLine(
        title=reader.product(line.product, line.name_zh, line.name_en),
        detail=reader.quantity(line.quantity, line.unit),
        notes=notes_of([reader.say("purchase.in", warehouse=place), lot, came]),
    )


def _credit(one: VendorCreditShown, reader: Reader) -> dict[str, str]:
    return {
        "number": one.number,
        "kind": reader.say(f"crediting.is_{one.kind.value}"),
        "credit_number": one.reference if one.kind is not VendorCreditKind.CANCELLATION else "",
        "vendor_bill": one.bill,
        "supplier": reader.name(one.supplier_zh, one.supplier_en, one.supplier),
        "credited_on": reader.day(one.credited_on),
        "gross": figures.money(one.gross, one.currency),
        "unused": _money(one.open, one.currency),
        "reason": one.reason,
    }
