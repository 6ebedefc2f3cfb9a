"""Operations that read orders. Every one of them keeps to the customers the actor may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.calendar import Period
from core.catalog.models import PriceList, Product
from core.catalog.references import ProductRef
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.errors import NotFound
from core.identity import User
from core.inventory.models import Warehouse
from core.inventory.views import Incoming
from core.operations import PeriodWords, query
from core.sales.models import OrderState, SalesFact, SalesOrder, SalesOrderLine
from core.sales.parts import shown_parts
from core.sales.references import OrderRef
from core.sales.views import (
    LastOrder,
    LastOrderLine,
    OrderHead,
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
    return OrderShown(
        number=row.number,
        state=row.state,
        head=stored_head(session, row, customer),
        lines=lines_of(session, row),
        salesperson=salesperson or "",
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
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
) -> OrderPage:
    """Sales orders, newest first, by customer, product, state or the period they were placed in."""
    conditions: list[ColumnElement[bool]] = [visible_customers(actor)]
    if customer is not None:
        conditions.append(SalesOrder.customer_id == customer.id)
    if product is not None:
        conditions.append(
            SalesOrder.id.in_(select(SalesOrderLine.order_id).where(SalesOrderLine.product_id == product.id))
        )
    if state is not None:
        conditions.append(SalesOrder.state == state)
    if period is not None:
        conditions.extend(_placed_in(period, actor))
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


def stored_head(session: Session, order: SalesOrder, customer: Customer) -> OrderHead:
    """What a stored order says above its lines: the terms it was made at, whatever the customer's are now."""
    prices = session.scalars(select(PriceList).where(PriceList.is_default)).one()
    return OrderHead(
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        ship_to=order.ship_to,
        payment_terms_days=order.payment_terms_days,
        currency=order.currency,
        price_list=prices.code,
        tax_included=prices.tax_included,
        requested_on=order.requested_on,
        promised_on=order.promised_on,
        discount_percent=order.discount_percent,
        net=order.net,
        tax=order.tax,
        gross=order.gross,
        note=order.note,
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
    return OrderLineShown(
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        quantity=line.quantity,
        unit=line.unit,
        stock_quantity=line.stock_quantity,
        stock_unit=product.unit_code,
        list_price=line.list_price,
        discount_percent=line.discount_percent,
        unit_price=line.unit_price,
        net=line.net,
        tax_rate=line.tax_rate,
        tax=line.tax,
        warehouse=warehouse.code if warehouse else None,
        warehouse_zh=warehouse.name_zh if warehouse else "",
        warehouse_en=warehouse.name_en if warehouse else "",
        ships_on=line.ships_on,
        promised_on=line.promised_on,
        days_late=max(late, 0),
        waits_for=tuple(
            Incoming(Decimal(rest["quantity"]), datetime.fromisoformat(rest["due_on"]).date()) for rest in line.rests_on
        ),
        available_after=None,
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


def _placed_in(period: Period, actor: Actor) -> list[ColumnElement[bool]]:
    """The period's days as moments in the company's zone."""
    start = datetime.combine(period.start_on, time.min, actor.zone).astimezone(UTC)
    end = datetime.combine(period.end_on + timedelta(days=1), time.min, actor.zone).astimezone(UTC)
    return [SalesOrder.created_at >= start, SalesOrder.created_at < end]
