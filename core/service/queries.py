"""Operations that read tickets."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from core.actor import STAFF, Actor, Role
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import CustomerRef
from core.identity import User
from core.operations import query
from core.service.models import Ticket, TicketState
from core.service.references import TicketRef, visible_tickets
from core.service.views import TicketPage, TicketShown

MAY_READ = STAFF | {Role.CUSTOMER}
_PAGE = 20
_Reporter = aliased(User)
_Assignee = aliased(User)


@query(roles=MAY_READ)
def get_ticket(session: Session, *, ticket: TicketRef) -> TicketShown:
    """One ticket: its state, what it is about, and how it was resolved."""
    return shown(session, ticket)


@query(roles=MAY_READ)
def find_tickets(
    session: Session, *, actor: Actor, customer: CustomerRef | None = None, state: TicketState | None = None
) -> TicketPage:
    """Tickets, newest first, by customer or state."""
    conditions: list[ColumnElement[bool]] = [visible_tickets(actor)]
    if customer is not None:
        conditions.append(Ticket.customer_id == customer.id)
    if state is not None:
        conditions.append(Ticket.state == state)
    rows = session.execute(_tickets().where(*conditions).order_by(Ticket.id.desc()).limit(_PAGE))
    count = session.scalar(select(func.count()).select_from(Ticket).where(*conditions)) or 0
    return TicketPage(tuple(_shown(*row) for row in rows), count)


def shown(session: Session, ticket: TicketRef) -> TicketShown:
    """The ticket as a value."""
    return _shown(*session.execute(_tickets().where(Ticket.id == ticket.id)).one())


def _tickets() -> Select[Ticket, Product | None, Customer | None, str | None, str | None]:
    return (
        select(Ticket, Product, Customer, _Reporter.login, _Assignee.login)
        .join(Product, Product.id == Ticket.product_id, isouter=True)
        .join(Customer, Customer.id == Ticket.customer_id, isouter=True)
        .join(_Reporter, _Reporter.id == Ticket.reporter_id, isouter=True)
        .join(_Assignee, _Assignee.id == Ticket.assignee_id, isouter=True)
    )


def _shown(
    ticket: Ticket, product: Product | None, customer: Customer | None, reporter: str | None, assignee: str | None
) -> TicketShown:
    return TicketShown(
        number=ticket.number,
        state=ticket.state,
        priority=ticket.priority,
        subject=ticket.subject,
        description=ticket.description,
        contact=ticket.contact,
        product=product.code if product else "",
        product_zh=product.name_zh if product else "",
        product_en=product.name_en if product else "",
        customer=customer.code if customer else "",
        customer_zh=customer.name_zh if customer else "",
        customer_en=customer.name_en if customer else "",
        reporter=reporter or "",
        assignee=assignee or "",
        resolution=ticket.resolution or "",
        opened_at=ticket.opened_at,
        resolved_at=ticket.resolved_at,
    )
