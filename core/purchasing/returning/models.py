"""Tables of goods that went back to their supplier. Rows are only added."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries

PURCHASE_RETURN_NUMBERS = NumberSeries("PRT", "purchase_return_numbers")


class PurchaseReturn(Base):
    """Goods of one purchase order that went back to the supplier together."""

    __tablename__ = "purchase_returns"
    __table_args__ = (Index("ix_purchase_returns_order_id", "order_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_orders.id"))
    returned_on: Mapped[date]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    user_id: Mapped[UUID | None]


class PurchaseReturnLine(Base):
    """So much of a receipt's line that went back, in stock units, from stock or from where it was `held` for a check.

    `owed` is what goods received not invoiced were lowered by, `value` the average cost the goods left at.
    """

    __tablename__ = "purchase_return_lines"
    __table_args__ = (
        UniqueConstraint("return_id", "position"),
        CheckConstraint("quantity > 0", name="positive"),
        Index("ix_purchase_return_lines_receipt_line_id", "receipt_line_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    return_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_returns.id"))
    position: Mapped[int]
    receipt_line_id: Mapped[UUID] = mapped_column(ForeignKey("receipt_lines.id"))
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    held: Mapped[bool]
    quantity: Mapped[Decimal]
    owed: Mapped[Decimal]
    value: Mapped[Decimal]
