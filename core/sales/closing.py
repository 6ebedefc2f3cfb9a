"""Closing an order: when nothing of it is to be delivered or invoiced any more, or short of that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.catalog.models import Product
from core.errors import Conflict
from core.sales.fulfilling import OpenOrder, in_order
from core.sales.models import MACHINE, OrderState
from core.sales.views import GoodsShown


class InvoicedBeyond(Conflict):
    """More of the order is invoiced than was shipped: that needs a credit note first. Facts: number."""


def close_when_done(session: Session, order: OpenOrder, *, actor: Actor, now: datetime) -> None:
    """Closes a confirmed order of which everything was delivered and what the customer kept was invoiced."""
    done = all(
        line.quantity_delivered + line.quantity_closed == line.stock_quantity
        and line.quantity_invoiced - line.quantity_credited >= line.quantity_delivered - line.quantity_returned
        for line in order.lines.values()
    )
    if done and order.row.state is OrderState.CONFIRMED:
        close(session, order, actor=actor, now=now)


def give_up(order: OpenOrder, parts: Mapping[UUID, Decimal]) -> None:
    """So much of the lines will not be delivered any more. Refuses `InvoicedBeyond`."""
    for line, quantity in in_order(order, parts):
        line.quantity_closed += quantity
        if line.quantity_invoiced - line.quantity_credited > line.stock_quantity - line.quantity_closed:
            raise InvoicedBeyond(number=order.row.number)


def goods_of_lines(session: Session, order: OpenOrder, parts: Mapping[UUID, Decimal]) -> tuple[GoodsShown, ...]:
    """So much of the order's lines as values, without those of which it is nothing."""
    ids = {line.product_id for line in order.lines.values()}
    products = {product.id: product for product in session.scalars(select(Product).where(Product.id.in_(ids)))}
    return tuple(
        GoodsShown(product.code, product.name_zh, product.name_en, quantity, product.unit_code)
        for product, quantity in ((products[line.product_id], part) for line, part in in_order(order, parts))
    )


def close(session: Session, order: OpenOrder, *, actor: Actor, now: datetime) -> None:
    """Closes a confirmed order; refuses any other."""
    MACHINE.advance(session, order.row, OrderState.CLOSED, actor=actor, now=now)
    session.flush()
    facts = {"number": order.row.number}
    events.emit(session, "sales_order.closed", subject_id=order.row.id, actor=actor, now=now, facts=facts)
