"""Tickets as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.operations import CommandResult
from core.service.models import TicketPriority, TicketState


@dataclass(frozen=True, slots=True)
class TicketShown:
    """A ticket as it stands. Names are empty where nobody or nothing was named."""

    number: str
    state: TicketState
    priority: TicketPriority
    subject: str
    description: str
    contact: str
    product: str
    product_zh: str
    product_en: str
    customer: str
    customer_zh: str
    customer_en: str
    reporter: str
    assignee: str
    resolution: str
    opened_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class TicketPage:
    """The newest tickets that fit, and how many there are in all."""

    tickets: tuple[TicketShown, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChanged(CommandResult):
    """A ticket as a command leaves it."""

    ticket: TicketShown
    was: TicketState | None
