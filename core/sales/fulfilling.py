"""What was delivered and invoiced of an order, and what that means in the books.

Every event of an order's life (received, returned, invoiced, credited) changes the counters of its lines, and posts the
difference between the positions the lines stand for before and after. The order's row is locked first, so that events
of one order follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.facts import ProductFacts, facts_of, unit_of
from core.database import locked
from core.errors import Conflict
from core.finance.posting import Amounts, Leg, change, sales_position
from core.finance.rates import in_books
from core.money import round_money
from core.sales.models import SalesOrder, SalesOrderLine
from core.sales.references import GoodsLine


class NotOnOrder(Conflict):
    """The order has no line of that product. Facts: product, number."""


class MoreThanOpen(Conflict):
    """More than can be taken of the order's lines now. Facts: product, asked, open, unit."""


@dataclass(slots=True)
class OpenOrder:
    """An order that is being worked on: its row, locked, and its lines in their order."""

    row: SalesOrder
    lines: dict[UUID, SalesOrderLine]
    legs: list[Leg] = field(default_factory=list)

    @classmethod
    def lock(cls, session: Session, order_id: UUID) -> OpenOrder:
        """The order with its row locked: whatever else is done to it waits."""
        row = locked(session, SalesOrder, order_id)
        lines = session.scalars(
            select(SalesOrderLine)
            .where(SalesOrderLine.order_id == order_id)
            .order_by(SalesOrderLine.position)
            .execution_options(populate_existing=True)
        )
        return cls(row, {line.id: line for line in lines})

    def amounts_of(self, line: SalesOrderLine, quantity: Decimal) -> Amounts:
        """What so much of a line comes to, counted from its beginning: all of it is its whole amounts."""
        # Multiplied before it is divided: a sixth that was cut off would round another way.
        exact = (amount * quantity / line.stock_quantity for amount in (line.net, line.tax))
        net, tax = (round_money(amount, self.row.currency) for amount in exact)
        return Amounts(net, tax)

    @contextmanager
    def events(self, session: Session) -> Iterator[None]:
        """Gathers in `legs` what changes inside do to the books."""
        before = self._positions(session)
        yield
        for line in self.lines.values():
            has = self._kept(line)
            line.net_delivered, line.tax_delivered = has.net, has.tax
        after = self._positions(session)
        party = self.row.customer_id
        for line_id in self.lines:
            old, new = (sales_position(*positions[line_id]) for positions in (before, after))
            self.legs += change(old, new, party_id=party)
        session.flush()

    def _kept(self, line: SalesOrderLine) -> Amounts:
        """What the customer has of a line comes to: its share of the line, less its share of what was allowed."""
        kept = line.quantity_delivered - line.quantity_returned
        invoiced = line.quantity_invoiced - line.quantity_credited
        if kept == invoiced:
            return Amounts(line.net_invoiced, line.tax_invoiced)  # to the last minor unit
        if not invoiced or not (line.net_allowed or line.tax_allowed):
            return self.amounts_of(line, kept)
        exact = (
            whole * kept / line.stock_quantity - allowed * min(kept, invoiced) / invoiced
            for whole, allowed in ((line.net, line.net_allowed), (line.tax, line.tax_allowed))
        )
        net, tax = (round_money(amount, self.row.currency) for amount in exact)
        return Amounts(net, tax)

    def _positions(self, session: Session) -> dict[UUID, tuple[Amounts, Amounts]]:
        """What was delivered and invoiced of each line, in the company's currency."""
        rate = self.row.exchange_rate

        def booked(net: Decimal, tax: Decimal) -> Amounts:
            return Amounts(in_books(session, net, rate), in_books(session, tax, rate))

        return {
            line.id: (booked(line.net_delivered, line.tax_delivered), booked(line.net_invoiced, line.tax_invoiced))
            for line in self.lines.values()
        }


def named_parts(
    session: Session,
    order: OpenOrder,
    wanted: Sequence[GoodsLine],
    available: Mapping[UUID, Decimal],
    on: date,
) -> dict[UUID, Decimal]:
    """How much of which line is meant by products and quantities, within what is `available` of each line.

    Several lines of one product are taken in their order. Refuses `NotOnOrder` and `MoreThanOpen`.
    """
    facts = facts_of(session, {line.product.id for line in wanted}, on)
    left = dict(available)
    parts: dict[UUID, Decimal] = {}
    for one in wanted:
        product = facts[one.product.id]
        asked = product.in_stock_units(one.quantity, unit_of(session, product, one.unit))
        mine = [line.id for line in order.lines.values() if line.product_id == product.id]
        if not mine:
            raise NotOnOrder(product=product.code, number=order.row.number)
        missing = asked
        for line_id in mine:
            part = min(left.get(line_id, Decimal(0)), missing)
            if part > 0:
                parts[line_id] = parts.get(line_id, Decimal(0)) + part
                left[line_id] -= part
                missing -= part
        if missing > 0:
            raise _too_much(product, asked, sum((available.get(one, Decimal(0)) for one in mine), Decimal(0)))
    return parts


def in_order(order: OpenOrder, parts: Mapping[UUID, Decimal]) -> Iterable[tuple[SalesOrderLine, Decimal]]:
    """The lines that are meant with their quantities, in the order's order."""
    return ((line, parts[line.id]) for line in order.lines.values() if parts.get(line.id))


def _too_much(product: ProductFacts, asked: Decimal, available: Decimal) -> MoreThanOpen:
    return MoreThanOpen(
        product=product.code,
        product_zh=product.name_zh,
        product_en=product.name_en,
        asked=asked,
        open=available,
        unit=product.unit,
    )
