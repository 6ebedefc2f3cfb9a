"""Tables of deliveries, and their states."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries
from core.states import StateMachine

DELIVERY_NUMBERS = NumberSeries("DN", "delivery_numbers")


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PLANNED = "planned"
    PICKED = "picked"
    SHIPPED = "shipped"
    RECEIVED = "received"
    REFUSED = "refused"
    CANCELLED = "cancelled"


_D = DeliveryState
MACHINE = StateMachine(
    "delivery",
    table="deliveries",
    initial=_D.PLANNED,
    allowed={
        (_D.PLANNED, _D.PICKED),
        (_D.PICKED, _D.SHIPPED),
        (_D.SHIPPED, _D.RECEIVED),
        (_D.SHIPPED, _D.REFUSED),
        (_D.PLANNED, _D.CANCELLED),
        (_D.PICKED, _D.CANCELLED),
    },
)


class Delivery(Base):
    """Goods of one order that leave one warehouse together. `ship_on` is the day they are to leave.

    `return_id` is set for what is delivered in exchange for goods that came back.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_order_id", "order_id"),
        Index("ix_deliveries_customer_id_id", "customer_id", "id"),
        Index("ix_deliveries_return_id", "return_id", postgresql_where="return_id IS NOT NULL"),
        Index("ix_deliveries_created_at_id", "created_at", "id"),
        Index("ix_deliveries_open", "state", "ship_on", postgresql_where="state IN ('planned', 'picked', 'shipped')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("sales_orders.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    state: Mapped[DeliveryState]
    ship_to: Mapped[str]
    ship_on: Mapped[date]
    return_id: Mapped[UUID | None] = mapped_column(ForeignKey("returns.id"))
    created_at: Mapped[datetime]
    shipped_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class DeliveryLine(Base):
    """So much of an order's line, in stock units. Once shipped, `lots` says from which lots and at which cost:
    {"lot_id", "lot", "quantity", "value"}, and `cost` is their sum, in the company's currency.
    """

    __tablename__ = "delivery_lines"
    __table_args__ = (
        UniqueConstraint("delivery_id", "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        Index("ix_delivery_lines_order_line_id", "order_line_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("sales_order_lines.id"))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[Decimal]
    cost: Mapped[Decimal] = mapped_column(default=Decimal(0))
    lots: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
