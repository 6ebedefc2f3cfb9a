"""Paying suppliers: their bills, or in advance."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.finance.models import OpenItem, Side
from core.finance.paying import pay
from core.finance.references import Amount, Charges
from core.finance.settling import NothingLeftToSettle, open_amount
from core.finance.views import SettledPart
from core.money import minor_unit
from core.operations import Day, Document, command
from core.purchasing.access import MAY_BILL
from core.purchasing.billing.references import VendorBillRef
from core.purchasing.billing.views import SupplierPaid
from core.purchasing.suppliers.models import Supplier
from core.purchasing.suppliers.references import SupplierRef


class PayeeMissing(Invalid):
    """A payment is to a supplier, or for one of its bills."""


class AmountMissing(Invalid):
    """Without a bill it takes an amount."""


class BillOfAnother(Conflict):
    """The bill is another supplier's. Facts: bill, supplier."""


@command(roles=MAY_BILL)
def pay_supplier(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    supplier: SupplierRef | None = None,
    amount: Amount | None = None,
    bill: VendorBillRef | None = None,
    charges: Charges = Decimal(0),
    paid_on: Day | None = None,
    currency: str | None = None,
    note: str = "",
) -> SupplierPaid:
    """Records money paid to a supplier and settles its bills with it: the one named, or the oldest due first.

    With a bill alone what is left of it is paid. What settles nothing stays as an advance to the supplier.
    """
    item = None if bill is None else _open_item(session, bill.id)
    own = _payee(session, supplier, item)
    paying = _amount(amount, item)
    paid = pay(
        session,
        side=Side.PAYABLE,
        party_id=own.id,
        amount=paying,
        charges=charges,
        currency=_currency(session, currency, item),
        paid_on=paid_on or actor.today(now),
        claims=[item.id] if item else [],
        reference=note,
        actor=actor,
        now=now,
    )
    row = paid.payment
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
        settles=tuple(SettledPart(part.item.number, part.amount, open_amount(part.item)) for part in paid.parts),
        advance=paid.advance,
        reference=row.reference,
    )


def _open_item(session: Session, bill_id: UUID) -> OpenItem:
    return session.scalars(
        select(OpenItem).where(OpenItem.document_id == bill_id, OpenItem.document_kind == "vendor_bill")
    ).one()


def _payee(session: Session, supplier: SupplierRef | None, item: OpenItem | None) -> Supplier:
    if supplier is None and item is None:
        raise PayeeMissing()
    if supplier is not None and item is not None and supplier.id != item.party_id:
        raise BillOfAnother(bill=item.number, supplier=supplier.code)
    return session.get_one(Supplier, supplier.id if supplier else item.party_id if item else None)


def _amount(amount: Decimal | None, item: OpenItem | None) -> Decimal:
    """What is paid: what was said, else all that is left of the bill; refuses `AmountMissing`."""
    if amount is not None:
        return amount
    if item is None:
        raise AmountMissing()
    if open_amount(item) <= 0:
        raise NothingLeftToSettle(number=item.number)
    return open_amount(item)


def _currency(session: Session, written: str | None, item: OpenItem | None) -> str:
    """The bill's currency, else the one that was said, else the company's own."""
    if item is not None:
        return item.currency
    code = re.sub(r"\s+", "", written or "").upper() or company.current(session).currency
    minor_unit(code)
    return code
