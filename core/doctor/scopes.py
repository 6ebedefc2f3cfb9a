"""I10: every scoped query, asked by one user of every role, answers with exactly the rows it may.

The queries are the operations themselves, called as a person would; what they may answer is in `predicates`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Numeric, Select, Text, cast, func, select, text
from sqlalchemy.orm import Session

from core import identity, operations
from core.actor import Actor, Role
from core.calendar import Period
from core.customers.models import Customer
from core.customers.queries import find_customers
from core.customers.scope import visible_customers
from core.customers.views import CustomerPage
from core.doctor import predicates
from core.doctor.findings import EXAMPLES_SHOWN, Finding
from core.operations import OperationNotAllowed
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.orders.queries import find_purchase_orders
from core.purchasing.orders.references import visible_purchase_orders
from core.purchasing.orders.views import PurchaseOrderPage
from core.reports.queries import report_sales
from core.reports.views import SalesReport
from core.sales.models import SalesOrder
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


@dataclass(frozen=True, slots=True)
class Scoped:
    """A scoped query: who may ask it, what it answers an actor and what it should, as comparable values."""

    operation: str
    arguments: Mapping[str, Any]
    asked_by: frozenset[Role]
    rows: Mapping[Role, str]
    found: Callable[[Session, Actor, Any], object]
    expected: Callable[[Session, Actor, str], object]


def examine_scopes(session: Session, *, now: datetime, queries: Sequence[Scoped] | None = None) -> list[Finding]:
    """One finding for every scoped query; only roles that somebody has are asked for, and a visitor."""
    actors = _one_of_each_role(session)
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
    expected = scoped.expected(session, actor, predicates.either(scoped.rows, actor.roles)) if may_ask else None
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
    visible = _summed(session, select(Customer.id).where(visible_customers(actor)))
    return {"in_scope": visible, "first": first, "leaked": leaked, "of": answer.count}


def _customers_expected(session: Session, actor: Actor, condition: str) -> object:
    rows = f"FROM customers AS customer WHERE {condition}"
    first = _told(session, actor, f"SELECT customer.code {rows} ORDER BY customer.code LIMIT {_PAGE}")
    everyone = session.scalar(select(func.count()).select_from(Customer))
    visible = _summed_by_hand(session, actor, f"SELECT customer.id {rows}")
    return {"in_scope": visible, "first": first, "leaked": [], "of": everyone}


def _orders_found(session: Session, actor: Actor, answer: OrderPage) -> object:
    rows = select(SalesOrder.id).join(Customer, Customer.id == SalesOrder.customer_id).where(visible_customers(actor))
    return _summed(session, rows), answer.count, tuple(row.number for row in answer.orders)


def _orders_expected(session: Session, actor: Actor, condition: str) -> object:
    rows = f"""FROM sales_orders AS placed JOIN customers AS customer ON customer.id = placed.customer_id
               WHERE {condition}"""
    newest = f"SELECT placed.number {rows} ORDER BY placed.created_at DESC, placed.id DESC LIMIT {_PAGE}"
    summed = _summed_by_hand(session, actor, f"SELECT placed.id {rows}")
    return summed, summed[0], _told(session, actor, newest)


def _purchases_found(session: Session, actor: Actor, answer: PurchaseOrderPage) -> object:
    rows = select(PurchaseOrder.id).where(visible_purchase_orders(actor))
    priced = [row.number for row in answer.purchase_orders if row.gross is not None]
    return _summed(session, rows), answer.count, tuple(row.number for row in answer.purchase_orders), bool(priced)


def _purchases_expected(session: Session, actor: Actor, condition: str) -> object:
    rows = f"FROM purchase_orders AS placed WHERE {condition}"
    newest = f"SELECT placed.number {rows} ORDER BY placed.created_at DESC, placed.id DESC LIMIT {_PAGE}"
    summed = _summed_by_hand(session, actor, f"SELECT placed.id {rows}")
    told = _told(session, actor, newest)
    # Whoever only moves goods is not told what they cost.
    return summed, summed[0], told, bool(told) and actor.roles != {Role.WAREHOUSE}


def _tickets_found(session: Session, actor: Actor, answer: TicketPage) -> object:
    rows = select(Ticket.id).where(visible_tickets(actor))
    return _summed(session, rows), answer.count, tuple(row.number for row in answer.tickets)


def _tickets_expected(session: Session, actor: Actor, condition: str) -> object:
    rows = f"FROM tickets AS ticket WHERE {condition}"
    newest = f"SELECT ticket.number {rows} ORDER BY ticket.id DESC LIMIT {_PAGE}"
    summed = _summed_by_hand(session, actor, f"SELECT ticket.id {rows}")
    return summed, summed[0], _told(session, actor, newest)


def _sales_found(session: Session, actor: Actor, answer: SalesReport) -> object:
    return answer.total.ordered_amount, answer.total.orders, answer.total.units


def _sales_expected(session: Session, actor: Actor, condition: str) -> object:
    statement = f"""
        SELECT coalesce(sum(fact.ordered_amount), 0), count(DISTINCT fact.order_number), coalesce(sum(fact.quantity), 0)
        FROM sales_facts AS fact JOIN customers AS customer ON customer.id = fact.customer_id
        WHERE {condition}
    """
    return tuple(session.execute(text(statement), _who(actor)).one())


def _summed(session: Session, ids: Select[Any]) -> tuple[int, object]:
    """How many ids there are, and a sum that two different sets of them do not share by accident."""
    each = ids.subquery()
    total = func.sum(cast(func.hashtextextended(cast(each.c.id, Text), 0), Numeric))
    count, digest = session.execute(select(func.count(), total)).one()
    return count, digest


def _summed_by_hand(session: Session, actor: Actor, ids: str) -> tuple[int, object]:
    statement = f"SELECT count(*), sum(hashtextextended(id::text, 0)::numeric) FROM ({ids}) AS each"
    count, digest = session.execute(text(statement), _who(actor)).one()
    return count, digest


def _told(session: Session, actor: Actor, statement: str) -> tuple[str, ...]:
    return tuple(session.scalars(text(statement), _who(actor)))


def _who(actor: Actor) -> dict[str, object]:
    return {"user_id": actor.user_id, "customer_id": actor.customer_id, "team": actor.team}


SCOPED = (
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
