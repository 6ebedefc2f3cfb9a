"""Tables of replenishment: when a product is to be bought again, and requests to buy it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries
from core.states import StateMachine

REQUISITION_NUMBERS = NumberSeries("PR", "requisition_numbers")


class RequisitionState(StrEnum):
    """What has become of a request to buy."""

    OPEN = "open"
    ORDERED = "ordered"
    CANCELLED = "cancelled"


MACHINE = StateMachine(
    "requisition",
    table="requisitions",
    initial=RequisitionState.OPEN,
    allowed={
        (RequisitionState.OPEN, RequisitionState.ORDERED),
        (RequisitionState.OPEN, RequisitionState.CANCELLED),
    },
)


class ReorderRule(Base):
    """Below `minimum` a product is bought again for a warehouse, up to `maximum`; both in stock units."""

    __tablename__ = "reorder_rules"
    __table_args__ = (
        UniqueConstraint("product_id", "warehouse_id"),
        CheckConstraint("minimum >= 0 AND minimum <= maximum AND maximum > 0", name="minimum_within_maximum"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    minimum: Mapped[Decimal]
    maximum: Mapped[Decimal]


class Requisition(Base):
    """A request to buy `quantity` stock units for a warehouse; one at most is open for a product there.

    `projected` is what the warehouse could count on when it was raised: available and incoming, less waiting demand.
    """

    __tablename__ = "requisitions"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        Index(
            "uq_requisitions_open",
            "product_id",
            "warehouse_id",
            unique=True,
            postgresql_where="state = 'open'",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    quantity: Mapped[Decimal]
    projected: Mapped[Decimal]
    state: Mapped[RequisitionState] = mapped_column(default=RequisitionState.OPEN)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]
