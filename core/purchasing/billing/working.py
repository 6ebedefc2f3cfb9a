"""Working out a bill before anything is written: which order lines it is for, how much of each, and at which amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.facts import ProductFacts, facts_of, unit_of
from core.errors import Conflict
from core.money import Money, round_money, split_gross, tax_of
from core.purchasing.billing.matching import Match, shares
from core.purchasing.billing.references import BilledLine
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderLine
from core.purchasing.receiving.commands import NotOnPurchaseOrder
from core.purchasing.receiving.models import held_of


class NothingToBill(Conflict):
    """Everything on the order was billed. Facts: number."""


class BilledMoreThanOrdered(Conflict):
    """A bill is for what was ordered, or what came of it. Facts: product, quantity, most, unit, number."""


class PriceBeforeGoods(Conflict):
    """A bill that comes before its goods is at the ordered price: another is settled when they are there.

    Facts: product, net, expected, currency.
    """


@dataclass(frozen=True, slots=True)
class Billed:
    """A line of a bill: the order line it is for, how it matches, and its tax; in the order's currency."""

    line: PurchaseOrderLine
    product: ProductFacts
    match: Match
    tax: Decimal

    @property
    def matched_net(self) -> Decimal:
        """What the received part of it comes to at the ordered price."""
        match = self.match
        covered = min(max(match.received - match.billed, Decimal(0)), match.quantity)
        return match.expected * covered / match.quantity


def work_out(
    session: Session,
    order: PurchaseOrder,
    lines: Sequence[BilledLine] | None,
    total: Decimal | None,
    *,
    today: date,
) -> list[Billed]:
    """The bill's lines; without any, everything that came and was not billed, or was ordered, where nothing came.

    `total` with tax is spread over lines that say no price of their own.
    """
    own = list(
        session.scalars(
            select(PurchaseOrderLine)
            .where(PurchaseOrderLine.order_id == order.id)
            .order_by(PurchaseOrderLine.position)
            .execution_options(populate_existing=True)
        )
    )
    facts = facts_of(session, {line.product_id for line in own}, today)
    most = {line.id: _most(line, held) for line, held in _with_held(session, own)}
    worked = _named(session, order, own, facts, lines, most) if lines else _all_open(order, own, facts, most)
    if total is not None:
        worked = _with_total(worked, total, order.currency)
    for one in worked:
        early = one.match.billed + one.match.quantity > one.match.received
        if early and one.match.off_price:
            match = one.match
            raise PriceBeforeGoods(
                product=one.product.code, net=match.net, expected=match.expected, currency=order.currency
            )
    return worked


def _all_open(
    order: PurchaseOrder,
    own: Sequence[PurchaseOrderLine],
    facts: Mapping[UUID, ProductFacts],
    most: Mapping[UUID, Decimal],
) -> list[Billed]:
    came = [(line, min(line.quantity_received, most[line.id]) - line.quantity_billed) for line in own]
    chosen = [(line, quantity) for line, quantity in came if quantity > 0]
    if not chosen:
        ordered = [(line, line.stock_quantity - line.quantity_billed) for line in own]
        chosen = [(line, quantity) for line, quantity in ordered if quantity > 0]
    if not chosen:
        raise NothingToBill(number=order.number)
    return [
        _billed(order, line, facts[line.product_id], quantity, None, before=line.quantity_billed)
        for line, quantity in chosen
    ]


def _named(
    session: Session,
    order: PurchaseOrder,
    own: Sequence[PurchaseOrderLine],
    facts: Mapping[UUID, ProductFacts],
    lines: Sequence[BilledLine],
    most: Mapping[UUID, Decimal],
) -> list[Billed]:
    """The lines that were said, each over the order's lines of its product: first what came, then what was ordered."""
    worked: list[Billed] = []
    # What was billed of each line, by this bill's earlier lines too.
    billed = {line.id: line.quantity_billed for line in own}
    for one in lines:
        mine = [line for line in own if line.product_id == one.product.id]
        if not mine:
            raise NotOnPurchaseOrder(product=one.product.code, number=order.number)
        product = facts[one.product.id]
        unit = unit_of(session, product, one.unit)
        quantity = product.in_stock_units(one.quantity, unit)
        price = None if one.price is None else one.price / product.factor_of(unit)
        for line, part in _parts(order, product, mine, billed, most, quantity):
            worked.append(_billed(order, line, product, part, price, before=billed[line.id]))
            billed[line.id] += part
    return worked


def _parts(
    order: PurchaseOrder,
    product: ProductFacts,
    lines: Sequence[PurchaseOrderLine],
    billed: Mapping[UUID, Decimal],
    most: Mapping[UUID, Decimal],
    quantity: Decimal,
) -> list[tuple[PurchaseOrderLine, Decimal]]:
    parts = {line.id: Decimal(0) for line in lines}
    rest = quantity
    for of_received in (True, False):
        for line in lines:
            within = min(line.quantity_received, most[line.id]) if of_received else most[line.id]
            part = max(min(rest, within - billed[line.id] - parts[line.id]), Decimal(0))
            parts[line.id] += part
            rest -= part
    if rest > 0:
        raise BilledMoreThanOrdered(
            product=product.code, quantity=quantity, most=quantity - rest, unit=product.unit, number=order.number
        )
    return [(line, parts[line.id]) for line in lines if parts[line.id] > 0]


def _with_held(session: Session, own: Sequence[PurchaseOrderLine]) -> Iterator[tuple[PurchaseOrderLine, Decimal]]:
    """The lines with what of each waits for a check; it matters only where more came than was ordered."""
    over = [line.id for line in own if line.quantity_received > line.stock_quantity]
    held = held_of(session, over) if over else {}
    return ((line, held.get(line.id, Decimal(0))) for line in own)


def _most(line: PurchaseOrderLine, held: Decimal) -> Decimal:
    """What may be billed of a line: what was ordered, or what came beyond it and may not be rejected any more."""
    return max(line.stock_quantity, line.quantity_received - held)


def _billed(
    order: PurchaseOrder,
    line: PurchaseOrderLine,
    product: ProductFacts,
    quantity: Decimal,
    price: Decimal | None,
    *,
    before: Decimal,
) -> Billed:
    """A line of the bill; `price` is for one stock unit, where the bill says one of its own.

    `before` is what was billed of the order's line until here.
    """
    expected = _net(order, line, before + quantity) - _net(order, line, before)
    net = expected if price is None else round_money(quantity * price, order.currency)
    match = Match(quantity, before, line.quantity_received, net, expected)
    return Billed(line, product, match, _tax(net, line.tax_rate, order.currency))


def _net(order: PurchaseOrder, line: PurchaseOrderLine, quantity: Decimal) -> Decimal:
    """What so much of a line was ordered at: parts of it are differences, so that they add up."""
    return round_money(line.net * quantity / line.stock_quantity, order.currency)


def _tax(net: Decimal, rate: Decimal, currency: str) -> Decimal:
    return tax_of(Money(net, currency), rate).amount


def _with_total(worked: Sequence[Billed], total: Decimal, currency: str) -> list[Billed]:
    """The lines with their parts of the bill's total, which they then add up to."""
    each = [one.match.net + one.tax for one in worked]
    if sum(each, Decimal(0)) == total:
        return list(worked)
    parts = shares(total, each, currency)
    found = []
    for one, part in zip(worked, parts, strict=True):
        net, tax = split_gross(Money(part, currency), one.line.tax_rate)
        found.append(replace(one, match=replace(one.match, net=net.amount), tax=tax.amount))
    return found
