"""Figures of the books that a rehearsal compares: taken before its commands, and again while they are done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.customers.models import Customer
from core.finance.models import Account, JournalEntry, JournalLine
from core.inventory.allocating import Need, promisable
from core.inventory.queries import calendar_of
from core.inventory.supply import read_supply
from core.rehearsal.views import BookEffect, ExposureEffect, PromiseEffect, StockEffect
from core.sales.credit import exposure_of
from core.sales.models import OrderState, SalesOrder, SalesOrderLine

Promise = tuple[str, UUID, str, date | None]
"""An order's number, its customer, the product, and the day a line of it is promised for."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures at one moment: promisable stock by product, promised days by line, exposure by customer."""

    available: Mapping[UUID, Decimal]
    promises: Mapping[UUID, Promise]
    exposures: Mapping[UUID, Decimal]


@dataclass(frozen=True, slots=True)
class Concerned:
    """What the commands name: the products and customers whose figures are compared."""

    products: Sequence[Product]
    customers: Sequence[Customer]


def concerned(session: Session, arguments: Iterable[Mapping[str, Any]]) -> Concerned:
    """The products and customers that canonical arguments name by their codes."""
    texts = {text for each in arguments for text in _texts(each)}
    return Concerned(
        session.scalars(select(Product).where(Product.code.in_(texts)).order_by(Product.code)).all(),
        session.scalars(select(Customer).where(Customer.code.in_(texts)).order_by(Customer.code)).all(),
    )


def measured(session: Session, about: Concerned, *, actor: Actor, now: datetime) -> Measured:
    """The figures of what is concerned, as they stand in this transaction."""
    ids = [product.id for product in about.products]
    return Measured(
        available=_available(session, about.products, actor=actor, now=now),
        promises=_promises(session, ids),
        exposures={one.id: exposure_of(session, one.id) for one in about.customers},
    )


def stock_effects(about: Concerned, before: Measured, after: Measured) -> tuple[StockEffect, ...]:
    """What becomes of each product's promisable stock."""
    return tuple(
        StockEffect(
            one.code, one.name_zh, one.name_en, one.unit_code, before.available[one.id], after.available[one.id]
        )
        for one in about.products
    )


def promise_effects(session: Session, before: Measured, after: Measured) -> tuple[PromiseEffect, ...]:
    """The lines that were promised before and would be promised for another day, or not any more."""
    moved = [
        (was, after.promises[line][3] if line in after.promises else None)
        for line, was in before.promises.items()
        if line not in after.promises or after.promises[line][3] != was[3]
    ]
    customers = {
        row.id: row
        for row in session.scalars(
            select(Customer).where(Customer.id.in_({customer for (_, customer, _, _), _ in moved}))
        )
    }
    return tuple(
        PromiseEffect(number, customers[customer].name_zh, customers[customer].name_en, product, day, new_day)
        for (number, customer, product, day), new_day in moved
    )


def exposure_effects(about: Concerned, before: Measured, after: Measured) -> tuple[ExposureEffect, ...]:
    """What each customer would owe and have on order."""
    return tuple(
        ExposureEffect(
            one.code, one.name_zh, one.name_en, before.exposures[one.id], after.exposures[one.id], one.credit_limit
        )
        for one in about.customers
        if before.exposures[one.id] != after.exposures[one.id]
    )


def book_effects(session: Session, since: UUID) -> tuple[BookEffect, ...]:
    """What the entries made after the id `since` add to each account."""
    amount = func.sum(JournalLine.debit - JournalLine.credit)
    rows = session.execute(
        select(Account.code, Account.name_zh, Account.name_en, amount)
        .join(JournalLine, JournalLine.account == Account.code)
        .join(JournalEntry, JournalEntry.id == JournalLine.entry_id)
        .where(JournalEntry.id > since)
        .group_by(Account.code)
        .order_by(Account.code)
    )
    return tuple(BookEffect(*row) for row in rows if row[3])


def _available(session: Session, products: Sequence[Product], *, actor: Actor, now: datetime) -> dict[UUID, Decimal]:
    supplies, sources = read_supply(session, [one.id for one in products], None, lock=False)
    calendar = calendar_of(session, actor, now)
    needs = {one.id: Need(one.id, one.code, one.name_zh, one.name_en, one.unit_code, Decimal(1)) for one in products}
    return {
        product_id: sum((promisable(need, supplies, source, calendar) for source in sources), Decimal(0))
        for product_id, need in needs.items()
    }


def _promises(session: Session, product_ids: Sequence[UUID]) -> dict[UUID, Promise]:
    rows = session.execute(
        select(SalesOrderLine.id, SalesOrder.number, SalesOrder.customer_id, Product.code, SalesOrderLine.promised_on)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .where(
            SalesOrderLine.product_id.in_(product_ids),
            SalesOrder.state == OrderState.CONFIRMED,
            SalesOrderLine.quantity_shipped < SalesOrderLine.stock_quantity - SalesOrderLine.quantity_closed,
        )
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
