"""Tables of returns, and their states."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries
from core.states import StateMachine

RETURN_NUMBERS = NumberSeries("RT", "return_numbers")


class ReturnState(StrEnum):
    """Where a return stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    RECEIVED = "received"
    INSPECTED = "inspected"
    RESTOCKED = "restocked"
    SCRAPPED = "scrapped"
    REPAIRED = "repaired"
    TO_SUPPLIER = "to_supplier"
    CREDITED = "credited"
    EXCHANGED = "exchanged"


_R = ReturnState
MACHINE = StateMachine(
    "return",
    table="returns",
    initial=_R.REQUESTED,
    allowed={
        (_R.REQUESTED, _R.APPROVED),
        (_R.REQUESTED, _R.REFUSED),
        (_R.APPROVED, _R.RECEIVED),
        (_R.RECEIVED, _R.INSPECTED),
        (_R.INSPECTED, _R.RESTOCKED),
        (_R.INSPECTED, _R.SCRAPPED),
        (_R.INSPECTED, _R.REPAIRED),
        (_R.INSPECTED, _R.TO_SUPPLIER),
        (_R.RESTOCKED, _R.CREDITED),
        (_R.SCRAPPED, _R.CREDITED),
        (_R.TO_SUPPLIER, _R.CREDITED),
        (_R.RESTOCKED, _R.EXCHANGED),
        (_R.SCRAPPED, _R.EXCHANGED),
        (_R.TO_SUPPLIER, _R.EXCHANGED),
    },
)


NOT_TAKEN = (ReturnState.REFUSED, ReturnState.REPAIRED)
"""States of returns whose goods the customer has: they may be asked back another time."""


class GoodsOutcome(StrEnum):
    """What becomes of goods that came back. Those to be repaired stay the customer's."""

    RESTOCK = "restock"
    SCRAP = "scrap"
    REPAIR = "repair"
    TO_SUPPLIER = "to_supplier"


class Return(Base):
    """Goods of one order that a customer wants to give back, or gave; `outcome` is what became of them."""

    __tablename__ = "returns"
    __table_args__ = (
        Index("ix_returns_order_id", "order_id"),
        Index("ix_returns_customer_id_id", "customer_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("sales_orders.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    warehouse_id: Mapped[UUID | None] = mapped_column(ForeignKey("warehouses.id"))
    state: Mapped[ReturnState]
    outcome: Mapped[GoodsOutcome | None]
    reason: Mapped[str]
    refusal: Mapped[str | None]
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None]


class ReturnLine(Base):
    """So much of a delivery's line, in stock units; `lots` and `cost` as there, in part, once the goods are back."""

    __tablename__ = "return_lines"
    __table_args__ = (
        UniqueConstraint("return_id", "delivery_line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        Index("ix_return_lines_delivery_line_id", "delivery_line_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    return_id: Mapped[UUID] = mapped_column(ForeignKey("returns.id"))
    delivery_line_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_lines.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("sales_order_lines.id"))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[Decimal]
    cost: Mapped[Decimal] = mapped_column(default=Decimal(0))
    lots: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
