"""Credit control: what a customer owes and has on order, held against the limit when an order is promised."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.actor import Role
from core.customers.models import Customer
from core.finance.rates import in_books
from core.operations import ApprovalNeeded

OVER_LIMIT = "credit_over_limit"


def credit_approvals(
    session: Session, customer_id: UUID, gross: Decimal, rate: Decimal, *, but: UUID | None = None
) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where an order of `gross` would lift what is owed and on order over the customer's limit.

    The customer's row stays locked until the transaction ends, so that two orders cannot both just fit. `rate` is the
    company's currency for one of the order's.
    """
    limit = session.scalar(select(Customer.credit_limit).where(Customer.id == customer_id))
    if limit is None:
        return ()
    # The key is not changed: rows that refer to the customer may be written meanwhile.
    session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update(key_share=True))
    exposure = exposure_of(session, customer_id, but=but) + in_books(session, gross, rate)
    return (ApprovalNeeded(Role.MANAGER, OVER_LIMIT, exposure, limit),) if exposure > limit else ()


def exposure_of(session: Session, customer_id: UUID, *, but: UUID | None = None) -> Decimal:
    """What the customer owes and has on order, tax included, in the company's currency.

    Open invoices, what is delivered or still to be delivered and not invoiced, less payments and notes not used yet;
    without the order `but`.
    """
    owed, ordered = session.execute(_EXPOSURE, {"customer_id": customer_id, "but": but}).one()
    return max(Decimal(0), in_books(session, owed + ordered, Decimal(1)))


_EXPOSURE = text(
    """
    SELECT (
        SELECT coalesce(sum(
            CASE kind WHEN 'claim' THEN book_amount - book_settled ELSE book_settled - book_amount END
        ), 0)
        FROM open_items WHERE side = 'receivable' AND party_id = :customer_id AND settled < amount
    ), (
        SELECT coalesce(sum(orders.exchange_rate * greatest(
            (line.net + line.tax) * (line.stock_quantity - line.quantity_closed - line.quantity_returned)
                / line.stock_quantity - line.net_invoiced - line.tax_invoiced, 0)), 0)
        FROM sales_orders AS orders JOIN sales_order_lines AS line ON line.order_id = orders.id
        WHERE orders.customer_id = :customer_id AND orders.state IN ('confirmed', 'closed')
          AND orders.id IS DISTINCT FROM CAST(:but AS uuid)
          AND line.quantity_invoiced - line.quantity_credited < line.stock_quantity - line.quantity_closed
    )
    """
)
