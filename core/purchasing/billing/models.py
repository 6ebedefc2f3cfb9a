"""Tables of suppliers' bills. A bill is never changed: rows are only added."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries

BILL_NUMBERS = NumberSeries("VB", "vendor_bill_numbers")


class VendorBill(Base):
    """A supplier's bill for one purchase order; `reference` is its own number for it, which it uses once.

    `edition` is 1, and one more for each bill of that reference that was cancelled before. The tax of a bill that is
    not `tax_deductible` is part of what the goods cost. Amounts are in `currency`; `rate` is the company's currency for
    one of it, of the day of the bill. How much of it is paid stands with finance's open items.
    """

    __tablename__ = "vendor_bills"
    __table_args__ = (
        UniqueConstraint("supplier_id", "reference", "edition"),
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        Index("ix_vendor_bills_order_id", "order_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("suppliers.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_orders.id"))
    reference: Mapped[str]
    edition: Mapped[int] = mapped_column(default=1)
    tax_deductible: Mapped[bool] = mapped_column(default=True)
    billed_on: Mapped[date]
    due_on: Mapped[date]
    currency: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    gross: Mapped[Decimal]
    created_at: Mapped[datetime]
    user_id: Mapped[UUID | None]


class VendorBillLine(Base):
    """So much of an order line that was billed, in stock units, and what the bill says it comes to.

    `matched` is what goods received not invoiced were lowered by: what the quantity was ordered at, in the company's
    currency.
    """

    __tablename__ = "vendor_bill_lines"
    __table_args__ = (
        UniqueConstraint("bill_id", "position"),
        CheckConstraint("quantity > 0", name="positive"),
        CheckConstraint("net >= 0 AND tax >= 0 AND matched >= 0", name="amounts_not_negative"),
        Index("ix_vendor_bill_lines_order_line_id", "order_line_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    bill_id: Mapped[UUID] = mapped_column(ForeignKey("vendor_bills.id"))
    position: Mapped[int]
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_order_lines.id"))
    quantity: Mapped[Decimal]
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    matched: Mapped[Decimal]
