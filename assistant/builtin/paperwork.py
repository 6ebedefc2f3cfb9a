"""What is on the documents a message names, and which purchase orders it may be about though it names none.

"PO-2026-00003: 60 came" is about the one product on that order, and "脉岸的袖带要晚到" about the one order with that
supplier that is still to come. Nothing is decided here; where several fit, a person is asked as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import String, cast, select, union, union_all
from sqlalchemy.orm import Session

from assistant.builtin.spans import Document, Span
from core.actor import Actor
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.database import Database
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderLine, PurchaseOrderState
from core.purchasing.suppliers.models import Supplier
from core.sales.deliveries.models import Delivery, DeliveryLine
from core.sales.models import SalesOrder, SalesOrderLine
from core.sales.quotations.models import Quotation
from core.sales.returns.models import Return, ReturnLine
from core.service.models import Ticket

_LOOKED_THROUGH = 200
"""Lines of purchase orders, the newest first, among which the one that is meant is looked for."""

_WITH_GOODS: tuple[tuple[Any, Any, Any], ...] = (
    (PurchaseOrder, PurchaseOrderLine, PurchaseOrderLine.order_id),
    (SalesOrder, SalesOrderLine, SalesOrderLine.order_id),
    (Delivery, DeliveryLine, DeliveryLine.delivery_id),
    (Return, ReturnLine, ReturnLine.return_id),
)
"""Documents, their lines, and the column of these that says of which they are."""


_WITH_STATES: tuple[Any, ...] = (PurchaseOrder, SalesOrder, Delivery, Return, Quotation, Ticket)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase order as far as it takes to tell which one is meant."""

    number: str
    supplier: str
    state: str
    products: tuple[str, ...]


