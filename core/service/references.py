"""What a person writes for a ticket, and which tickets an actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, false, or_, select, true

from core.actor import Actor, Role
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.errors import NotFound
from core.numbering import as_numbered
from core.operations import Asking, Reference
from core.service.models import Ticket

_SEE_ALL = frozenset({Role.SUPPORT, Role.MANAGER, Role.ADMIN})


class TicketUnknown(NotFound):
    """No ticket the actor may see has that number. Facts: number."""


def visible_tickets(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Ticket`: all for support, else one's own and those of customers one may see."""
    if actor.may(_SEE_ALL):
        return true()
    if actor.user_id is None:
        return false()
    seen: list[ColumnElement[bool]] = [Ticket.reporter_id == actor.user_id]
    if actor.may(frozenset({Role.SALESPERSON, Role.CUSTOMER})):
        seen.append(Ticket.customer_id.in_(select(Customer.id).where(visible_customers(actor))))
    return or_(*seen)


@dataclass(frozen=True, slots=True)
class TicketRef(Reference):
    """A ticket the actor may see."""

    kind: ClassVar[str] = "ticket"
    hint: ClassVar[str] = "ticket number such as T-2026-00007"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> TicketRef:
        """Refuses `TicketUnknown`, in the same words for what never was and what is out of scope."""
        number = as_numbered(text)
        found = asking.session.execute(
            select(Ticket.id, Ticket.number).where(Ticket.number == number, visible_tickets(asking.actor))
        ).one_or_none()
        if found is None:
            raise TicketUnknown(number=text[:40])
        return cls(found[0], found[1])
