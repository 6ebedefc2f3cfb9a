"""Tables of quotations, and their states."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries
from core.sales.models import PricedColumns
from core.states import StateMachine

QUOTATION_NUMBERS = NumberSeries("QT", "quotation_numbers")


class QuotationState(StrEnum):
    """Where a quotation stands."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


_Q = QuotationState
MACHINE = StateMachine(
    "quotation",
    table="quotations",
    initial=_Q.DRAFT,
    allowed={(_Q.DRAFT, _Q.SENT), (_Q.SENT, _Q.ACCEPTED), (_Q.SENT, _Q.DECLINED), (_Q.SENT, _Q.EXPIRED)},
)


class Quotation(Base):
    """An offer at a price, open until the end of `valid_until`. Accepting it makes its one order.

    Its goods are held until the end of `hold_until`, where that was wanted.
    """

    __tablename__ = "quotations"
    __table_args__ = (
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        CheckConstraint("exchange_rate > 0", name="rate_positive"),
        CheckConstraint("(state = 'accepted') = (order_id IS NOT NULL)", name="accepted_makes_its_order"),
        Index("ix_quotations_customer_id_id", "customer_id", "id"),
        Index("ix_quotations_state_valid_until", "state", "valid_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    salesperson_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[QuotationState]
    currency: Mapped[str]
    discount_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    gross: Mapped[Decimal]
    valid_until: Mapped[date]
    hold_until: Mapped[date | None]
    requested_on: Mapped[date | None]
    warehouse_id: Mapped[UUID | None] = mapped_column(ForeignKey("warehouses.id"))
    ship_to: Mapped[str]
    payment_terms_days: Mapped[int]
    price_list: Mapped[str]
    tax_included: Mapped[bool]
    exchange_rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    note: Mapped[str] = mapped_column(default="")
    decline_reason: Mapped[str | None]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("sales_orders.id"), unique=True)
    created_at: Mapped[datetime]


class QuotationLine(PricedColumns, Base):
    """One line of a quotation."""

    __tablename__ = "quotation_lines"
    __table_args__ = (
        UniqueConstraint("quotation_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    quotation_id: Mapped[UUID] = mapped_column(ForeignKey("quotations.id"))
    position: Mapped[int]
