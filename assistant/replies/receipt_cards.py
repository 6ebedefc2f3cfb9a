"""Goods that came, goods on hold, suppliers' bills and payments to suppliers, as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Button, CardLine, Note, Total
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of, notes_of
from core.proposals import ProposedStep
from core.purchasing.billing.views import BilledLineShown, SupplierPaid, VendorBillRecorded
from core.purchasing.receiving.views import HoldReleased, PurchaseReceived, ReceivedLine, ReleasedLine


def received_section(step: ProposedStep, came: PurchaseReceived, reader: Reader) -> Section:
    """Goods that came on a purchase order."""
    supplier = reader.name(came.supplier_zh, came.supplier_en, came.supplier)
    key = "hold" if came.held else "stock"
    words = {
        "number": came.number,
        "supplier": supplier,
        "goods": _goods([(line.product, line.quantity, line.unit) for line in came.lines], reader),
        "receipt": step.document.number if step.document else "",
        "served": figures.number(came.served) if came.served else "",
    }
    over = any(line.over for line in came.lines)
    notes = [Note(text=reader.say("purchase.over_ordered"), level="warning")] if over else []
    if came.served:
        notes.append(Note(text=reader.say("purchase.serves", quantity=figures.number(came.served)), level="good"))
    return Section(
        kind=reader.say("document.receive_purchase"),
        subject=came.number,
        proposed=reader.say(f"purchase.proposed_receipt_{key}", **words),
        done=reader.say(f"purchase.done_receipt_{key}", **words) if step.document else "",
        facts=facts_of(reader, ("purchase_order", came.number), ("supplier", supplier)),
        lines=tuple(_came(line, reader) for line in came.lines),
        notes=tuple(notes),
        buttons=_after_receipt(step, came, reader),
    )


def released_section(step: ProposedStep, released: HoldReleased, reader: Reader) -> Section:
    """Goods that leave quarantine."""
    supplier = reader.name(released.supplier_zh, released.supplier_en, released.supplier)
    key = "passed" if released.passed else "rejected"
    goods = _goods([(line.product, line.quantity, line.unit) for line in released.lines], reader)
    words = {"number": released.number, "supplier": supplier, "goods": goods}
    served = reader.say("purchase.serves", quantity=figures.number(released.served)) if released.served else ""
    return Section(
        kind=reader.say("document.release_hold"),
        subject=released.number,
        proposed=reader.say(f"purchase.proposed_{key}", **words),
        done=reader.say(f"purchase.done_{key}", **words) if step.document else "",
        facts=facts_of(reader, ("purchase_order", released.number), ("supplier", supplier)),
        lines=tuple(_released(line, reader) for line in released.lines),
        notes=notes_of([served]),
    )


def bill_section(step: ProposedStep, bill: VendorBillRecorded, reader: Reader) -> Section:
    """A supplier's bill, and how far it agrees with what was ordered and what came."""
    supplier = reader.name(bill.supplier_zh, bill.supplier_en, bill.supplier)
    gross = figures.money(bill.gross, bill.currency)
    number = step.document.number if step.document else ""
    words = {"supplier": supplier, "gross": gross, "reference": bill.reference, "order": bill.order, "number": number}
    agrees = not any(line.reasons for line in bill.lines)
    note = Note(text=reader.say("purchase.bill_agrees"), level="good")
    cost = "" if bill.tax_deductible else reader.say("crediting.tax_is_cost")
    pay = (reader.saying("press.pay_vendor_bill", number=number),) if number else ()
    return Section(
        kind=reader.say("document.record_vendor_bill"),
        subject=supplier,
        proposed=reader.say("purchase.proposed_bill" if agrees else "purchase.proposed_bill_off", **words),
        done=reader.say("purchase.done_bill", day=reader.day(bill.due_on), **words) if number else "",
        facts=facts_of(
            reader,
            ("supplier", supplier),
            ("bill_number", bill.reference),
            ("purchase_order", bill.order),
            ("billed_on", reader.day(bill.billed_on)),
            ("pay_by", reader.day(bill.due_on)),
        ),
        lines=tuple(billed_line(line, bill.currency, reader) for line in bill.lines),
        totals=(
            Total(label=reader.say("order.net"), value=figures.plain_amount(bill.net, bill.currency)),
            Total(label=reader.say("purchase.tax"), value=figures.plain_amount(bill.tax, bill.currency)),
            Total(label=reader.say("order.gross"), value=gross, strong=True),
        ),
        notes=((note,) if agrees else ()) + notes_of([cost]),
        buttons=pay,
    )


