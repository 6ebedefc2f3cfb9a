"""I10: every scoped query, asked by one user of every role, answers with exactly the rows it may.

The queries are the operations themselves, called as a person would; what they may answer is in `predicates`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core import identity, operations
from core.actor import Actor, Role
from core.calendar import Period
from core.customers.models import Customer
from core.customers.queries import find_customers
from core.customers.scope import visible_customers
from core.customers.views import CustomerPage
from core.doctor import predicates
from core.doctor.asking import Scoped, asked, remembering, summed, summed_by_hand, told, who
from core.doctor.findings import EXAMPLES_SHOWN, Finding
from core.doctor.sales_scopes import SCOPED as SALES_SCOPED
from core.operations import OperationNotAllowed
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.orders.queries import find_purchase_orders
from core.purchasing.orders.references import visible_purchase_orders
from core.purchasing.orders.views import PurchaseOrderPage
from core.reports.queries import report_sales
from core.reports.views import SalesReport
from core.sales.models import SalesOrder
from core.sales.prices.queries import find_price_lists
from core.sales.prices.views import PriceListPage
from core.sales.queries import find_orders
from core.sales.views import OrderPage
from core.service.models import Ticket
from core.service.queries import find_tickets
from core.service.references import visible_tickets
from core.service.views import TicketPage

_CHANNEL = "doctor"
_PAGE = 20
"""How many rows the queries show at most; which ones is part of the answer."""
_ALWAYS = Period(date.min, date.max)


def examine_scopes(session: Session, *, now: datetime, queries: Sequence[Scoped] | None = None) -> list[Finding]:
    """One finding for every scoped query; only roles that somebody has are asked for, and a visitor."""
    actors = _one_of_each_role(session)
    with remembering(session):
        return [_examine(session, scoped, actors, now=now) for scoped in (SCOPED if queries is None else queries)]


def _examine(session: Session, scoped: Scoped, actors: list[Actor], *, now: datetime) -> Finding:
    wrong = []
    for actor in actors:
        found, expected = _answers(session, scoped, actor, now=now)
        if found != expected:
            roles = sorted(role.value for role in actor.roles)
            wrong.append({"login": actor.login, "roles": roles, "found": repr(found), "expected": repr(expected)})
    return Finding("I10", f"scope_of_{scoped.operation}", len(actors), len(wrong), tuple(wrong[:EXAMPLES_SHOWN]))


def _answers(session: Session, scoped: Scoped, actor: Actor, *, now: datetime) -> tuple[object, object]:
    """What the actor is told, and what it should be; None where it may not ask."""
    may_ask = not actor.roles.isdisjoint(scoped.asked_by)
    expected = (
        scoped.expected(session, actor, predicates.either(scoped.rows, actor.roles), actor.today(now))
        if may_ask
        else None
    )
    try:
        answer = operations.run_query(session, scoped.operation, scoped.arguments, actor=actor, now=now)
    except OperationNotAllowed:
        return None, expected
    return scoped.found(session, actor, answer), expected


def _one_of_each_role(session: Session) -> list[Actor]:
    """A visitor, and the first user of every role that somebody has."""
    rows = session.execute(
        text(
            "SELECT DISTINCT ON (role) login FROM users, unnest(roles) AS role"
            " WHERE active ORDER BY role, cardinality(roles), login"
        )
    )
    logins = sorted(set(rows.scalars()))
    return [
        identity.visitor(session, channel=_CHANNEL),
        *(identity.actor_for_login(session, login, channel=_CHANNEL) for login in logins),
    ]


def _customers_found(session: Session, actor: Actor, answer: CustomerPage) -> object:
    hidden = [row for row in answer.customers if not row.in_scope]
    leaked = [row.name_en for row in hidden if row.code or row.kind or row.region_zh or row.region_en]
    first = tuple(row.code for row in answer.customers if row.in_scope)
    visible = summed(session, select(Customer.id).where(visible_customers(actor)))
    return {"in_scope": visible, "first": first, "leaked": leaked, "of": answer.count}


def _customers_expected(session: Session, actor: Actor, condition: str, today: date) -> object:
    rows = f"FROM customers AS customer WHERE {condition}"
    first = told(session, actor, f"SELECT customer.code {rows} ORDER BY customer.code LIMIT {_PAGE}")
    everyone = session.scalar(select(func.count()).select_from(Customer))
    visible = summed_by_hand(session, actor, f"SELECT customer.id {rows}")
    return {"in_scope": visible, "first": first, "leaked": [], "of": everyone}


def _orders_found(session: Session, actor: Actor, answer: OrderPage) -> object:
    rows = select(SalesOrder.id).join(Customer, Customer.id == SalesOrder.customer_id).where(visible_customers(actor))
    return summed(session, rows), answer.count, tuple(row.number for row in answer.orders)


def _orders_expected(session: Session, actor: Actor, condition: str, today: date) -> object:
    rows = f"""FROM sales_orders AS placed JOIN customers AS customer ON customer.id = placed.customer_id
               WHERE {condition}"""
    newest = f"SELECT placed.number {rows} ORDER BY placed.created_at DESC, placed.id DESC LIMIT {_PAGE}"
    summed = summed_by_hand(session, actor, f"SELECT placed.id {rows}")
    return summed, summed[0], told(session, actor, newest)


def _lists_found(session: Session, actor: Actor, answer: PriceListPage) -> object:
    return answer.count, tuple(sorted(one.code for one in answer.lists))


def _lists_expected(session: Session, actor: Actor, condition: str, today: date) -> object:
    """A list for one customer is seen by who sees the customer, every other by all who may ask."""
    rows = f"""FROM price_lists AS list LEFT JOIN customers AS customer ON customer.id = list.customer_id
               WHERE (list.customer_id IS NULL OR {condition})
                 AND (list.valid_until IS NULL OR list.valid_until >= :today)"""
    first = f"""SELECT list.code {rows} ORDER BY list.customer_id IS NULL, list.segment IS NULL, list.priority DESC,
                list.valid_from DESC, list.id DESC LIMIT {_PAGE}"""
    values = {**who(actor), "today": today}
    count = asked(session, f"SELECT count(*) {rows}", values)[0][0]
    return count, tuple(sorted(row[0] for row in asked(session, first, values)))


def _purchases_found(session: Session, actor: Actor, answer: PurchaseOrderPage) -> object:
    rows = select(PurchaseOrder.id).where(visible_purchase_orders(actor))
    priced = [row.number for row in answer.purchase_orders if row.gross is not None]
    return summed(session, rows), answer.count, tuple(row.number for row in answer.purchase_orders), bool(priced)


def _purchases_expected(session: Session, actor: Actor, condition: str, today: date) -> object:
    rows = f"FROM purchase_orders AS placed WHERE {condition}"
    newest = f"SELECT placed.number {rows} ORDER BY placed.created_at DESC, placed.id DESC LIMIT {_PAGE}"
    found = summed_by_hand(session, actor, f"SELECT placed.id {rows}")
    listed = told(session, actor, newest)
    # Whoever only moves goods is not told what they cost.
    return found, found[0], listed, bool(listed) and actor.roles != {Role.WAREHOUSE}


def _tickets_found(session: Session, actor: Actor, answer: TicketPage) -> object:
    rows = select(Ticket.id).where(visible_tickets(actor))
    return summed(session, rows), answer.count, tuple(row.number for row in answer.tickets)


def _tickets_expected(session: Session, actor: Actor, condition: str, today: date) -> object:
    rows = f"FROM tickets AS ticket WHERE {condition}"
    newest = f"SELECT ticket.number {rows} ORDER BY ticket.id DESC LIMIT {_PAGE}"
    summed = summed_by_hand(session, actor, f"SELECT ticket.id {rows}")
    return summed, summed[0], told(session, actor, newest)


def _sales_found(session: Session, actor: Actor, answer: SalesReport) -> object:
    return answer.total.ordered_amount, answer.total.orders, answer.total.units


def _sales_expected(session: Session, actor: Actor, condition: str, today: date) -> object:
    statement = f"""
        SELECT coalesce(sum(fact.ordered_amount), 0), count(DISTINCT fact.order_number), coalesce(sum(fact.quantity), 0)
        FROM sales_facts AS fact JOIN customers AS customer ON customer.id = fact.customer_id
        WHERE {condition}
    """
    return tuple(asked(session, statement, who(actor))[0])


SCOPED = (
    *SALES_SCOPED,
    Scoped(
        operation=find_customers.__name__,
        arguments={},
        asked_by=predicates.FIND_CUSTOMERS,
        rows=predicates.CUSTOMERS,
        found=_customers_found,
        expected=_customers_expected,
    ),
    Scoped(
        operation=find_orders.__name__,
        arguments={},
        asked_by=predicates.FIND_ORDERS,
        rows=predicates.CUSTOMERS,
        found=_orders_found,
        expected=_orders_expected,
    ),
    Scoped(
        operation=find_price_lists.__name__,
        arguments={},
        asked_by=predicates.FIND_PRICE_LISTS,
        rows=predicates.CUSTOMERS,
        found=_lists_found,
        expected=_lists_expected,
    ),
    Scoped(
        operation=find_purchase_orders.__name__,
        arguments={},
        asked_by=predicates.FIND_PURCHASE_ORDERS,
        rows=predicates.PURCHASE_ORDERS,
        found=_purchases_found,
        expected=_purchases_expected,
    ),
    Scoped(
        operation=find_tickets.__name__,
        arguments={},
        asked_by=predicates.FIND_TICKETS,
        rows=predicates.TICKETS,
        found=_tickets_found,
        expected=_tickets_expected,
    ),
    Scoped(
        operation=report_sales.__name__,
        arguments={"period": _ALWAYS},
        asked_by=predicates.REPORT_SALES,
        rows=predicates.CUSTOMERS,
        found=_sales_found,
        expected=_sales_expected,
    ),
)
