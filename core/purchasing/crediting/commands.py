"""Operations on what is owed no more of suppliers' bills: their credit notes, bills cancelled or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor, Role
from core.catalog.references import ProductRef
from core.database import locked
from core.errors import Conflict, Invalid
from core.finance.models import ItemKind, OpenItem, Side
from core.finance.paying import settled_parts
from core.finance.references import Amount, in_minor_units
from core.finance.settling import (
    NothingLeftToSettle,
    Part,
    allocate_and_post,
    oldest_first,
    open_amount,
    open_items,
)
from core.finance.views import SettledPart
from core.operations import ApprovalNeeded, Day, Document, command
from core.purchasing.access import MAY_BILL
from core.purchasing.billing.commands import BilledLater, BillRecorded, Said, record, supplier_number
from core.purchasing.billing.models import VendorBill
from core.purchasing.billing.references import BilledLine, BilledLines, TaxInvoiceKind, VendorBillRef
from core.purchasing.billing.views import VendorBillRecorded
from core.purchasing.crediting.booking import Credited, book, claim_of
from core.purchasing.crediting.models import VendorCredit, VendorCreditKind
from core.purchasing.crediting.references import CreditNoteKind, VendorCreditRef, WhatWasPaid
from core.purchasing.crediting.showing import shown
from core.purchasing.crediting.views import VendorBillCorrected, VendorCreditRecorded, VendorCreditUsed
from core.purchasing.crediting.working import BillPart, allowance, goods, left_of
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.suppliers.models import Supplier


class AllowanceMissing(Invalid):
    """A price allowance is so much money: say how much. Facts: number."""


class BillPaid(Conflict):
    """Money was paid for the bill: it can be kept as a prepayment, if that is said. Facts: number, paid, currency."""


@command(roles=MAY_BILL)
def record_vendor_credit(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    vendor_bill: VendorBillRef,
    credit_number: str,
    amount: Amount | None = None,
    lines: BilledLines | None = None,
    kind: CreditNoteKind | None = None,
    credited_on: Day | None = None,
    reason: str = "",
) -> VendorCreditRecorded:
    """Records a supplier's credit note (红字发票) on a bill: for goods that went back, or because they cost less.

    credit_number is the supplier's own, amount its total with tax. An amount alone is a price allowance; without one
    it is for all goods of the bill that went back and were not credited, or those in lines. Less than the goods were
    billed at needs a manager's approval.
    """
    order, bill = _locked(session, vendor_bill)
    named = _new_reference(session, bill, credit_number)
    left = left_of(session, bill, today=actor.today(now))
    total = None if amount is None else in_minor_units(amount, bill.currency)
    day = credited_on or actor.today(now)
    if day > actor.today(now):
        raise BilledLater(day=day)
    if kind is None:
        kind = CreditNoteKind.ALLOWANCE if total is not None and not lines else CreditNoteKind.GOODS
    if kind is CreditNoteKind.GOODS:
        parts = goods(session, bill, left, lines, total)
    elif total is None:
        raise AllowanceMissing(number=bill.number)
    else:
        parts = allowance(bill, left, [one.product for one in lines or ()], total)
    views = [(one, one.kept) for one in parts]
    booked = book(
        session,
        order,
        bill,
        parts,
        kind=VendorCreditKind(kind.value),
        reference=named,
        reason=" ".join(reason.split())[:500],
        credited_on=day,
        actor=actor,
        now=now,
    )
    _tell(session, booked, bill, actor=actor, now=now)
    return shown(session, booked, bill, order, views, approvals=_approvals(parts, actor))


@command(roles=MAY_BILL)
def cancel_vendor_bill(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    vendor_bill: VendorBillRef,
    paid: WhatWasPaid = WhatWasPaid.REFUSE,
    reason: str = "",
) -> VendorCreditRecorded:
    """Cancels a supplier's bill that should not have been recorded, by a reversal entry today (冲销).

    What came can be billed again. A bill that was paid is refused, unless the payment shall stay with the supplier as
    a prepayment.
    """
    order, bill = _locked(session, vendor_bill)
    booked, parts = _reverse(session, order, bill, paid, reason, actor=actor, now=now)
    return shown(session, booked, bill, order, [(one, Decimal(0)) for one in parts])


@command(roles=MAY_BILL)
def correct_vendor_bill(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    vendor_bill: VendorBillRef,
    amount: Amount | None = None,
    lines: BilledLines | None = None,
    bill_number: str | None = None,
    billed_on: Day | None = None,
    due_on: Day | None = None,
    invoice: TaxInvoiceKind | None = None,
) -> VendorBillCorrected:
    """Corrects a supplier's bill that was recorded wrong: it is reversed and recorded anew in one step.

    What is not said stays as it was. What was paid for it pays the new one.
    """
    order, bill = _locked(session, vendor_bill)
    booked, parts = _reverse(session, order, bill, WhatWasPaid.PREPAYMENT, "", actor=actor, now=now)
    before = shown(session, booked, bill, order, [(one, Decimal(0)) for one in parts])
    day = billed_on or bill.billed_on
    due = due_on or (bill.due_on if billed_on is None else day + timedelta(days=order.payment_terms_days))
    same = [_as_said(one) for one in parts if one.quantity > 0]
    total = amount if lines or amount is not None else booked.credit.gross
    as_before = TaxInvoiceKind.SPECIAL if bill.tax_deductible else TaxInvoiceKind.ORDINARY
    said = Said(bill_number or bill.reference, total, lines or same, day, due, invoice or as_before)
    after = record(session, order, said, actor=actor, now=now)
    return VendorBillCorrected(
        document=after.document,
        approvals=after.approvals,
        unusual=after.unusual,
        before=before,
        after=after,
        settles=_paid_again(session, after, booked.freed, actor=actor, now=now),
    )


@command(roles=MAY_BILL)
def use_vendor_credit(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    vendor_credit: VendorCreditRef,
    vendor_bill: VendorBillRef | None = None,
) -> VendorCreditUsed:
    """Uses what is left of a supplier's credit note for a bill of that supplier, the oldest due ones if none is named.

    Settles without money; refuses a bill of another supplier or currency.
    """
    row = session.get_one(VendorCredit, vendor_credit.id)
    claims = open_items(session, Side.PAYABLE, ItemKind.CLAIM, row.supplier_id, row.currency, lock=True)
    own = (OpenItem.document_id == row.id) & (OpenItem.document_kind == "vendor_credit")
    credit = session.scalars(select(OpenItem).where(own).with_for_update()).one_or_none()
    left = open_amount(credit) if credit else Decimal(0)
    if credit is None or left <= 0:
        raise NothingLeftToSettle(number=row.number)
    parts = oldest_first(claims, left)
    if vendor_bill is not None:
        claim = claim_of(session, session.get_one(VendorBill, vendor_bill.id))
        parts = [Part(claim, min(left, open_amount(claim)))] if claim else []
    if not parts:
        raise NothingLeftToSettle(number=vendor_bill.code if vendor_bill else row.number)
    allocate_and_post(session, credit, parts, actor=actor, now=now)
    supplier = session.get_one(Supplier, row.supplier_id)
    return VendorCreditUsed(
        document=Document("vendor_credit", row.id, row.number),
        number=row.number,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        currency=row.currency,
        settles=settled_parts(parts),
        unused=open_amount(credit),
    )


def _locked(session: Session, vendor_bill: VendorBillRef) -> tuple[PurchaseOrder, VendorBill]:
    bill = session.get_one(VendorBill, vendor_bill.id)
    return locked(session, PurchaseOrder, bill.order_id), bill


def _reverse(
    session: Session,
    order: PurchaseOrder,
    bill: VendorBill,
    paid: WhatWasPaid,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Credited, list[BillPart]]:
    """Takes back all that is left of a bill; refuses `BillPaid` where money was paid for it and shall not be freed."""
    parts = left_of(session, bill, today=actor.today(now))
    booked = book(
        session,
        order,
        bill,
        parts,
        kind=VendorCreditKind.CANCELLATION,
        reference=bill.reference,
        reason=" ".join(reason.split())[:500],
        credited_on=actor.today(now),
        actor=actor,
        now=now,
    )
    if booked.freed and paid is WhatWasPaid.REFUSE:
        money = sum((part.amount for part in booked.freed), Decimal(0))
        raise BillPaid(number=bill.number, paid=money, currency=bill.currency)
    _tell(session, booked, bill, actor=actor, now=now)
    return booked, parts


def _new_reference(session: Session, bill: VendorBill, credit_number: str) -> str:
    """The supplier's number of the credit note; refuses `BillRecorded` for one it used before."""
    named = supplier_number(credit_number)
    locked(session, Supplier, bill.supplier_id)
    known = session.scalars(
        select(VendorCredit.number).where(
            VendorCredit.supplier_id == bill.supplier_id,
            VendorCredit.reference == named,
            VendorCredit.kind != VendorCreditKind.CANCELLATION,
        )
    ).one_or_none()
    if known is not None:
        raise BillRecorded(reference=named, number=known)
    return named


