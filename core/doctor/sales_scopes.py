"""I10 of quotations, deliveries, returns and invoices: who finds which, by code and by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.actor import Actor
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.doctor import predicates
from core.doctor.asking import Scoped, summed, summed_by_hand, told
from core.sales.deliveries.models import Delivery
from core.sales.deliveries.queries import find_deliveries
from core.sales.invoicing.models import Invoice
from core.sales.invoicing.queries import find_invoices
from core.sales.quotations.models import Quotation
from core.sales.quotations.queries import find_quotations
from core.sales.returns.models import Return
from core.sales.returns.queries import find_returns

_PAGE = 20


def _found(
    listed: str, id_column: InstrumentedAttribute[Any], customer_id: InstrumentedAttribute[Any]
) -> Callable[[Session, Actor, Any], object]:
    def found(session: Session, actor: Actor, answer: Any) -> object:  # noqa: ANN401 - each query answers in its own type
        rows = select(id_column).join(Customer, Customer.id == customer_id).where(visible_customers(actor))
        return summed(session, rows), answer.count, tuple(row.number for row in getattr(answer, listed))

    return found


def _expected(table: str, newest: str) -> Callable[[Session, Actor, str, date], object]:
    def expected(session: Session, actor: Actor, condition: str, today: date) -> object:
        rows = f"""FROM {table} AS document JOIN customers AS customer ON customer.id = document.customer_id
                   WHERE {condition}"""
        first = f"SELECT document.number {rows} ORDER BY document.{newest} DESC, document.id DESC LIMIT {_PAGE}"
        by_hand = summed_by_hand(session, actor, f"SELECT document.id {rows}")
        return by_hand, by_hand[0], told(session, actor, first)

    return expected


SCOPED = (
    Scoped(
        operation=find_quotations.__name__,
        arguments={},
        asked_by=predicates.FIND_QUOTATIONS,
        rows=predicates.CUSTOMERS,
        found=_found("quotations", Quotation.id, Quotation.customer_id),
        expected=_expected("quotations", "created_at"),
    ),
    Scoped(
        operation=find_deliveries.__name__,
        arguments={},
        asked_by=predicates.FIND_ORDERS,
        rows=predicates.CUSTOMERS,
        found=_found("deliveries", Delivery.id, Delivery.customer_id),
        expected=_expected("deliveries", "created_at"),
    ),
    Scoped(
        operation=find_returns.__name__,
        arguments={},
        asked_by=predicates.FIND_ORDERS,
        rows=predicates.CUSTOMERS,
        found=_found("returns", Return.id, Return.customer_id),
        expected=_expected("returns", "created_at"),
    ),
    Scoped(
        operation=find_invoices.__name__,
        arguments={},
        asked_by=predicates.FIND_INVOICES,
        rows=predicates.CUSTOMERS,
        found=_found("invoices", Invoice.id, Invoice.customer_id),
        expected=_expected("invoices", "issued_on"),
    ),
)
