"""Tables of sales, and the states of an order."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
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
    """A promise to deliver at a price. Amounts are in `currency`; `discount_percent` applies to every line.

    `price_list` is the code of the list most prices are from, `tax_included` whether its prices include tax,
    `exchange_rate` units of the company's currency for one of `currency` on the day of the order.
    """

    __tablename__ = "sales_orders"
    __table_args__ = (
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        CheckConstraint("exchange_rate > 0", name="rate_positive"),
        Index("ix_sales_orders_customer_id_id", "customer_id", "id"),
        Index("ix_sales_orders_created_at_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    salesperson_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[OrderState]
    currency: Mapped[str]
    price_list: Mapped[str]
    tax_included: Mapped[bool]
    exchange_rate: Mapped[Decimal] = mapped_column(Numeric(20, 10), default=Decimal(1))
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


class PricedColumns:
    """What a line of an order and of a quotation have in common: how much at which price, and what that comes to.

    `quantity` is in `unit`, `stock_quantity` in the product's own unit. `list_price` and `unit_price` are for one
    `unit`, with tax or without as `tax_included` says; `price_rule` is what gave the price (see
    `prices.views.PriceRule`).
    """

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
    tax_included: Mapped[bool]
    price_rule: Mapped[dict[str, Any] | None]


class SalesOrderLine(PricedColumns, Base):
    """One line of an order. A promise keeps the rows it rests on in `rests_on`, and in `parts` what each of several
    warehouses delivers.

    What became of it is counted in stock units: planned to leave, shipped (and not refused), received by the customer,
    returned, invoiced, credited; `quantity_closed` will not be delivered any more, and goods that came back and were
    exchanged count as never delivered. The amounts are what the customer has (received less returned) and what stands
    invoiced (less credited), in the order's currency; what stands invoiced is `net_allowed` and `tax_allowed` less than
    the price of its quantity.
    """

    __tablename__ = "sales_order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "quantity_planned >= 0 AND quantity_shipped >= 0 AND quantity_closed >= 0"
            " AND quantity_planned + quantity_shipped + quantity_closed <= stock_quantity",
            name="shipped_within_ordered",
        ),
        CheckConstraint(
            "quantity_delivered >= 0 AND quantity_delivered <= quantity_shipped", name="delivered_within_shipped"
        ),
        CheckConstraint(
            "quantity_returned >= 0 AND quantity_returned <= quantity_delivered", name="returned_within_delivered"
        ),
        CheckConstraint(
            "quantity_credited >= 0 AND quantity_credited <= quantity_invoiced", name="credited_within_invoiced"
        ),
        CheckConstraint(
            "quantity_invoiced - quantity_credited <= stock_quantity - quantity_closed", name="invoiced_within_ordered"
        ),
        CheckConstraint("net_allowed >= 0 AND tax_allowed >= 0", name="allowed_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("sales_orders.id"))
    position: Mapped[int]
    warehouse_id: Mapped[UUID | None] = mapped_column(ForeignKey("warehouses.id"))
    ships_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    rests_on: Mapped[list[dict[str, Any]]]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    quantity_planned: Mapped[Decimal] = mapped_column(server_default="0")
    quantity_shipped: Mapped[Decimal] = mapped_column(server_default="0")
    quantity_closed: Mapped[Decimal] = mapped_column(server_default="0")
    quantity_delivered: Mapped[Decimal] = mapped_column(server_default="0")
    quantity_returned: Mapped[Decimal] = mapped_column(server_default="0")
    quantity_invoiced: Mapped[Decimal] = mapped_column(server_default="0")
    quantity_credited: Mapped[Decimal] = mapped_column(server_default="0")
    net_delivered: Mapped[Decimal] = mapped_column(server_default="0")
    tax_delivered: Mapped[Decimal] = mapped_column(server_default="0")
    net_invoiced: Mapped[Decimal] = mapped_column(server_default="0")
    tax_invoiced: Mapped[Decimal] = mapped_column(server_default="0")
    net_allowed: Mapped[Decimal] = mapped_column(server_default="0")
    tax_allowed: Mapped[Decimal] = mapped_column(server_default="0")


class SalesFact(Base):
    """One ordered line as reports see it: confirmed orders still standing, and the history that was imported.

    `ordered_amount` is net of discount and tax, in the company's currency. Imported lines have no `order_id`.
    """

    __tablename__ = "sales_facts"
    __table_args__ = (
        Index("ix_sales_facts_ordered_on", "ordered_on"),
        Index("ix_sales_facts_order_id", "order_id"),
        Index("ix_sales_facts_customer_id_ordered_on", "customer_id", "ordered_on"),
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
