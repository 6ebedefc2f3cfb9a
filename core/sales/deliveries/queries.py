"""Operations that read deliveries, and what is due to leave. Every one keeps to the customers the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.actor import STAFF, Actor, Role
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.inventory.models import Warehouse
from core.inventory.references import WarehouseRef
from core.operations import Day, PeriodWords, query
from core.sales.deliveries.due import due_rows
from core.sales.deliveries.models import Delivery, DeliveryLine, DeliveryState
from core.sales.deliveries.references import DeliveryRef
from core.sales.deliveries.views import (
    DeliveryPage,
    DeliveryPart,
    DeliveryRow,
    DeliveryShown,
    DueShipments,
)
from core.sales.models import SalesOrder
from core.sales.periods import moments_of
from core.sales.queries import MAY_READ
from core.sales.references import OrderRef
from core.sales.views import GoodsShown

SEES_SHIPMENTS = frozenset({Role.WAREHOUSE, Role.SALESPERSON, Role.SUPPORT, Role.MANAGER, Role.ADMIN}) & STAFF
_PAGE = 20


@query(roles=SEES_SHIPMENTS)
def find_due_shipments(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    until: Day | None = None,
    warehouse: WarehouseRef | None = None,
) -> DueShipments:
    """What is to be shipped today, or until a day: goods that are ready for orders, the longest overdue first."""
    last = until or actor.today(now)
    rows, count = due_rows(session, actor, until=last, warehouse_id=warehouse.id if warehouse else None)
    return DueShipments(last, rows, count)


@query(roles=MAY_READ)
def get_delivery(session: Session, *, delivery: DeliveryRef) -> DeliveryShown:
    """One delivery: where it stands, what is in it, from which warehouse, and when it left and arrived."""
    row, customer, order = session.execute(
        select(Delivery, Customer, SalesOrder.number)
        .join(Customer, Customer.id == Delivery.customer_id)
        .join(SalesOrder, SalesOrder.id == Delivery.order_id)
        .where(Delivery.id == delivery.id)
    ).one()
    return DeliveryShown(
        number=row.number,
        order=order,
        state=row.state,
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        ship_to=row.ship_to,
        ship_on=row.ship_on,
        created_at=row.created_at,
        shipped_at=row.shipped_at,
        received_at=row.received_at,
        reason=row.reason,
        part=part_of(session, row),
    )


@query(roles=MAY_READ)
def find_deliveries(
    session: Session,
    *,
    actor: Actor,
    customer: CustomerRef | None = None,
    order: OrderRef | None = None,
    state: DeliveryState | None = None,
    period: PeriodWords | None = None,
) -> DeliveryPage:
    """Deliveries, newest first, by customer, order, state or the period they were planned in."""
    conditions: list[ColumnElement[bool]] = [visible_customers(actor)]
    if customer is not None:
        conditions.append(Delivery.customer_id == customer.id)
    if order is not None:
        conditions.append(Delivery.order_id == order.id)
    if state is not None:
        conditions.append(Delivery.state == state)
    if period is not None:
        start, end = moments_of(period, actor)
        conditions += [Delivery.created_at >= start, Delivery.created_at < end]
    found = select(Delivery.id).join(Customer, Customer.id == Delivery.customer_id).where(*conditions)
    products = (
        select(func.array_agg(Product.code))
        .join(DeliveryLine, DeliveryLine.product_id == Product.id)
        .where(DeliveryLine.delivery_id == Delivery.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Delivery, Customer, SalesOrder.number, Warehouse, products)
        .join(Customer, Customer.id == Delivery.customer_id)
        .join(SalesOrder, SalesOrder.id == Delivery.order_id)
        .join(Warehouse, Warehouse.id == Delivery.warehouse_id)
        .where(*conditions)
        .order_by(Delivery.created_at.desc(), Delivery.id.desc())
        .limit(_PAGE)
    )
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return DeliveryPage(tuple(_row(*found) for found in rows), count)


def _row(row: Delivery, buyer: Customer, order: str, house: Warehouse, products: Sequence[str] | None) -> DeliveryRow:
    return DeliveryRow(
        number=row.number,
        order=order,
        state=row.state,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        ship_on=row.ship_on,
        products=tuple(products or ()),
    )


def part_of(session: Session, row: Delivery) -> DeliveryPart:
    """What is in a delivery."""
    return parts_of(session, [row])[0]


def parts_of(session: Session, rows: Sequence[Delivery]) -> tuple[DeliveryPart, ...]:
    """What is in each delivery, in their order."""
    houses = {
        house.id: house
        for house in session.scalars(select(Warehouse).where(Warehouse.id.in_({row.warehouse_id for row in rows})))
    }
    lines: dict[UUID, list[GoodsShown]] = defaultdict(list)
    found = session.execute(
        select(DeliveryLine, Product)
        .join(Product, Product.id == DeliveryLine.product_id)
        .where(DeliveryLine.delivery_id.in_([row.id for row in rows]))
        .order_by(Product.code, DeliveryLine.id)
    )
    for line, product in found:
        lots = tuple(str(lot["lot"]) for lot in line.lots if lot["lot"])
        lines[line.delivery_id].append(_goods(product, line.quantity, lots))
    return tuple(
        DeliveryPart(
            warehouse=houses[row.warehouse_id].code,
            warehouse_zh=houses[row.warehouse_id].name_zh,
            warehouse_en=houses[row.warehouse_id].name_en,
            lines=tuple(lines[row.id]),
        )
        for row in rows
    )


def _goods(product: Product, quantity: Decimal, lots: tuple[str, ...] = ()) -> GoodsShown:
    return GoodsShown(product.code, product.name_zh, product.name_en, quantity, product.unit_code, lots)
