"""The table of tickets and their states."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries
from core.states import StateMachine

TICKET_NUMBERS = NumberSeries("T", "ticket_numbers")


class TicketState(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    OPEN = "open"
    RESOLVED = "resolved"


class TicketPriority(StrEnum):
    """How soon somebody has to look."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


MACHINE = StateMachine(
    "ticket",
    table="tickets",
    initial=TicketState.NEW,
    allowed={
        (TicketState.NEW, TicketState.OPEN),
        (TicketState.OPEN, TicketState.RESOLVED),
        (TicketState.RESOLVED, TicketState.OPEN),
    },
)


class Ticket(Base):
    """A problem somebody told us of. A visitor's has no reporter and must say how to reach them."""

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_customer_id", "customer_id"), Index("ix_tickets_state", "state"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[TicketState]
    priority: Mapped[TicketPriority]
    subject: Mapped[str]
    description: Mapped[str]
    contact: Mapped[str]
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    resolution: Mapped[str | None]
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