@dataclass(frozen=True)
class Paperwork:
    """The products and states of the documents named, by number, and what reads purchase orders of what is named."""

    goods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    read_purchases: Callable[[], tuple[Purchase, ...]] = tuple
    read_goods: Callable[[str], tuple[str, ...]] = lambda number: ()
    """Reads what is on a sale's document that not the message names, but the conversation."""
    open_on: Callable[[str], Mapping[str, Decimal]] = lambda number: {}
    """How much of each product is still to come or to go on an order, in the product's own unit."""
    due_on: Callable[[str], date | None] = lambda number: None
    """The one day on which all that is still to come on a purchase order is due; None where it is due on several."""

    @cached_property
    def purchases(self) -> tuple[Purchase, ...]:
        """The purchase orders with suppliers or goods named, read when they are first asked for: few messages do."""
        return self.read_purchases()

    def goods_of(self, number: str) -> tuple[str, ...]:
        """The products on a document, none where nothing is known of it."""
        known = next((one.products for one in self.purchases if one.number == number), ())
        return self.goods.get(number) or known or self.read_goods(number)

    def are_all_of(self, named: Collection[str], arguments: Mapping[str, Any]) -> bool:
        """Whether these products are all that is on a document among the arguments: they only tell which it is."""
        return any(set(self.goods_of(value)) == set(named) for value in arguments.values() if isinstance(value, str))

    def narrowed(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The spans, a word for several products being the one of them that is on the document named with it."""
        on_it = {code for codes in self.goods.values() for code in codes}
        return tuple(_narrowed(span, on_it) for span in spans)


def paperwork_of(database: Database, spans: Sequence[Span]) -> Paperwork:
    """What the books hold of the documents, suppliers and products among the spans."""
    numbers = {span.value.number for span in spans if isinstance(span.value, Document)}
    suppliers, products = _codes(spans, "supplier"), _codes(spans, "product")

    def read_purchases() -> tuple[Purchase, ...]:
        with database.transaction() as session:
            return _purchases(session, suppliers, products)

    def open_on(number: str) -> dict[str, Decimal]:
        with database.transaction() as session:
            return _open_on(session, number)

    def due_on(number: str) -> date | None:
        with database.transaction() as session:
            return _due_on(session, number)

    if any(number.startswith("PO-") for number in numbers) or not (suppliers or products):
        read_purchases = tuple
    if not numbers:
        return Paperwork(read_purchases=read_purchases, open_on=open_on, due_on=due_on)
    with database.transaction() as session:
        return Paperwork(
            _goods(session, numbers), _states(session, numbers), read_purchases, open_on=open_on, due_on=due_on
        )


def goods_for(database: Database, actor: Actor) -> Callable[[str], tuple[str, ...]]:
    """What reads the products on an order, delivery or return of a customer the actor may see."""

    def read(number: str) -> tuple[str, ...]:
        listed = [
            select(Product.code)
            .join(line, line.product_id == Product.id)
            .join(paper, of == paper.id)
            .join(Customer, Customer.id == paper.customer_id)
            .where(paper.number == number, visible_customers(actor))
            for paper, line, of in _WITH_GOODS[1:]
        ]
        with database.transaction() as session:
            return tuple(session.scalars(union(*listed)))

    return read


def _narrowed(span: Span, on_it: set[str]) -> Span:
    fitting = [one for one in span.names if one.kind == "product" and one.code in on_it]
    if len(span.names) < 2 or len(fitting) != 1:
        return span
    return replace(span, value=replace(fitting[0], sure=True), alternatives=())


def _codes(spans: Iterable[Span], kind: str) -> set[str]:
    return {one.code for span in spans for one in span.names if one.kind == kind}


def _goods(session: Session, numbers: set[str]) -> dict[str, tuple[str, ...]]:
    listed = [
        select(paper.number, Product.code)
        .join(line, of == paper.id)
        .join(Product, Product.id == line.product_id)
        .where(paper.number.in_(numbers))
        for paper, line, of in _WITH_GOODS
    ]
    found: dict[str, tuple[str, ...]] = {}
    for number, code in session.execute(union(*listed)):
        found[number] = (*found.get(number, ()), code)
    return found


def _open_on(session: Session, number: str) -> dict[str, Decimal]:
    """What of an order has neither come nor gone nor been given up, by product."""
    to_come = (
        PurchaseOrderLine.stock_quantity - PurchaseOrderLine.quantity_received - PurchaseOrderLine.quantity_returned
    )
    to_go = (
        SalesOrderLine.stock_quantity
        - SalesOrderLine.quantity_planned
        - SalesOrderLine.quantity_shipped
        - SalesOrderLine.quantity_closed
    )
    found: dict[str, Decimal] = {}
    for paper, line, left in ((PurchaseOrder, PurchaseOrderLine, to_come), (SalesOrder, SalesOrderLine, to_go)):
        rows = session.execute(
            select(Product.code, left)
            .join(line, line.product_id == Product.id)
            .join(paper, paper.id == line.order_id)
            .where(paper.number == number)
        )
        for code, open_quantity in rows:
            found[code] = found.get(code, Decimal(0)) + max(open_quantity, Decimal(0))
    return found


def _due_on(session: Session, number: str) -> date | None:
    line = PurchaseOrderLine
    days = session.scalars(
        select(line.due_on)
        .join(PurchaseOrder, PurchaseOrder.id == line.order_id)
        .where(PurchaseOrder.number == number, line.stock_quantity > line.quantity_received - line.quantity_returned)
        .distinct()
    ).all()
    return days[0] if len(days) == 1 else None


def _states(session: Session, numbers: set[str]) -> dict[str, str]:
    """The documents' states; a purchase order of which some goods came is "arriving"."""
    kept = [select(paper.number, cast(paper.state, String)).where(paper.number.in_(numbers)) for paper in _WITH_STATES]
    states = {number: str(state) for number, state in session.execute(union_all(*kept))}
    sent = {number for number, state in states.items() if number.startswith("PO-") and state == PurchaseOrderState.SENT}
    came = (
        select(PurchaseOrder.number)
        .join(PurchaseOrderLine, PurchaseOrderLine.order_id == PurchaseOrder.id)
        .where(PurchaseOrder.number.in_(sent), PurchaseOrderLine.quantity_received > 0)
    )
    return states | dict.fromkeys(session.scalars(came) if sent else (), "arriving")


def _purchases(session: Session, suppliers: set[str], products: set[str]) -> tuple[Purchase, ...]:
    """The newest purchase orders with one of the suppliers, or (none being named) with one of the products."""
    meant = (
        Supplier.code.in_(suppliers)
        if suppliers
        else PurchaseOrder.id.in_(
            select(PurchaseOrderLine.order_id)
            .join(Product, Product.id == PurchaseOrderLine.product_id)
            .where(Product.code.in_(products))
        )
    )
    rows = session.execute(
        select(PurchaseOrder.number, Supplier.code, PurchaseOrder.state, Product.code)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(PurchaseOrderLine, PurchaseOrderLine.order_id == PurchaseOrder.id)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .where(meant, PurchaseOrder.state != PurchaseOrderState.CANCELLED)
        .order_by(PurchaseOrder.id.desc())
        .limit(_LOOKED_THROUGH)
    )
    found: dict[str, Purchase] = {}
    for number, supplier, state, product in rows:
        before = found.get(number)
        known = before.products if before else ()
        found[number] = Purchase(number, supplier, PurchaseOrderState(state).value, (*known, product))
    return tuple(found.values())
