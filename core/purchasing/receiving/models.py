"""Tables of goods that came on purchase orders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries

RECEIPT_NUMBERS = NumberSeries("GR", "receipt_numbers")


class Receipt(Base):
    """One delivery of a supplier on one purchase order."""

    __tablename__ = "receipts"
    __table_args__ = (Index("ix_receipts_order_id", "order_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_orders.id"))
    received_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    user_id: Mapped[UUID | None]


class ReceiptLine(Base):
    """So much of an order line that came in one lot, in stock units.

    What came on hold lies in quarantine until it is released to stock or rejected, which goes back to the supplier.
    What was `returned` had been taken into stock before.
    """

    __tablename__ = "receipt_lines"
    __table_args__ = (
        UniqueConstraint("receipt_id", "position"),
        CheckConstraint("quantity > 0", name="positive"),
        CheckConstraint(
            "held >= 0 AND rejected >= 0 AND returned >= 0 AND held + rejected + returned <= quantity",
            name="held_and_given_back_within_quantity",
        ),
        Index("ix_receipt_lines_order_line_id", "order_line_id"),
        Index("ix_receipt_lines_held", "order_line_id", postgresql_where="held > 0"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipts.id"))
    position: Mapped[int]
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_order_lines.id"))
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lots.id"))
    quantity: Mapped[Decimal]
    held: Mapped[Decimal] = mapped_column(default=Decimal(0))
    rejected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    returned: Mapped[Decimal] = mapped_column(default=Decimal(0))


def on_hold(session: Session, order_id: UUID) -> bool:
    """Whether goods of the order lie in quarantine."""
    held = select(ReceiptLine.id).join(Receipt, Receipt.id == ReceiptLine.receipt_id)
    return bool(session.scalar(select(exists(held.where(Receipt.order_id == order_id, ReceiptLine.held > 0)))))


def held_of(session: Session, line_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """What of purchase order lines lies in quarantine, by line; lines without any are missing."""
    held = ReceiptLine.order_line_id.in_(line_ids), ReceiptLine.held > 0
    statement = select(ReceiptLine.order_line_id, func.sum(ReceiptLine.held)).where(*held)
    return dict(session.execute(statement.group_by(ReceiptLine.order_line_id)).all())
