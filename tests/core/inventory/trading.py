"""What the tests of shipping and arriving share: the small company's goods, taken in, shipped and given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from core.database import new_id
from core.finance.ledger import Source, post
from core.finance.posting import (
    Leg,
    goods_delivered,
    goods_refused,
    goods_returned,
    goods_scrapped,
    goods_shipped,
    stock_opened,
)
from core.inventory.arriving import Received, expect, receive
from core.inventory.models import PlaceKind, ProductValue
from core.inventory.shipping import Goods, Shipped, TakenBack, ToShip, arrive_at_customer, ship, take_back
from core.sales.models import SalesOrder, SalesOrderLine
from tests.company import Company


def order_id(company: Company, number: str) -> UUID:
    """The id of an order."""
    return company.session.scalars(select(SalesOrder.id).where(SalesOrder.number == number)).one()


def line_id(company: Company, number: str) -> UUID:
    """The id of an order's first line."""
    return line_ids(company, number)[0]


def line_ids(company: Company, number: str) -> list[UUID]:
    """The ids of an order's lines."""
    wanted = select(SalesOrderLine.id).where(SalesOrderLine.order_id == order_id(company, number))
    return list(company.session.scalars(wanted.order_by(SalesOrderLine.position)))


def send(company: Company, number: str, quantity: int, *, warehouse: str = "SH") -> tuple[Shipped, ...]:
    """So much of an order's first line leaves a warehouse today."""
    wanted = ToShip(
        order_id(company, number), line_id(company, number), company.warehouse_id(warehouse), Decimal(quantity)
    )
    return ship_all(company, [wanted])


def ship_all(company: Company, wanted: Sequence[ToShip]) -> tuple[Shipped, ...]:
    """A delivery leaves today."""
    shipped = ship(
        company.session,
        wanted,
        origin_kind="test",
        origin_id=new_id(),
        ship_on=company.today,
        actor=company.actor("warehouse"),
        now=company.now,
    )
    book(company, goods_shipped(_cost(one.goods for one in shipped)))
    return shipped


def deliver(company: Company, goods: Sequence[Goods]) -> None:
    """Goods in transit are with the customer."""
    actor = company.actor("warehouse")
    arrive_at_customer(company.session, goods, origin_kind="test", origin_id=new_id(), actor=actor, now=company.now)
    book(company, goods_delivered(_cost(goods)))


def give_back(
    company: Company, goods: Sequence[Goods], target: PlaceKind, *, source: PlaceKind = PlaceKind.CUSTOMER
) -> TakenBack:
    """Goods come back to Shanghai."""
    legs = goods_refused(_cost(goods)) if source is PlaceKind.TRANSIT else goods_returned(_cost(goods))
    if target is PlaceKind.SCRAP:
        legs = (*legs, *goods_scrapped(_cost(goods)))
    book(company, legs)
    return take_back(
        company.session,
        goods,
        source=source,
        target=target,
        warehouse_id=company.warehouse_id("SH"),
        origin_kind="test",
        origin_id=new_id(),
        actor=company.actor("warehouse"),
        now=company.now,
    )


def announce(company: Company, product: str, quantity: int, *, in_days: int, warehouse: str = "SH") -> UUID:
    """Goods are confirmed to come."""
    return expect(
        company.session,
        product_id=company.product_id(product),
        warehouse_id=company.warehouse_id(warehouse),
        quantity=Decimal(quantity),
        due_on=day(company, in_days),
        document_kind="purchase_order",
        document_id=new_id(),
    )


def take_in(
    company: Company,
    product: str,
    quantity: int,
    *,
    unit_cost: str = "100",
    expected: UUID | None = None,
    warehouse: str = "SH",
    lot_id: UUID | None = None,
    target: PlaceKind = PlaceKind.STOCK,
) -> Received:
    """Goods come from the supplier."""
    received = receive(
        company.session,
        product_id=company.product_id(product),
        warehouse_id=company.warehouse_id(warehouse),
        lot_id=lot_id,
        quantity=Decimal(quantity),
        unit_cost=Decimal(unit_cost),
        expected_move_id=expected,
        target=target,
        origin_kind="test",
        origin_id=new_id(),
        actor=company.actor("warehouse"),
        now=company.now,
    )
    book(company, stock_opened(received.value))
    return received


def book(company: Company, legs: Iterable[Leg]) -> None:
    """The entry of whatever document this would be."""
    source = Source("test", new_id(), "done")
    post(company.session, source, legs, booked_on=company.today, actor=company.actor("warehouse"), now=company.now)


def _cost(goods: Iterable[Goods]) -> Decimal:
    return sum((one.value for one in goods), Decimal(0))


def worth(company: Company, product: str) -> tuple[int, str]:
    """How much is held of a product, and its value."""
    company.session.expire_all()
    row = company.session.get_one(ProductValue, company.product_id(product))
    return int(row.quantity), f"{row.value:.2f}"


def day(company: Company, days: int) -> date:
    """A coming day."""
    return company.today + timedelta(days=days)
