"""Operations on suppliers' bills: recording one against its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor, Role
from core.database import locked
from core.errors import Conflict, Invalid
from core.finance.rates import rate_on
from core.finance.references import Amount, in_minor_units
from core.operations import ApprovalNeeded, Day, Document, command
from core.purchasing.access import MAY_BILL
from core.purchasing.billing.booking import book
from core.purchasing.billing.models import VendorBill
from core.purchasing.billing.references import BilledLines
from core.purchasing.billing.views import BilledLineShown, VendorBillRecorded
from core.purchasing.billing.working import Billed, work_out
from core.purchasing.orders.ending import close_if_done
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderState
from core.purchasing.orders.references import PurchaseOrderRef
from core.purchasing.suppliers.models import Supplier


class NotBillable(Conflict):
    """Only an order that was sent can be billed. Facts: number, state."""


class BillRecorded(Conflict):
    """The supplier's bill of that number is in the books already. Facts: reference, number."""


class BilledLater(Invalid):
    """A bill is recorded when it is there: not of a day to come. Facts: day."""


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
) -> VendorBillRecorded:
    """Records a supplier's bill for a purchase order; without lines it is for everything that came and was not billed.

    bill_number is the supplier's own, amount its total with tax. A bill that differs from what came or
    from the ordered price by more than 1 percent needs a manager's approval.
    """
    order = locked(session, PurchaseOrder, purchase_order.id)
    if order.state not in (PurchaseOrderState.SENT, PurchaseOrderState.CLOSED):
        raise NotBillable(number=order.number, state=order.state.value)
    named = _new_reference(session, order, bill_number)
    total = None if amount is None else in_minor_units(amount, order.currency)
    worked = work_out(session, order, lines, total, today=actor.today(now))
    day = billed_on or actor.today(now)
    if day > actor.today(now):
        raise BilledLater(day=day)
    bill, variance = book(
        session,
        order,
        worked,
        reference=named,
        billed_on=day,
        due_on=due_on or day + timedelta(days=order.payment_terms_days),
        rate=rate_on(session, order.currency, day),
        actor=actor,
        now=now,
    )
    close_if_done(session, order, actor=actor, now=now)
    facts = {"number": bill.number, "order": order.number, "reference": named}
    events.emit(session, "vendor_bill.recorded", subject_id=bill.id, actor=actor, now=now, facts=facts)
    return _recorded(session, order, bill, worked, variance, actor)


def _new_reference(session: Session, order: PurchaseOrder, bill_number: str) -> str:
    """The supplier's number of the bill; refuses `ReferenceMissing`, and `BillRecorded` for one it used before."""
    named = "".join(bill_number.split()).upper()[:60]
    if not named:
        raise ReferenceMissing()
    # Two clerks with one bill: the second waits here and then finds the first's.
    locked(session, Supplier, order.supplier_id)
    known = session.scalars(
        select(VendorBill.number).where(VendorBill.supplier_id == order.supplier_id, VendorBill.reference == named)
    ).one_or_none()
    if known is not None:
        raise BillRecorded(reference=named, number=known)
    return named


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
