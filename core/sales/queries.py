"""Operations that read orders. Every one of them keeps to the customers the actor may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.errors import NotFound
from core.identity import User
from core.identity.references import SalespersonRef
from core.inventory.models import Warehouse
from core.inventory.views import Incoming
from core.operations import PeriodWords, query
from core.sales.kept import head_kept, line_kept
from core.sales.models import OrderState, SalesFact, SalesOrder, SalesOrderLine
from core.sales.parts import shown_parts
from core.sales.periods import moments_of
from core.sales.progress import progress_of
from core.sales.references import OrderRef
from core.sales.views import (
    LastOrder,
    LastOrderLine,
    OrderLineShown,
    OrderPage,
    OrderRow,
    OrderShown,
)

MAY_READ = frozenset(
    {Role.CUSTOMER, Role.SALESPERSON, Role.SUPPORT, Role.WAREHOUSE, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN}
)
_PAGE = 20


@query(roles=MAY_READ)
def get_order(session: Session, *, order: OrderRef) -> OrderShown:
    """One sales order: its state, lines, amounts, and when each line ships and arrives."""
    row, customer, salesperson = session.execute(
        select(SalesOrder, Customer, User.login)
        .join(Customer, Customer.id == SalesOrder.customer_id)
        .join(User, User.id == SalesOrder.salesperson_id, isouter=True)
        .where(SalesOrder.id == order.id)
    ).one()
    lines = lines_of(session, row)
    return OrderShown(
        number=row.number,
        state=row.state,
        head=head_kept(row, customer, lines, promised_on=row.promised_on),
        lines=lines,
        salesperson=salesperson or "",
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        progress=progress_of(session, row.id) if row.confirmed_at else None,
    )


@query(roles=MAY_READ)
def find_orders(
    session: Session,
    *,
    actor: Actor,
    customer: CustomerRef | None = None,
    product: ProductRef | None = None,
    state: OrderState | None = None,
    period: PeriodWords | None = None,
    salesperson: SalespersonRef | None = None,
) -> OrderPage:
    """Sales orders, newest first, by customer, product, state, who sold them or the period they were placed in."""
    conditions: list[ColumnElement[bool]] = [visible_customers(actor)]
    if customer is not None:
        conditions.append(SalesOrder.customer_id == customer.id)
    if product is not None:
        conditions.append(
            SalesOrder.id.in_(select(SalesOrderLine.order_id).where(SalesOrderLine.product_id == product.id))
        )
    if state is not None:
        conditions.append(SalesOrder.state == state)
    if salesperson is not None:
        conditions.append(SalesOrder.salesperson_id == salesperson.id)
    if period is not None:
        start, end = moments_of(period, actor)
        conditions += [SalesOrder.created_at >= start, SalesOrder.created_at < end]
    found = select(SalesOrder.id).join(Customer, Customer.id == SalesOrder.customer_id).where(*conditions)
    products = (
        select(func.array_agg(aggregate_order_by(distinct(Product.code), Product.code)))
        .join(SalesOrderLine, SalesOrderLine.product_id == Product.id)
        .where(SalesOrderLine.order_id == SalesOrder.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(SalesOrder, Customer, products)
        .join(Customer, Customer.id == SalesOrder.customer_id)
        .where(*conditions)
        .order_by(SalesOrder.created_at.desc(), SalesOrder.id.desc())
        .limit(_PAGE)
    )
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return OrderPage(tuple(_row(order, buyer, codes, actor) for order, buyer, codes in rows), count)


class NothingOrdered(NotFound):
    """The customer has no order that stands. Facts: customer."""


@query(roles=MAY_READ)
def get_last_order(session: Session, *, actor: Actor, customer: CustomerRef) -> LastOrder:
    """What a customer ordered last, line by line in the products' own units, to order the same again."""
    newest = (
        select(SalesFact.order_number)
        .join(Customer, Customer.id == SalesFact.customer_id)
        .where(SalesFact.customer_id == customer.id, visible_customers(actor))
        .order_by(SalesFact.ordered_on.desc(), SalesFact.order_number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(SalesFact, Product, Customer)
        .join(Product, Product.id == SalesFact.product_id)
        .join(Customer, Customer.id == SalesFact.customer_id)
        .where(SalesFact.customer_id == customer.id, SalesFact.order_number == newest)
        .order_by(Product.code)
    ).all()
    if not rows:
        raise NothingOrdered(customer=customer.code)
    fact, _, buyer = rows[0]
    return LastOrder(
        number=fact.order_number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        ordered_on=fact.ordered_on,
        lines=tuple(
            LastOrderLine(product.code, product.name_zh, product.name_en, line.quantity, product.unit_code)
            for line, product, _ in rows
        ),
    )


def lines_of(session: Session, order: SalesOrder) -> tuple[OrderLineShown, ...]:
    """The lines of a stored order as values."""
    rows = session.execute(
        select(SalesOrderLine, Product, Warehouse)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .join(Warehouse, Warehouse.id == SalesOrderLine.warehouse_id, isouter=True)
        .where(SalesOrderLine.order_id == order.id)
        .order_by(SalesOrderLine.position)
    ).all()
    parts = shown_parts(session, (line for line, _, _ in rows))
    return tuple(
        replace(_line(line, product, warehouse, order), parts=parts.get(str(line.id), ()))
        for line, product, warehouse in rows
    )


def _line(line: SalesOrderLine, product: Product, warehouse: Warehouse | None, order: SalesOrder) -> OrderLineShown:
    late = (line.promised_on - order.requested_on).days if line.promised_on and order.requested_on else 0
    return replace(
        line_kept(line, product),
        warehouse=warehouse.code if warehouse else None,
        warehouse_zh=warehouse.name_zh if warehouse else "",
        warehouse_en=warehouse.name_en if warehouse else "",
        ships_on=line.ships_on,
        promised_on=line.promised_on,
        days_late=max(late, 0),
        waits_for=tuple(
            Incoming(Decimal(rest["quantity"]), datetime.fromisoformat(rest["due_on"]).date()) for rest in line.rests_on
        ),
    )


def _row(order: SalesOrder, customer: Customer, products: list[str] | None, actor: Actor) -> OrderRow:
    return OrderRow(
        number=order.number,
        state=order.state,
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        ordered_on=order.created_at.astimezone(actor.zone).date(),
        promised_on=order.promised_on,
        gross=order.gross,
        currency=order.currency,
        products=tuple(products or ()),
    )
