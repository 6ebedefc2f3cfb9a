"""Paying suppliers: their bills, or in advance."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.finance.models import OpenItem, Side
from core.finance.paying import Paid, pay, settled_parts
from core.finance.rates import currency_meant
from core.finance.references import Amount, Charges
from core.finance.settling import AllocatedTooMuch, NothingLeftToSettle, open_amount
from core.operations import Day, Document, command
from core.purchasing.access import MAY_BILL
from core.purchasing.billing.references import VendorBillRef
from core.purchasing.billing.views import SupplierPaid
from core.purchasing.suppliers.models import Supplier
from core.purchasing.suppliers.references import SupplierRef


@command(roles=MAY_BILL)
def pay_vendor_bill(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    vendor_bill: VendorBillRef,
    amount: Amount | None = None,
    charges: Charges = Decimal(0),
    paid_on: Day | None = None,
    note: str = "",
) -> SupplierPaid:
    """Records that a supplier's bill was paid: all that is left of it, or an amount."""
    item = session.scalars(
        select(OpenItem).where(OpenItem.document_id == vendor_bill.id, OpenItem.document_kind == "vendor_bill")
    ).one_or_none()
    left = open_amount(item) if item else Decimal(0)
    if item is None or left <= 0:
        raise NothingLeftToSettle(number=vendor_bill.code)
    if amount is not None and amount > left:
        raise AllocatedTooMuch(number=item.number, open=left, asked=amount, currency=item.currency)
    paid = pay(
        session,
        side=Side.PAYABLE,
        party_id=item.party_id,
        amount=amount or left,
        charges=charges,
        currency=item.currency,
        paid_on=paid_on or actor.today(now),
        claims=[item.id],
        reference=note,
        actor=actor,
        now=now,
    )
    return _paid(session, paid, actor=actor, now=now)


@command(roles=MAY_BILL)
def pay_supplier(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    supplier: SupplierRef,
    amount: Amount,
    charges: Charges = Decimal(0),
    paid_on: Day | None = None,
    currency: str | None = None,
    note: str = "",
) -> SupplierPaid:
    """Records money paid to a supplier and settles its bills with it, the oldest due first.

    What settles nothing stays as an advance to the supplier.
    """
    paid = pay(
        session,
        side=Side.PAYABLE,
        party_id=supplier.id,
        amount=amount,
        charges=charges,
        currency=currency_meant(session, currency),
        paid_on=paid_on or actor.today(now),
        claims=[],
        reference=note,
        actor=actor,
        now=now,
    )
    return _paid(session, paid, actor=actor, now=now)


def _paid(session: Session, paid: Paid, *, actor: Actor, now: datetime) -> SupplierPaid:
    row = paid.payment
    own = session.get_one(Supplier, row.party_id)
    facts = {"number": row.number, "supplier": own.code}
    events.emit(session, "supplier.paid", subject_id=row.id, actor=actor, now=now, facts=facts)
    return SupplierPaid(
        document=Document("payment", row.id, row.number),
        supplier=own.code,
        supplier_zh=own.name_zh,
        supplier_en=own.name_en,
        amount=row.amount,
        charges=row.charges,
        currency=row.currency,
        paid_on=row.paid_on,
        settles=settled_parts(paid.parts),
        advance=paid.advance,
        reference=row.reference,
    )
