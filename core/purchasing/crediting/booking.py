"""Writing what is taken back of a bill, with its entry, and settling the bill with it.

The entry is that of a bill with all amounts below zero: payables, input tax, what goods received not invoiced were
lowered by, and the bill's price differences with the goods that are still held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.database import new_id, table_of
from core.finance.ledger import Source, post
from core.finance.models import ItemKind, OpenItem, Side
from core.finance.posting import Leg
from core.finance.rates import in_books
from core.finance.settling import Part, allocate, open_amount, open_item, take_back
from core.purchasing.billing.entries import Variance, legs_of, spread_variances
from core.purchasing.billing.models import VendorBill
from core.purchasing.crediting.models import CREDIT_NUMBERS, VendorCredit, VendorCreditKind, VendorCreditLine
from core.purchasing.crediting.working import BillPart
from core.purchasing.orders.ending import booked
from core.purchasing.orders.models import PurchaseOrder


@dataclass(frozen=True, slots=True)
class Credited:
    """A booked credit: how much of its bill it settled, its variance, and the payments that were freed for it."""

    credit: VendorCredit
    settled: Decimal
    variance: Decimal
    freed: tuple[Part, ...]


def claim_of(session: Session, bill: VendorBill) -> OpenItem | None:
    """What the bill claims, locked; None for one over nothing."""
    return session.scalars(
        select(OpenItem)
        .where(OpenItem.document_kind == "vendor_bill", OpenItem.document_id == bill.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def book(
    session: Session,
    order: PurchaseOrder,
    bill: VendorBill,
    parts: Sequence[BillPart],
    *,
    kind: VendorCreditKind,
    reference: str,
    reason: str,
    credited_on: date,
    actor: Actor,
    now: datetime,
) -> Credited:
    """Writes the credit and its entry, and uses it for what is open of its bill.

    For a cancellation the payments of the bill are freed first. The order is locked by the caller.
    """
    row = _written(session, bill, parts, kind, reference, reason, credited_on, actor=actor, now=now)
    matched = _write_lines(session, order, row, parts)
    legs, variance = _entry(session, order, bill, row, parts, matched, actor=actor, now=now)
    claim = claim_of(session, bill)
    freed: list[Part] = []
    if claim is not None and kind is VendorCreditKind.CANCELLATION:
        undone, freed = take_back(session, claim, actor=actor, now=now)
        legs += undone
    settled, allocated = _settled(session, bill, row, claim, actor=actor, now=now)
    source = Source("vendor_credit", row.id, "recorded", row.number)
    post(session, source, [*legs, *allocated], booked_on=credited_on, actor=actor, now=now)
    return Credited(row, settled, variance, tuple(freed))


def _written(
    session: Session,
    bill: VendorBill,
    parts: Sequence[BillPart],
    kind: VendorCreditKind,
    reference: str,
    reason: str,
    credited_on: date,
    *,
    actor: Actor,
    now: datetime,
) -> VendorCredit:
    net, tax = (sum((getattr(one, name) for one in parts), Decimal(0)) for name in ("net", "tax"))
    row = VendorCredit(
        id=new_id(),
        number=CREDIT_NUMBERS.take(session, credited_on),
        kind=kind,
        bill_id=bill.id,
        supplier_id=bill.supplier_id,
        reference=reference,
        credited_on=credited_on,
        currency=bill.currency,
        rate=bill.rate,
        net=net,
        tax=tax,
        gross=net + tax,
        reason=reason,
        created_at=now,
        user_id=actor.user_id,
    )
    session.add(row)
    session.flush()
    return row


def _write_lines(session: Session, order: PurchaseOrder, row: VendorCredit, parts: Sequence[BillPart]) -> list[Decimal]:
    """Writes the lines and counts them off the order; what each raises goods received not invoiced by."""
    matched, rows = [], []
    for position, one in enumerate(parts, start=1):
        line = one.order_line
        before = booked(session, order, line, line.quantity_billed)
        line.quantity_billed -= one.quantity
        matched.append(before - booked(session, order, line, line.quantity_billed))
        rows.append(
            {
                "id": new_id(),
                "credit_id": row.id,
                "position": position,
                "bill_line_id": one.bill_line.id,
                "order_line_id": line.id,
                "quantity": one.quantity,
                "net": one.net,
                "tax": one.tax,
                "matched": matched[-1],
            }
        )
    session.flush()
    session.execute(insert(table_of(VendorCreditLine)), rows)
    return matched


def _entry(
    session: Session,
    order: PurchaseOrder,
    bill: VendorBill,
    row: VendorCredit,
    parts: Sequence[BillPart],
    matched: Sequence[Decimal],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[list[Leg], Decimal]:
    """The legs, and what of the credit is a difference to the ordered price (below zero: goods got cheaper)."""
    costs = [one.net if bill.tax_deductible else one.gross for one in parts]
    found = [
        Variance(one.product.id, one.quantity or one.bill_line.quantity, part - in_books(session, cost, order.rate))
        for one, cost, part in zip(parts, costs, matched, strict=True)
    ]
    origin = ("vendor_credit", row.id)
    to_inventory, to_cost = spread_variances(session, found, origin=origin, actor=actor, now=now)
    legs = legs_of(
        -sum(matched, Decimal(0)),
        to_inventory=to_inventory,
        to_cost=to_cost,
        vat=-in_books(session, row.tax, row.rate) if bill.tax_deductible else Decimal(0),
        gross=-in_books(session, row.gross, row.rate),
        party_id=row.supplier_id,
    )
    return legs, sum((one.amount for one in found), Decimal(0))


def _settled(
    session: Session, bill: VendorBill, row: VendorCredit, claim: OpenItem | None, *, actor: Actor, now: datetime
) -> tuple[Decimal, list[Leg]]:
    """Opens the credit and uses it for what is open of its bill; how much, and what that does to the books."""
    if not row.gross:
        return Decimal(0), []
    item_id = open_item(
        session,
        side=Side.PAYABLE,
        kind=ItemKind.CREDIT,
        party_id=row.supplier_id,
        document=("vendor_credit", row.id, row.number),
        dated_on=row.credited_on,
        due_on=row.credited_on,
        amount=row.gross,
        currency=row.currency,
        rate=row.rate,
    )
    if claim is None or open_amount(claim) <= 0:
        return Decimal(0), []
    part = Part(claim, min(open_amount(claim), row.gross))
    return part.amount, allocate(session, session.get_one(OpenItem, item_id), [part], actor=actor, now=now)
