"""What is due to leave: goods reserved for confirmed orders, line by line and warehouse by warehouse."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, cast, func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.inventory.models import Reservation, ReservationState, StockLevel, Warehouse
from core.sales.deliveries.models import Delivery, DeliveryLine, DeliveryState
from core.sales.deliveries.views import DueRow
from core.sales.models import OrderState, SalesOrder, SalesOrderLine

_ROWS_MAX = 50

_planned = (
    select(func.max(Delivery.number))
    .join(DeliveryLine, DeliveryLine.delivery_id == Delivery.id)
    .where(
        DeliveryLine.order_line_id == SalesOrderLine.id,
        Delivery.warehouse_id == Warehouse.id,
        Delivery.state.in_((DeliveryState.PLANNED, DeliveryState.PICKED)),
    )
    .correlate(SalesOrderLine, Warehouse)
    .scalar_subquery()
)
_part = func.jsonb_array_elements(SalesOrderLine.parts).table_valued("value", name="part")
_of_part = (
    select(cast(_part.c.value.op("->>")("ships_on"), Date))
    .where(_part.c.value.op("->>")("warehouse") == Warehouse.code)
    .limit(1)
    .correlate(SalesOrderLine, Warehouse)
    .scalar_subquery()
)
# A line that several warehouses deliver has a day in each of them.
_ships_on = func.coalesce(_of_part, SalesOrderLine.ships_on)


def due_rows(
    session: Session, actor: Actor, *, until: date, warehouse_id: UUID | None
) -> tuple[tuple[DueRow, ...], int]:
    """The lines due until a day that the actor may see, the earliest first, and how many there are in all."""
    statement = _statement(until, visible_customers(actor))
    if warehouse_id is not None:
        statement = statement.where(Warehouse.id == warehouse_id)
    count = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    rows = session.execute(statement.limit(_ROWS_MAX))
    return tuple(_row(row) for row in rows), count


def _statement(until: date, visible: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What is held for confirmed orders in each warehouse and due there until a day."""
    return (
        select(
            SalesOrder.number,
            _planned.label("delivery"),
            Customer.code.label("customer"),
            Customer.name_zh.label("customer_zh"),
            Customer.name_en.label("customer_en"),
            Product.code.label("product"),
            Product.name_zh,
            Product.name_en,
            Product.unit_code,
            func.sum(Reservation.quantity).label("quantity"),
            Warehouse.name_zh.label("warehouse_zh"),
            Warehouse.name_en.label("warehouse_en"),
            _ships_on.label("ships_on"),
            SalesOrderLine.promised_on,
        )
        .select_from(Reservation)
        .join(StockLevel, StockLevel.id == Reservation.level_id)
        .join(Warehouse, Warehouse.id == StockLevel.warehouse_id)
        .join(SalesOrderLine, SalesOrderLine.id == Reservation.line_id)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .join(Customer, Customer.id == SalesOrder.customer_id)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .where(
            Reservation.state == ReservationState.OPEN,
            # Of a closed order only what is exchanged is held.
            SalesOrder.state.in_((OrderState.CONFIRMED, OrderState.CLOSED)),
            _ships_on <= until,
            visible,
        )
        .group_by(SalesOrder.id, Customer.id, Product.id, Warehouse.id, SalesOrderLine.id)
        .order_by(_ships_on, SalesOrder.number, Product.code, Warehouse.code)
    )


def _row(row: Row[*tuple[Any, ...]]) -> DueRow:
    return DueRow(
        order=row.number,
        delivery=row.delivery,
        customer=row.customer,
        customer_zh=row.customer_zh,
        customer_en=row.customer_en,
        product=row.product,
        name_zh=row.name_zh,
        name_en=row.name_en,
        quantity=row.quantity,
        unit=row.unit_code,
        warehouse_zh=row.warehouse_zh,
        warehouse_en=row.warehouse_en,
        ships_on=row.ships_on,
        promised_on=row.promised_on,
    )
