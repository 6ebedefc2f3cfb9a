"""Tables of purchase orders, and their states."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries
from core.states import StateMachine

PURCHASE_ORDER_NUMBERS = NumberSeries("PO", "purchase_order_numbers")


class PurchaseOrderState(StrEnum):
    """Where a purchase order stands. What came and what was billed is derived from its lines."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    CLOSED = "closed"
    CANCELLED = "cancelled"


MACHINE = StateMachine(
    "purchase_order",
    table="purchase_orders",
    initial=PurchaseOrderState.DRAFT,
    allowed={
        (PurchaseOrderState.DRAFT, PurchaseOrderState.APPROVED),
        (PurchaseOrderState.APPROVED, PurchaseOrderState.SENT),
        (PurchaseOrderState.SENT, PurchaseOrderState.CLOSED),
        (PurchaseOrderState.DRAFT, PurchaseOrderState.CANCELLED),
        (PurchaseOrderState.APPROVED, PurchaseOrderState.CANCELLED),
        (PurchaseOrderState.SENT, PurchaseOrderState.CANCELLED),
    },
)


class PurchaseOrder(Base):
    """An order to a supplier. Amounts are in `currency`; `rate` is the company's currency for one of it, of the day."""

    __tablename__ = "purchase_orders"
    __table_args__ = (
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        CheckConstraint("rate > 0", name="rate_positive"),
        Index("ix_purchase_orders_supplier_id_id", "supplier_id", "id"),
        Index("ix_purchase_orders_unsent", "id", postgresql_where="state IN ('draft', 'approved')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("suppliers.id"))
    buyer_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[PurchaseOrderState]
    currency: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    gross: Mapped[Decimal]
    payment_terms_days: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class PurchaseOrderLine(Base):
    """One line. `quantity` is in `unit`; `stock_quantity` and what came and was billed are in the product's own unit.

    `price` is for one `unit`, without tax. Deliveries may go over the order by a twentieth and bills with them: the
    database keeps to that whoever writes. `quantity_received` is less what went back to the supplier; of that,
    `quantity_returned` is to come no more.
    """

    __tablename__ = "purchase_order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0 AND stock_quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "quantity_received >= 0 AND quantity_received <= stock_quantity * 1.05", name="received_within_tolerance"
        ),
        CheckConstraint(
            "quantity_billed >= 0 AND quantity_billed <= stock_quantity * 1.05", name="billed_within_order"
        ),
        CheckConstraint("quantity_returned >= 0", name="returned_not_negative"),
        Index("ix_purchase_order_lines_product_id", "product_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_orders.id"))
    position: Mapped[int]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    requisition_id: Mapped[UUID | None] = mapped_column(ForeignKey("requisitions.id"))
    quantity: Mapped[Decimal]
    unit: Mapped[str]
    stock_quantity: Mapped[Decimal]
    price: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    net: Mapped[Decimal]
    tax_code: Mapped[str]
    tax_rate: Mapped[Decimal]
    tax: Mapped[Decimal]
    due_on: Mapped[date]
    quantity_received: Mapped[Decimal] = mapped_column(default=Decimal(0))
    quantity_billed: Mapped[Decimal] = mapped_column(default=Decimal(0))
    quantity_returned: Mapped[Decimal] = mapped_column(default=Decimal(0))
