"""Writing a bill that was worked out, with its entry: goods received not invoiced and input tax to payables.

What it says more or less than was ordered goes to the goods still held, and to the cost of those that left; what the
exchange rate has moved since the order is an exchange difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.actor import Actor
from core.database import new_id
from core.finance.ledger import Source, post
from core.finance.models import ItemKind, Side
from core.finance.posting import Leg
from core.finance.rates import in_books
from core.finance.settling import open_item
from core.purchasing.billing.entries import Variance, legs_of, spread_variances
from core.purchasing.billing.models import BILL_NUMBERS, VendorBill, VendorBillLine
from core.purchasing.billing.working import Billed
from core.purchasing.orders.ending import booked
from core.purchasing.orders.models import PurchaseOrder


def book(
    session: Session,
    order: PurchaseOrder,
    worked: Sequence[Billed],
    *,
    reference: tuple[str, int],
    billed_on: date,
    due_on: date,
    rate: Decimal,
    tax_deductible: bool,
    actor: Actor,
    now: datetime,
) -> tuple[VendorBill, Decimal]:
    """Writes the bill, its open item and its entry; the bill, and its price variance in the company's currency.

    `reference` is the supplier's number and which edition of it this is. Tax that is not deductible is a variance: the
    goods came at the ordered price without it.
    """
    net = sum((one.match.net for one in worked), Decimal(0))
    tax = sum((one.tax for one in worked), Decimal(0))
    bill = VendorBill(
        id=new_id(),
        number=BILL_NUMBERS.take(session, billed_on),
        supplier_id=order.supplier_id,
        order_id=order.id,
        reference=reference[0],
        edition=reference[1],
        tax_deductible=tax_deductible,
        billed_on=billed_on,
        due_on=due_on,
        currency=order.currency,
        rate=rate,
        net=net,
        tax=tax,
        gross=net + tax,
        created_at=now,
        user_id=actor.user_id,
    )
    session.add(bill)
    session.flush()
    matched = _write_lines(session, order, bill, worked)
    costs = [one.match.net if tax_deductible else one.match.net + one.tax for one in worked]
    variances = [in_books(session, cost, order.rate) - part for cost, part in zip(costs, matched, strict=True)]
    if bill.gross:
        _claim(session, bill)
    legs = _legs(session, order, bill, worked, sum(matched, Decimal(0)), variances, actor=actor, now=now)
    source = Source("vendor_bill", bill.id, "recorded", bill.number)
    post(session, source, legs, booked_on=billed_on, actor=actor, now=now)
    return bill, sum(variances, Decimal(0))


def _write_lines(session: Session, order: PurchaseOrder, bill: VendorBill, worked: Sequence[Billed]) -> list[Decimal]:
    """Writes the lines and counts them on the order; what each lowers goods received not invoiced by."""
    matched, rows = [], []
    for position, one in enumerate(worked, start=1):
        before = booked(session, order, one.line, one.line.quantity_billed)
        one.line.quantity_billed += one.match.quantity
        matched.append(booked(session, order, one.line, one.line.quantity_billed) - before)
        rows.append(
            {
                "id": new_id(),
                "bill_id": bill.id,
                "position": position,
                "order_line_id": one.line.id,
                "quantity": one.match.quantity,
                "net": one.match.net,
                "tax": one.tax,
                "matched": matched[-1],
            }
        )
    session.flush()
    session.execute(insert(VendorBillLine), rows)
    return matched


def _claim(session: Session, bill: VendorBill) -> None:
    open_item(
        session,
        side=Side.PAYABLE,
        kind=ItemKind.CLAIM,
        party_id=bill.supplier_id,
        document=("vendor_bill", bill.id, bill.number),
        dated_on=bill.billed_on,
        due_on=bill.due_on,
        amount=bill.gross,
        currency=bill.currency,
        rate=bill.rate,
    )


def _legs(
    session: Session,
    order: PurchaseOrder,
    bill: VendorBill,
    worked: Sequence[Billed],
    matched: Decimal,
    variances: Sequence[Decimal],
    *,
    actor: Actor,
    now: datetime,
) -> list[Leg]:
    pairs = zip(worked, variances, strict=True)
    found = [Variance(one.product.id, one.match.quantity, amount) for one, amount in pairs]
    to_inventory, to_cost = spread_variances(session, found, origin=("vendor_bill", bill.id), actor=actor, now=now)
    return legs_of(
        matched,
        to_inventory=to_inventory,
        to_cost=to_cost,
        vat=in_books(session, bill.tax, bill.rate) if bill.tax_deductible else Decimal(0),
        gross=in_books(session, bill.gross, bill.rate),
        party_id=order.supplier_id,
    )