def billed_line(line: BilledLineShown, currency: str, reader: Reader) -> CardLine:
    """A line of a bill, and why it does not match."""
    facts = {
        "received": reader.quantity(line.received, line.unit),
        "expected": figures.plain_amount(line.expected, currency),
    }
    return CardLine(
        title=reader.product(line.product, line.name_zh, line.name_en),
        detail=reader.quantity(line.quantity, line.unit),
        amount=figures.plain_amount(line.net, currency),
        notes=tuple(Note(text=reader.say(f"purchase.off_{one}", **facts), level="warning") for one in line.reasons),
    )


def paid_section(step: ProposedStep, paid: SupplierPaid, reader: Reader) -> Section:
    """A payment to a supplier, and the bills it settles."""
    supplier = reader.name(paid.supplier_zh, paid.supplier_en, paid.supplier)
    amount = figures.money(paid.amount, paid.currency)
    number = step.document.number if step.document else ""
    advance = figures.money(paid.advance, paid.currency) if paid.advance else ""
    words = {"supplier": supplier, "amount": amount, "advance": advance, "number": number}
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=supplier,
        proposed=reader.say("purchase.proposed_payment", **words),
        done=reader.say("purchase.done_payment", **words) if number else "",
        facts=facts_of(
            reader,
            ("supplier", supplier),
            ("to_pay", amount),
            ("fees", figures.money(paid.charges, paid.currency) if paid.charges else ""),
            ("paid_day", reader.day(paid.paid_on)),
            ("note", paid.reference),
            ("in_advance", advance),
        ),
        lines=tuple(
            CardLine(
                title=part.number,
                amount=figures.plain_amount(part.amount, paid.currency),
                notes=(
                    Note(
                        text=reader.say("purchase.left", left=figures.money(part.left, paid.currency))
                        if part.left
                        else reader.say("purchase.settled"),
                        level="info" if part.left else "good",
                    ),
                ),
            )
            for part in paid.settles
        ),
    )


def _after_receipt(step: ProposedStep, came: PurchaseReceived, reader: Reader) -> tuple[Button, ...]:
    if step.document is None:
        return ()
    show = reader.saying("press.show_purchase_order", number=came.number)
    return (reader.saying("press.release_hold", number=came.number), show) if came.held else (show,)


def _goods(parts: list[tuple[str, object, str]], reader: Reader) -> str:
    """Products and how much of each, for a sentence; a long list is cut short."""
    named = [
        reader.say("purchase.goods", product=product, quantity=quantity, unit=unit) for product, quantity, unit in parts
    ]
    if len(named) <= 3:
        return reader.listed(named)
    return reader.say("purchase.and_more", goods=reader.listed(named[:2]), count=len(named) - 2)


def _came(line: ReceivedLine, reader: Reader) -> CardLine:
    place = reader.name(line.warehouse_zh, line.warehouse_en, line.warehouse)
    texts = [reader.say("purchase.into", warehouse=place)]
    if line.lot:
        day = reader.day(line.expires_on) if line.expires_on else ""
        texts.append(reader.say("purchase.lot", lot=line.lot, day=day))
    left = reader.quantity(line.left, line.unit)
    texts.append(reader.say("purchase.still_to_come", quantity=left) if line.left else reader.say("purchase.all_came"))
    over: tuple[Note, ...] = ()
    if line.over:
        more = reader.say("purchase.over", quantity=reader.quantity(line.over, line.unit))
        over = (Note(text=more, level="warning"),)
    return CardLine(
        title=reader.product(line.product, line.name_zh, line.name_en),
        detail=reader.quantity(line.quantity, line.unit),
        notes=notes_of(texts) + over,
    )


def _released(line: ReleasedLine, reader: Reader) -> CardLine:
    place = reader.name(line.warehouse_zh, line.warehouse_en, line.warehouse)
    lot = reader.say("purchase.lot", lot=line.lot, day="") if line.lot else ""
    return CardLine(
        title=reader.product(line.product, line.name_zh, line.name_en),
        detail=reader.quantity(line.quantity, line.unit),
        notes=notes_of([reader.say("purchase.in", warehouse=place), lot]),
    )
