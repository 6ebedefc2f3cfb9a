"""Which documents of a customer or an order are open in the books, where a message does not say a number.

Looked up only when one is missing; nothing is decided here. An outsider, and a colleague's customer, get none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.database import Database
from core.proposals.models import ProposalRow, ProposalStatus
from core.sales.deliveries.models import Delivery, DeliveryLine
from core.sales.invoicing.models import Invoice
from core.sales.models import SalesOrder, SalesOrderLine
from core.sales.quotations.models import Quotation
from core.sales.returns.models import Return, ReturnLine

_NEWEST = 20
"""How many documents are looked through, the newest first."""

_TABLES: Mapping[str, Any] = {
    "order": SalesOrder,
    "quotation": Quotation,
    "delivery": Delivery,
    "goods_return": Return,
}
"""The kinds of documents that are looked for, and where they stand."""

_LINES: Mapping[str, Any] = {
    "order": (SalesOrderLine, SalesOrderLine.order_id),
    "delivery": (DeliveryLine, DeliveryLine.delivery_id),
    "goods_return": (ReturnLine, ReturnLine.return_id),
}
"""The lines of documents, and the column that says of which they are."""

_OF_AN_ORDER = frozenset({"delivery", "goods_return"})
_WITH_A_SELLER = frozenset({"order", "quotation"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as far as it takes to tell which one is meant. `is_own` says that the actor sells it."""

    number: str
    customer: str
    customer_zh: str
    customer_en: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """The open documents that an actor may see. Without a database there are none."""

    actor: Actor | None = None
    database: Database | None = None

    def open(
        self,
        kind: str,
        states: Collection[str],
        *,
        customers: Collection[str] = (),
        goods: Collection[str] = (),
        order: str | None = None,
        number: str | None = None,
    ) -> tuple[Paper, ...]:
        """Documents of a kind in one of the states, newest first; of these customers or this order, where said.

        Only those with one of the `goods`, where goods are named and the documents have lines of their own.
        """
        table = _TABLES.get(kind)
        actor = self.actor
        if table is None or self.database is None or actor is None or not actor.is_staff:
            return ()
        seller = [table.salesperson_id] if kind in _WITH_A_SELLER else []
        query = (
            select(table.number, Customer.code, Customer.name_zh, Customer.name_en, *seller)
            .join(Customer, Customer.id == table.customer_id)
            .where(table.state.in_(states), visible_customers(actor))
            .order_by(table.id.desc())
            .limit(_NEWEST)
        )
        if customers:
            query = query.where(Customer.code.in_(customers))
        if goods and kind in _LINES:
            lines, of = _LINES[kind]
            listed = select(of).join(Product, Product.id == lines.product_id).where(Product.code.in_(goods))
            query = query.where(table.id.in_(listed))
        if number is not None:
            query = query.where(table.number == number)
        if order is not None and kind in _OF_AN_ORDER:
            query = query.join(SalesOrder, SalesOrder.id == table.order_id).where(SalesOrder.number == order)
        with self.database.transaction() as session:
            return tuple(
                Paper(number, code, zh, en or zh, bool(sold_by) and sold_by[0] == actor.user_id)
                for number, code, zh, en, *sold_by in session.execute(query)
            )

    def customer_of(self, order: str) -> str | None:
        """Whose an order is."""
        found = self.open("order", ("draft", "confirmed", "closed", "cancelled"), number=order)
        return found[0].customer if found else None

    def goods_on(self, order: str) -> frozenset[str]:
        """What is on an order."""
        actor = self.actor
        if self.database is None or actor is None or not actor.is_staff:
            return frozenset()
        query = (
            select(Product.code)
            .join(SalesOrderLine, SalesOrderLine.product_id == Product.id)
            .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
            .join(Customer, Customer.id == SalesOrder.customer_id)
            .where(SalesOrder.number == order, visible_customers(actor))
        )
        with self.database.transaction() as session:
            return frozenset(session.scalars(query))

    def customer_of_invoice(self, invoice: str) -> str | None:
        """Whose an invoice is."""
        actor = self.actor
        if self.database is None or actor is None or not actor.is_staff:
            return None
        query = (
            select(Customer.code)
            .join(Invoice, Invoice.customer_id == Customer.id)
            .where(Invoice.number == invoice, visible_customers(actor))
        )
        with self.database.transaction() as session:
            return session.scalar(query)

    def approved_last(self, numbers: Collection[str]) -> str | None:
        """The one of these documents of the actor's whose making a colleague approved last."""
        if self.database is None or self.actor is None or self.actor.user_id is None:
            return None
        with self.database.transaction() as session:
            made = _made_by_approval(session, self.actor)
        return next((number for one in made for number in numbers if f'"{number}"' in one), None)


def _made_by_approval(session: Session, actor: Actor) -> list[str]:
    """What came of the actor's requests that a colleague approved, as text, newest first."""
    query = (
        select(cast(ProposalRow.results, String))
        .where(
            ProposalRow.owner_id == actor.user_id,
            ProposalRow.status == ProposalStatus.EXECUTED,
            ProposalRow.approver_id.is_not(None),
        )
        .order_by(ProposalRow.decided_at.desc())
        .limit(_NEWEST)
    )
    return list(session.scalars(query))
