"""Working out what is taken back of a bill before anything is written: of which of its lines, how much, at what.

Amounts are in the bill's currency. Never more than what the bill says and was not taken back before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.catalog.facts import ProductFacts, facts_of, unit_of
from core.catalog.references import ProductRef
from core.errors import Conflict
from core.money import Money, round_money, split_gross, tax_of
from core.purchasing.billing.matching import TOLERANCE, shares
from core.purchasing.billing.models import VendorBill, VendorBillLine
from core.purchasing.billing.references import BilledLine
from core.purchasing.crediting.models import VendorCreditLine
from core.purchasing.orders.models import PurchaseOrderLine
from core.purchasing.receiving.commands import NotOnPurchaseOrder

_ZERO = Decimal(0)


class NothingToTakeBack(Conflict):
    """All of the bill was taken back before. Facts: number."""


class NothingReturned(Conflict):
    """No goods of the bill went back that are not credited: say which goods, or an amount. Facts: number."""


class CreditedMoreThanBilled(Conflict):
    """More than the bill says and is not credited yet. Facts: product, quantity, most, unit, number."""


class CreditOverBill(Conflict):
    """A larger amount than is left of the bill. Facts: asked, most, currency, number."""


@dataclass(frozen=True, slots=True)
class BillPart:
    """A line of a bill with so much of it: what is left, or what is taken back. `expected` is its net at its price."""

    bill_line: VendorBillLine
    order_line: PurchaseOrderLine
    product: ProductFacts
    quantity: Decimal
    net: Decimal
    tax: Decimal
    expected: Decimal = _ZERO

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return self.net + self.tax

    @property
    def short(self) -> bool:
        """Whether the supplier credits less for the goods than it billed for them, beyond the tolerance."""
        return self.net < self.expected * (1 - TOLERANCE)

    @property
    def kept(self) -> Decimal:
        """How much of the quantity never went back to the supplier."""
        returned = max(self.order_line.quantity_billed - self.order_line.quantity_received, _ZERO)
        return max(self.quantity - returned, _ZERO)


def left_of(session: Session, bill: VendorBill, *, today: date) -> list[BillPart]:
    """What of a bill's lines was not taken back yet. Refuses `NothingToTakeBack`."""
    taken = (
        select(
            VendorCreditLine.bill_line_id,
            func.sum(VendorCreditLine.quantity).label("quantity"),
            func.sum(VendorCreditLine.net).label("net"),
            func.sum(VendorCreditLine.tax).label("tax"),
        )
        .group_by(VendorCreditLine.bill_line_id)
        .subquery()
    )
    rows = session.execute(
        select(
            VendorBillLine,
            PurchaseOrderLine,
            VendorBillLine.quantity - func.coalesce(taken.c.quantity, 0),
            VendorBillLine.net - func.coalesce(taken.c.net, 0),
            VendorBillLine.tax - func.coalesce(taken.c.tax, 0),
        )
        .join(PurchaseOrderLine, PurchaseOrderLine.id == VendorBillLine.order_line_id)
        .join(taken, taken.c.bill_line_id == VendorBillLine.id, isouter=True)
        .where(VendorBillLine.bill_id == bill.id)
        .order_by(VendorBillLine.position)
        .execution_options(populate_existing=True)
    ).all()
    facts = facts_of(session, {row[1].product_id for row in rows}, today)
    found = [
        BillPart(line, ordered, facts[ordered.product_id], quantity, net, tax)
        for line, ordered, quantity, net, tax in rows
        if quantity > 0 or net > 0 or tax > 0
    ]
    if not found:
        raise NothingToTakeBack(number=bill.number)
    return found


def allowance(
    bill: VendorBill, left: Sequence[BillPart], products: Sequence[ProductRef], total: Decimal
) -> list[BillPart]:
    """`total` with tax less for the goods, or for these, over the lines in proportion to what is left of them."""
    for product in products:
        if not any(one.product.id == product.id for one in left):
            raise NotOnPurchaseOrder(product=product.code, number=bill.number)
    meant = {product.id for product in products}
    left = [one for one in left if not meant or one.product.id in meant]
    most = sum((one.gross for one in left), _ZERO)
    if total > most:
        raise CreditOverBill(asked=total, most=most, currency=bill.currency, number=bill.number)
    parts = shares(total, [one.gross for one in left], bill.currency)
    priced = [_priced(one, part, bill.currency) for one, part in zip(left, parts, strict=True)]
    return [replace(one, quantity=_ZERO) for one in priced if one.gross]


