"""Credit control: what a customer owes and has on order is held against the limit, and what is overdue against the
terms, when an order is promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from core import company
from core.actor import Role
from core.customers.models import Customer
from core.finance.rates import in_books
from core.operations import ApprovalNeeded, OverdueItem

OVER_LIMIT = "credit_over_limit"
OVERDUE = "credit_overdue"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands, tax included, in the company's currency: `exposure` is what it owes and has on order.

    `overdue` is what it has not paid in time, `oldest` the first of those invoices, and `unused` what it paid or was
    credited and no invoice was settled with.
    """

    exposure: Decimal
    overdue: Decimal
    oldest: tuple[OverdueItem, ...]
    unused: Decimal


def credit_approvals(
    session: Session, customer: Customer, gross: Decimal, rate: Decimal, *, today: date, but: UUID | None = None
) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where an order of `gross` would lift what is owed and on order over the customer's limit,
    and where invoices are overdue beyond the company's days of grace, unless what was paid in advance covers them.

    The customer's row stays locked until the transaction ends, so that two orders cannot both just fit. `rate` is the
    company's currency for one of the order's. Without a limit nothing is locked: an order makes nothing overdue.
    """
    limit = customer.credit_limit
    late = today - timedelta(days=company.current(session).credit_grace_days)
    if limit is None:
        found = _standing(session, _OPEN_ONLY, customer.id, but=but, late=late)
        return _for_overdue(found)
    # The key is not changed: rows that refer to the customer may be written meanwhile.
    session.execute(select(Customer.id).where(Customer.id == customer.id).with_for_update(key_share=True))
    found = _standing(session, _OPEN_AND_ORDERED, customer.id, but=but, late=late)
    exposure = found.exposure + in_books(session, gross, rate)
    over = (ApprovalNeeded(Role.MANAGER, OVER_LIMIT, exposure, limit),) if exposure > limit else ()
    return over + _for_overdue(found)


def exposure_of(session: Session, customer_id: UUID, *, but: UUID | None = None) -> Decimal:
    """What the customer owes and has on order, tax included, in the company's currency.

    Open invoices, what is delivered or still to be delivered and not invoiced, less payments and notes not used yet;
    without the order `but`.
    """
    return _standing(session, _OPEN_AND_ORDERED, customer_id, but=but, late=date.min).exposure


def _for_overdue(found: Standing) -> tuple[ApprovalNeeded, ...]:
    if found.overdue <= found.unused:
        return ()
    return (ApprovalNeeded(Role.MANAGER, OVERDUE, found.overdue, Decimal(0), found.oldest),)


def _standing(session: Session, statement: TextClause, customer_id: UUID, *, but: UUID | None, late: date) -> Standing:
    parameters: dict[str, Any] = {"customer_id": customer_id, "late": late}
    if statement is _OPEN_AND_ORDERED:
        parameters["but"] = but
    claimed, unused, overdue, oldest, ordered = session.execute(statement, parameters).one()
    items = tuple(OverdueItem(number, date.fromisoformat(due), Decimal(open)) for number, due, open in oldest or ())
    exposure = max(Decimal(0), in_books(session, claimed - unused + ordered, Decimal(1)))
    return Standing(exposure, overdue, items, unused)


_OPEN = """
    SELECT coalesce(sum(book_amount - book_settled) FILTER (WHERE kind = 'claim'), 0) AS claimed,
           coalesce(sum(book_amount - book_settled) FILTER (WHERE kind = 'credit'), 0) AS unused,
           coalesce(sum(book_amount - book_settled) FILTER (WHERE kind = 'claim' AND due_on < :late), 0) AS overdue,
           (array_agg(ARRAY[number, due_on::text, (book_amount - book_settled)::text] ORDER BY due_on, number)
               FILTER (WHERE kind = 'claim' AND due_on < :late))[1:3] AS oldest
    FROM open_items WHERE side = 'receivable' AND party_id = :customer_id AND settled < amount
"""
_ORDERED = """
    SELECT coalesce(sum(orders.exchange_rate * greatest(
        (line.net + line.tax) * (line.stock_quantity - line.quantity_closed - line.quantity_returned)
            / line.stock_quantity - line.net_allowed - line.tax_allowed - line.net_invoiced - line.tax_invoiced, 0)), 0)
    FROM sales_orders AS orders JOIN sales_order_lines AS line ON line.order_id = orders.id
    WHERE orders.customer_id = :customer_id AND orders.state IN ('confirmed', 'closed')
      AND orders.id IS DISTINCT FROM CAST(:but AS uuid)
      AND line.quantity_invoiced - line.quantity_credited < line.stock_quantity - line.quantity_closed
"""
_OPEN_AND_ORDERED = text(f"SELECT open.*, ({_ORDERED}) AS ordered FROM ({_OPEN}) AS open")
_OPEN_ONLY = text(f"SELECT open.*, 0 AS ordered FROM ({_OPEN}) AS open")