def _approvals(parts: Sequence[BillPart], actor: Actor) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where goods are credited at less than they were billed at."""
    if Role.MANAGER in actor.roles or not any(one.short for one in parts):
        return ()
    net = sum((one.net for one in parts), Decimal(0))
    expected = sum((one.expected for one in parts), Decimal(0))
    return (ApprovalNeeded(Role.MANAGER, "credit_too_low", net, expected),)


def _as_said(part: BillPart) -> BilledLine:
    """A part of a bill as a person would say it."""
    product = ProductRef(part.product.id, part.product.code)
    return BilledLine.model_construct(product=product, quantity=part.quantity, unit=None, price=None)


def _paid_again(
    session: Session, after: VendorBillRecorded, freed: Sequence[Part], *, actor: Actor, now: datetime
) -> tuple[SettledPart, ...]:
    """Uses payments that were freed for the new bill; what of each, and what is left of it."""
    assert after.document is not None
    settles = []
    for part in freed:
        claim = claim_of(session, session.get_one(VendorBill, after.document.id))
        credit = locked(session, OpenItem, part.item.id)
        used = oldest_first([claim] if claim else [], min(open_amount(credit), part.amount))
        if used:
            allocate_and_post(session, credit, used, actor=actor, now=now)
            settles.append(SettledPart(credit.number, used[0].amount, open_amount(credit)))
    return tuple(settles)


def _tell(session: Session, booked: Credited, bill: VendorBill, *, actor: Actor, now: datetime) -> None:
    kind = "vendor_bill.cancelled" if booked.credit.kind is VendorCreditKind.CANCELLATION else "vendor_bill.credited"
    facts = {"number": booked.credit.number, "bill": bill.number, "reason": booked.credit.reason}
    events.emit(session, kind, subject_id=bill.id, actor=actor, now=now, facts=facts)