def goods(
    session: Session,
    bill: VendorBill,
    left: Sequence[BillPart],
    lines: Sequence[BilledLine] | None,
    total: Decimal | None,
) -> list[BillPart]:
    """Goods of the bill: those that were said, or all that went back and were not credited; at what was billed.

    `total` with tax is spread over lines that say no price of their own.
    """
    chosen = _said(session, bill, left, lines) if lines else _returned(bill, left)
    if total is None:
        return chosen
    parts = shares(total, [one.gross for one in chosen], bill.currency)
    most = {one.bill_line.id: one for one in left}
    for one, part in zip(chosen, parts, strict=True):
        if part > most[one.bill_line.id].gross:
            gross = sum((each.gross for each in left), _ZERO)
            raise CreditOverBill(asked=total, most=gross, currency=bill.currency, number=bill.number)
    return [
        replace(_priced(most[one.bill_line.id], part, bill.currency), quantity=one.quantity, expected=one.expected)
        for one, part in zip(chosen, parts, strict=True)
    ]


def _returned(bill: VendorBill, left: Sequence[BillPart]) -> list[BillPart]:
    """What of the bill went back to the supplier: billed and no longer counted as received."""
    taken: dict[UUID, Decimal] = {}
    found = []
    for one in left:
        line = one.order_line
        gone = line.quantity_billed - line.quantity_received - taken.get(line.id, _ZERO)
        quantity = min(max(gone, _ZERO), one.quantity)
        if quantity > 0:
            taken[line.id] = taken.get(line.id, _ZERO) + quantity
            found.append(_part(one, quantity, None, bill.currency))
    if not found:
        raise NothingReturned(number=bill.number)
    return found


def _said(session: Session, bill: VendorBill, left: Sequence[BillPart], lines: Sequence[BilledLine]) -> list[BillPart]:
    found: list[BillPart] = []
    taken: dict[UUID, Decimal] = {}
    for said in lines:
        mine = [one for one in left if one.product.id == said.product.id]
        if not mine:
            raise NotOnPurchaseOrder(product=said.product.code, number=bill.number)
        product = mine[0].product
        unit = unit_of(session, product, said.unit)
        price = None if said.price is None else said.price / product.factor_of(unit)
        found += _over(bill, mine, taken, product.in_stock_units(said.quantity, unit), price)
    return found


def _over(
    bill: VendorBill,
    mine: Sequence[BillPart],
    taken: dict[UUID, Decimal],
    quantity: Decimal,
    price: Decimal | None,
) -> list[BillPart]:
    """A quantity of one product over the bill's lines of it; `taken` is what earlier ones took, and grows."""
    found, rest = [], quantity
    for one in mine:
        part = min(rest, one.quantity - taken.get(one.bill_line.id, _ZERO))
        if part > 0:
            taken[one.bill_line.id] = taken.get(one.bill_line.id, _ZERO) + part
            found.append(_part(one, part, price, bill.currency))
            rest -= part
    if rest > 0:
        product = mine[0].product
        raise CreditedMoreThanBilled(
            product=product.code, quantity=quantity, most=quantity - rest, unit=product.unit, number=bill.number
        )
    return found


def _part(left: BillPart, quantity: Decimal, price: Decimal | None, currency: str) -> BillPart:
    """So much of what is left of a line, at its price or another one; all of it comes to all that is left."""
    share = quantity / left.quantity
    expected = round_money(left.net * share, currency)
    if price is None:
        return replace(
            left, quantity=quantity, net=expected, tax=round_money(left.tax * share, currency), expected=expected
        )
    net = min(round_money(quantity * price, currency), left.net)
    tax = min(tax_of(Money(net, currency), left.order_line.tax_rate).amount, left.tax)
    return replace(left, quantity=quantity, net=net, tax=tax, expected=expected)


def _priced(left: BillPart, gross: Decimal, currency: str) -> BillPart:
    """So much money of a line, as net and tax, neither beyond what is left of it."""
    if gross >= left.gross:
        return left
    tax = min(split_gross(Money(gross, currency), left.order_line.tax_rate)[1].amount, left.tax)
    net = min(gross - tax, left.net)
    return replace(left, net=net, tax=gross - net)
