"""Tables of sales, and the states of an order."""

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

ORDER_NUMBERS = NumberSeries("SO", "sales_order_numbers")


class OrderState(StrEnum):
    """Where a sales order stands."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


MACHINE = StateMachine(
    "sales_order",
    table="sales_orders",
    initial=OrderState.DRAFT,
    allowed={
        (OrderState.DRAFT, OrderState.CONFIRMED),
        (OrderState.CONFIRMED, OrderState.CLOSED),
        (OrderState.DRAFT, OrderState.CANCELLED),
        (OrderState.CONFIRMED, OrderState.CANCELLED),
    },
)


class SalesOrder(Base):
    """A promise to deliver at a price. Amounts are in `currency`; `discount_percent` applies to every line."""

    __tablename__ = "sales_orders"
    __table_args__ = (
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        Index("ix_sales_orders_customer_id_id", "customer_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    salesperson_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[OrderState]
    currency: Mapped[str]
    discount_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    gross: Mapped[Decimal]
    requested_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    warehouse_id: Mapped[UUID | None] = mapped_column(ForeignKey("warehouses.id"))
    ship_to: Mapped[str]
    payment_terms_days: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]


class SalesOrderLine(Base):
    """One line of an order. `quantity` is in `unit`, `stock_quantity` in the product's own unit.

    `list_price` and `unit_price` are for one `unit`; a promise keeps the rows it rests on in `rests_on`, and in `parts`
    what each of several warehouses delivers.
    """

    __tablename__ = "sales_order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("sales_orders.id"))
    position: Mapped[int]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[Decimal]
    unit: Mapped[str]
    stock_quantity: Mapped[Decimal]
    list_price: Mapped[Decimal]
    discount_percent: Mapped[Decimal]
    unit_price: Mapped[Decimal]
    net: Mapped[Decimal]
    tax_code: Mapped[str]
    tax_rate: Mapped[Decimal]
    tax: Mapped[Decimal]
    warehouse_id: Mapped[UUID | None] = mapped_column(ForeignKey("warehouses.id"))
    ships_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    rests_on: Mapped[list[dict[str, Any]]]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)


class SalesFact(Base):
    """One ordered line as reports see it: confirmed orders still standing, and the history that was imported.

    `ordered_amount` is net of discount and tax, in the company's currency. Imported lines have no `order_id`.
    """

    __tablename__ = "sales_facts"
    __table_args__ = (
        Index("ix_sales_facts_ordered_on", "ordered_on"),
        Index("ix_sales_facts_order_id", "order_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    ordered_on: Mapped[date]
    order_number: Mapped[str]
    order_id: Mapped[UUID | None]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    salesperson_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    quantity: Mapped[Decimal]
    ordered_amount: Mapped[Decimal]
