"""Operations on suppliers' bills: recording one against its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor, Role
from core.database import locked
from core.errors import Conflict, Invalid
from core.finance.rates import rate_on
from core.finance.references import Amount, in_minor_units
from core.operations import ApprovalNeeded, Day, Document, command
from core.purchasing.access import MAY_BILL
from core.purchasing.billing.booking import book
from core.purchasing.billing.models import VendorBill
from core.purchasing.billing.references import BilledLine, BilledLines, TaxInvoiceKind
from core.purchasing.billing.views import BilledLineShown, VendorBillRecorded
from core.purchasing.billing.working import Billed, work_out
from core.purchasing.crediting.models import VendorCredit, VendorCreditKind
from core.purchasing.orders.ending import close_if_done
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderState
from core.purchasing.orders.references import PurchaseOrderRef
from core.purchasing.suppliers.models import Supplier


class NotBillable(Conflict):
    """Only an order that was sent can be billed. Facts: number, state."""


class BillRecorded(Conflict):
    """The supplier's bill of that number is in the books already. Facts: reference, number."""


class BilledLater(Invalid):
    """A bill or a credit note is recorded when it is there: not of a day to come. Facts: day."""


class ReferenceMissing(Invalid):
    """A bill has the supplier's own number."""


@command(roles=MAY_BILL)
def record_vendor_bill(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    purchase_order: PurchaseOrderRef,
    bill_number: str,
    amount: Amount | None = None,
    lines: BilledLines | None = None,
    billed_on: Day | None = None,
    due_on: Day | None = None,
    invoice: TaxInvoiceKind = TaxInvoiceKind.SPECIAL,
) -> VendorBillRecorded:
    """Records a supplier's bill for a purchase order; without lines it is for everything that came and was not billed.

    bill_number is the supplier's own, amount its total with tax. A bill that differs from what came or
    from the ordered price by more than 1 percent needs a manager's approval. Of an ordinary invoice (普票) the tax
    is part of what the goods cost.
    """
    order = locked(session, PurchaseOrder, purchase_order.id)
    day = billed_on or actor.today(now)
    said = Said(bill_number, amount, lines, day, due_on or day + timedelta(days=order.payment_terms_days), invoice)
    return record(session, order, said, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Said:
    """What a bill says: its number, its total with tax, its lines, its days, and which kind of invoice it is."""

    number: str
    total: Decimal | None
    lines: list[BilledLine] | None
    billed_on: date
    due_on: date
    invoice: TaxInvoiceKind


def record(session: Session, order: PurchaseOrder, said: Said, *, actor: Actor, now: datetime) -> VendorBillRecorded:
    """Records a bill of an order that is locked. Refuses `NotBillable`, `BillRecorded` and what does not fit."""
    if order.state not in (PurchaseOrderState.SENT, PurchaseOrderState.CLOSED):
        raise NotBillable(number=order.number, state=order.state.value)
    if said.billed_on > actor.today(now):
        raise BilledLater(day=said.billed_on)
    reference = _new_reference(session, order, said.number)
    total = None if said.total is None else in_minor_units(said.total, order.currency)
    worked = work_out(session, order, said.lines, total, today=actor.today(now))
    small = company.current(session).small_scale_taxpayer
    bill, variance = book(
        session,
        order,
        worked,
        reference=reference,
        billed_on=said.billed_on,
        due_on=said.due_on,
        rate=rate_on(session, order.currency, said.billed_on),
        tax_deductible=said.invoice is TaxInvoiceKind.SPECIAL and not small,
        actor=actor,
        now=now,
    )
    close_if_done(session, order, actor=actor, now=now)
    facts = {"number": bill.number, "order": order.number, "reference": bill.reference}
    events.emit(session, "vendor_bill.recorded", subject_id=bill.id, actor=actor, now=now, facts=facts)
    return _recorded(session, order, bill, worked, variance, actor)


def supplier_number(written: str) -> str:
    """A supplier's own number of a document as it is kept; refuses `ReferenceMissing`."""
    named = "".join(written.split()).upper()[:60]
    if not named:
        raise ReferenceMissing()
    return named


def _new_reference(session: Session, order: PurchaseOrder, bill_number: str) -> tuple[str, int]:
    """The supplier's number of the bill and its edition; refuses `BillRecorded` where a bill of it still counts."""
    named = supplier_number(bill_number)
    # Two clerks with one bill: the second waits here and then finds the first's.
    locked(session, Supplier, order.supplier_id)
    cancelled = exists().where(
        VendorCredit.bill_id == VendorBill.id, VendorCredit.kind == VendorCreditKind.CANCELLATION
    )
    known = session.execute(
        select(VendorBill.number, VendorBill.edition, cancelled)
        .where(VendorBill.supplier_id == order.supplier_id, VendorBill.reference == named)
        .order_by(VendorBill.edition.desc())
        .limit(1)
    ).one_or_none()
    if known is not None and not known[2]:
        raise BillRecorded(reference=named, number=known[0])
    return named, known[1] + 1 if known else 1


def _recorded(
    session: Session,
    order: PurchaseOrder,
    bill: VendorBill,
    worked: Sequence[Billed],
    variance: Decimal,
    actor: Actor,
) -> VendorBillRecorded:
    supplier = session.get_one(Supplier, order.supplier_id)
    reasons = sorted({reason for one in worked for reason in one.match.reasons})
    approvals: tuple[ApprovalNeeded, ...] = ()
    if reasons and Role.MANAGER not in actor.roles:
        allowed = sum((one.matched_net for one in worked), Decimal(0))
        approvals = (ApprovalNeeded(Role.MANAGER, "bill_mismatch", bill.net, allowed),)
    return VendorBillRecorded(
        document=Document("vendor_bill", bill.id, bill.number),
        approvals=approvals,
        unusual=tuple(reasons),
        order=order.number,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        reference=bill.reference,
        billed_on=bill.billed_on,
        due_on=bill.due_on,
        currency=bill.currency,
        net=bill.net,
        tax=bill.tax,
        gross=bill.gross,
        tax_deductible=bill.tax_deductible,
        lines=tuple(_line(one) for one in worked),
        variance=variance,
    )


def _line(one: Billed) -> BilledLineShown:
    return BilledLineShown(
        product=one.product.code,
        name_zh=one.product.name_zh,
        name_en=one.product.name_en,
        unit=one.product.unit,
        quantity=one.match.quantity,
        received=one.match.received,
        net=one.match.net,
        expected=one.match.expected,
        tax=one.tax,
        reasons=one.match.reasons,
    )
