"""Operations that write tickets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import events
from core.actor import EVERYONE, STAFF, Actor, Role
from core.catalog.references import ProductRef
from core.customers.scope import CustomerRef
from core.database import locked
from core.errors import Conflict, Invalid
from core.operations import Document, command
from core.service.models import MACHINE, TICKET_NUMBERS, Ticket, TicketPriority, TicketState
from core.service.queries import shown
from core.service.references import TicketRef
from core.service.views import TicketChanged

MAY_WORK = frozenset({Role.SUPPORT, Role.MANAGER, Role.ADMIN})
WITHDRAWN = "withdrawn"
"""The resolution of a ticket its reporter took back."""


class SubjectMissing(Invalid):
    """A ticket must say what it is about."""


class ContactNeeded(Invalid):
    """A visitor must leave a phone number or an address to be answered at."""


class ResolutionMissing(Invalid):
    """Resolving a ticket needs words on how."""


class TicketAlreadyTaken(Conflict):
    """Somebody works on it already, so it cannot be withdrawn unasked. Facts: ticket."""


@command(roles=EVERYONE, harmless=True, undo="withdraw_ticket")
def open_ticket(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    subject: str,
    description: str = "",
    product: ProductRef | None = None,
    customer: CustomerRef | None = None,
    priority: TicketPriority = TicketPriority.NORMAL,
    contact: str = "",
) -> TicketChanged:
    """Opens a ticket for a defect, complaint or request that a person has to look after."""
    subject = " ".join(subject.split())[:200]
    if not subject:
        raise SubjectMissing()
    if actor.user_id is None and not contact.strip():
        raise ContactNeeded()
    row = Ticket(
        number=TICKET_NUMBERS.take(session, actor.today(now)),
        state=TicketState.NEW,
        priority=priority,
        subject=subject,
        description=description.strip()[:4000],
        contact=contact.strip()[:200],
        product_id=product.id if product else None,
        customer_id=customer.id if customer else actor.customer_id,
        reporter_id=actor.user_id,
        opened_at=now,
    )
    session.add(row)
    session.flush()
    MACHINE.record(session, row.id, (None, TicketState.NEW), actor=actor, now=now)
    facts = {"number": row.number, "subject": subject, "priority": priority.value}
    events.emit(session, "ticket.opened", subject_id=row.id, actor=actor, now=now, facts=facts)
    return _changed(session, row, None)


@command(roles=MAY_WORK, harmless=True)
def start_ticket(session: Session, *, actor: Actor, now: datetime, ticket: TicketRef) -> TicketChanged:
    """Takes a new or resolved ticket into work; the person who starts it becomes its assignee."""
    row = locked(session, Ticket, ticket.id)
    was = row.state
    MACHINE.advance(session, row, TicketState.OPEN, actor=actor, now=now)
    row.assignee_id = actor.user_id
    row.resolution = None
    row.resolved_at = None
    session.flush()
    return _changed(session, row, was)


@command(roles=MAY_WORK)
def resolve_ticket(
    session: Session, *, actor: Actor, now: datetime, ticket: TicketRef, resolution: str
) -> TicketChanged:
    """Resolves a ticket that is being worked on, saying how."""
    if not resolution.strip():
        raise ResolutionMissing()
    row = locked(session, Ticket, ticket.id)
    was = row.state
    MACHINE.advance(session, row, TicketState.RESOLVED, actor=actor, now=now)
    row.resolution = resolution.strip()[:4000]
    row.resolved_at = now
    session.flush()
    events.emit(session, "ticket.resolved", subject_id=row.id, actor=actor, now=now, facts={"number": row.number})
    return _changed(session, row, was)


@command(roles=STAFF | {Role.CUSTOMER}, harmless=True)
def withdraw_ticket(session: Session, *, actor: Actor, now: datetime, ticket: TicketRef) -> TicketChanged:
    """Takes back one's own ticket that nobody has begun to work on."""
    row = locked(session, Ticket, ticket.id)
    was = row.state
    if was is not TicketState.NEW or row.reporter_id != actor.user_id:
        raise TicketAlreadyTaken(ticket=row.number)
    for state in (TicketState.OPEN, TicketState.RESOLVED):
        MACHINE.advance(session, row, state, actor=actor, now=now)
    row.resolution = WITHDRAWN
    row.resolved_at = now
    session.flush()
    return _changed(session, row, was)


def _changed(session: Session, row: Ticket, was: TicketState | None) -> TicketChanged:
    reference = TicketRef(row.id, row.number)
    return TicketChanged(document=Document("ticket", row.id, row.number), ticket=shown(session, reference), was=was)
