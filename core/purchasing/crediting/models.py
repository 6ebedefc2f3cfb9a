"""Tables of what is taken back of suppliers' bills. Rows are only added."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries

CREDIT_NUMBERS = NumberSeries("VC", "vendor_credit_numbers")


class VendorCreditKind(StrEnum):
    """Why less of a bill is owed: goods went back, they cost less, or the bill should never have been recorded."""

    GOODS = "goods"
    ALLOWANCE = "allowance"
    CANCELLATION = "cancellation"


class VendorCredit(Base):
    """What is taken back of one bill: a supplier's credit note with its `reference`, or the reversal of a bill.

    Amounts are in `currency`, at the rate of the bill. What of it was used stands with finance's open items.
    """

    __tablename__ = "vendor_credits"
    __table_args__ = (
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        Index("ix_vendor_credits_bill_id", "bill_id"),
        Index(
            "uq_vendor_credits_reference",
            "supplier_id",
            "reference",
            unique=True,
            postgresql_where="kind <> 'cancellation'",
        ),
        Index("uq_vendor_credits_cancellation", "bill_id", unique=True, postgresql_where="kind = 'cancellation'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[VendorCreditKind]
    bill_id: Mapped[UUID] = mapped_column(ForeignKey("vendor_bills.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("suppliers.id"))
    reference: Mapped[str]
    credited_on: Mapped[date]
    currency: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    gross: Mapped[Decimal]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    user_id: Mapped[UUID | None]


class VendorCreditLine(Base):
    """So much of a bill's line that is taken back: `quantity` counts as not billed again, 0 where only the price fell.

    `matched` is what goods received not invoiced were raised by.
    """

    __tablename__ = "vendor_credit_lines"
    __table_args__ = (
        UniqueConstraint("credit_id", "position"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("net >= 0 AND tax >= 0 AND matched >= 0", name="amounts_not_negative"),
        CheckConstraint("quantity > 0 OR net + tax > 0", name="takes_something_back"),
        Index("ix_vendor_credit_lines_bill_line_id", "bill_line_id"),
        Index("ix_vendor_credit_lines_order_line_id", "order_line_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    credit_id: Mapped[UUID] = mapped_column(ForeignKey("vendor_credits.id"))
    position: Mapped[int]
    bill_line_id: Mapped[UUID] = mapped_column(ForeignKey("vendor_bill_lines.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_order_lines.id"))
    quantity: Mapped[Decimal]
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    matched: Mapped[Decimal]
