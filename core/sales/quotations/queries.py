"""Operations that read quotations. Every one of them keeps to the customers the actor may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor, Role
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.identity import User
from core.operations import PeriodWords, query
from core.sales.kept import head_kept, line_kept
from core.sales.models import SalesOrder
from core.sales.periods import moments_of
from core.sales.quotations.models import Quotation, QuotationLine, QuotationState
from core.sales.quotations.references import QuotationRef
from core.sales.quotations.views import QuotationPage, QuotationRow, QuotationShown
from core.sales.views import OrderLineShown

MAY_READ = frozenset({Role.SALESPERSON, Role.SUPPORT, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
_PAGE = 20


@query(roles=MAY_READ)
def get_quotation(session: Session, *, actor: Actor, quotation: QuotationRef) -> QuotationShown:
    """One quotation: its state, lines, amounts, validity, and the order it became."""
    row, customer, salesperson, order = session.execute(
        select(Quotation, Customer, User.login, SalesOrder.number)
        .join(Customer, Customer.id == Quotation.customer_id)
        .join(User, User.id == Quotation.salesperson_id, isouter=True)
        .join(SalesOrder, SalesOrder.id == Quotation.order_id, isouter=True)
        .where(Quotation.id == quotation.id)
    ).one()
    lines = quoted_lines(session, row)
    own = company.current(session)
    return QuotationShown(
        number=row.number,
        state=row.state,
        head=head_kept(row, customer, lines, promised_on=None),
        lines=lines,
        salesperson=salesperson or "",
        created_on=actor.today(row.created_at),
        created_at=row.created_at,
        valid_until=row.valid_until,
        hold_until=row.hold_until,
        order=order,
        decline_reason=row.decline_reason,
        seller_zh=own.name_zh,
        seller_en=own.name_en,
    )


@query(roles=MAY_READ)
def find_quotations(
    session: Session,
    *,
    actor: Actor,
    customer: CustomerRef | None = None,
    state: QuotationState | None = None,
    period: PeriodWords | None = None,
) -> QuotationPage:
    """Quotations, newest first, by customer, state or the period they were drawn up in."""
    conditions: list[ColumnElement[bool]] = [visible_customers(actor)]
    if customer is not None:
        conditions.append(Quotation.customer_id == customer.id)
    if state is not None:
        conditions.append(Quotation.state == state)
    if period is not None:
        start, end = moments_of(period, actor)
        conditions += [Quotation.created_at >= start, Quotation.created_at < end]
    found = select(Quotation, Customer).join(Customer, Customer.id == Quotation.customer_id).where(*conditions)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.execute(found.order_by(Quotation.created_at.desc(), Quotation.id.desc()).limit(_PAGE))
    return QuotationPage(tuple(_row(row, buyer, actor) for row, buyer in rows), count)


def quoted_lines(session: Session, row: Quotation) -> tuple[OrderLineShown, ...]:
    """The lines of a quotation as values: nothing is promised by them."""
    rows = session.execute(
        select(QuotationLine, Product)
        .join(Product, Product.id == QuotationLine.product_id)
        .where(QuotationLine.quotation_id == row.id)
        .order_by(QuotationLine.position)
    )
    return tuple(line_kept(line, product) for line, product in rows)


def _row(row: Quotation, customer: Customer, actor: Actor) -> QuotationRow:
    return QuotationRow(
        number=row.number,
        state=row.state,
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        created_on=actor.today(row.created_at),
        valid_until=row.valid_until,
        gross=row.gross,
        currency=row.currency,
    )
