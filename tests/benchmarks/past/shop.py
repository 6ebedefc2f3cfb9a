"""The company whose history is made: the small company of the tests with some hundred goods and thousands of customers.

Goods come in shelves of a dozen alike, so that what happened to one shelf can be copied to the others. The last of each
shelf is kept by lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.catalog.models import Category, Price, PriceList, Product
from core.customers.models import CUSTOMER_NUMBERS, Customer, CustomerKind, Region
from core.demo.batch import Batch
from core.finance.ledger import Source, post
from core.finance.posting import stock_opened
from core.identity import User
from core.inventory.models import PlaceKind
from core.inventory.moving import Movement, move, outside_place, place_in
from tests.company import Company, found

SHELVES = 25
SHELF = 12
"""Goods on one shelf; the last one is kept by lot."""
CUSTOMERS = 3_000
COST, PRICE = "60.00", "100.00"
OPENING = 1_000
"""Units of each good, but those kept by lot, that each warehouse has to begin with."""
SUPPLIER = "脉岸电子"
_FIRST_CUSTOMER = 1_001


@dataclass(frozen=True, slots=True)
class Shop:
    """The ids of its goods, shelf by shelf, and of its customers."""

    goods: tuple[UUID, ...]
    customers: tuple[UUID, ...]
    now: datetime

    def company(self, session: Session) -> Company:
        """The company in a session."""
        return Company(session, self.now)


def good(number: int) -> str:
    """The code of a good, numbered from 0."""
    return f"G-{number:04d}"


def customer(number: int) -> str:
    """The code of a customer, numbered from 0."""
    return f"C-{_FIRST_CUSTOMER + number:04d}"


def open_shop(session: Session, *, now: datetime) -> Shop:
    """Founds the company, with its goods in stock."""
    company = found(session, now=now)
    batch = Batch()
    goods = _add_goods(session, batch)
    customers = _add_customers(session, batch, now)
    batch.write(session)
    CUSTOMER_NUMBERS.advance(session, beyond=_FIRST_CUSTOMER + CUSTOMERS)
    company.run("buyer", "create_supplier", {"name": SUPPLIER, "lead_time_days": 7})
    _stock_up(company, [one for number, one in enumerate(goods) if not kept_by_lot(number)])
    _empty_balances(session)
    for number in range(SHELF):
        terms = {"supplier": SUPPLIER, "product": good(number), "price": COST}
        company.run("buyer", "set_supplier_product", terms)
    return Shop(tuple(goods), tuple(customers), now)


def kept_by_lot(number: int) -> bool:
    """Whether a good is kept by lot."""
    return number % SHELF == SHELF - 1


def _stock_up(company: Company, goods: Sequence[UUID]) -> None:
    """What each warehouse has to begin with, at its cost, and its worth in the books."""
    session, actor = company.session, company.actor("warehouse")
    source, worth = outside_place(session, PlaceKind.SUPPLIER), OPENING * Decimal(COST)
    came = [
        Movement(one, None, source, place_in(session, company.warehouse_id(warehouse)), Decimal(OPENING), worth)
        for warehouse in ("SH", "NB")
        for one in goods
    ]
    moved = move(session, came, origin_kind="opening", origin_id=None, actor=actor, now=company.now)
    opened = Source("stock_move", moved[0].id, "opened")
    post(session, opened, stock_opened(worth * len(came)), booked_on=company.today, actor=actor, now=company.now)


def _empty_balances(session: Session) -> None:
    """Nothing of any good in every place of a warehouse: so that no copied order is the first to need a balance."""
    session.flush()
    session.execute(
        sa.text(
            """
            INSERT INTO stock_levels (id, product_id, place_id, warehouse_id, on_hand, reserved)
            SELECT gen_random_uuid(), product.id, place.id, place.warehouse_id, 0, 0
            FROM products AS product CROSS JOIN places AS place
            WHERE place.warehouse_id IS NOT NULL
            ON CONFLICT DO NOTHING
            """
        )
    )


def _add_goods(session: Session, batch: Batch) -> list[UUID]:
    prices = session.scalars(sa.select(PriceList.id).where(PriceList.is_default)).one()
    category = session.scalars(sa.select(Category.id)).first()
    ids = []
    for number in range(SHELVES * SHELF):
        names = {"code": good(number), "name_zh": f"器械{number:04d}号", "name_en": f"Device no. {number:04d}"}
        row = {
            **names,
            "category_id": category,
            "unit_code": "台",
            "tax_code": "VAT13",
            "lot_tracked": kept_by_lot(number),
        }
        ids.append(batch.add(Product, row))
        batch.name("product", ids[-1], names)
        price = {"price_list_id": prices, "product_id": ids[-1], "amount": Decimal(PRICE)}
        batch.add(Price, {**price, "valid_from": date(2020, 1, 1)})
    return ids


def _add_customers(session: Session, batch: Batch, now: datetime) -> list[UUID]:
    """Every other one in another region, every second of them with a limit of credit, a third each of three owners."""
    regions = dict(session.execute(sa.select(Region.code, Region.id)).tuples().all())
    owners = dict(session.execute(sa.select(User.login, User.id)).tuples().all())
    ids = []
    for number in range(CUSTOMERS):
        names = {"code": customer(number), "name_zh": f"第{number:04d}诊所", "name_en": f"Clinic no. {number:04d}"}
        row = {
            **names,
            "kind": CustomerKind.CLINIC,
            "region_id": regions[("EAST", "SOUTHWEST")[number % 2]],
            "owner_id": owners[("sales", "teammate", "sales2")[number % 3]],
            "address": f"健康路{number}号",
            "payment_terms_days": 30,
            "credit_limit": Decimal(10_000_000) if number % 4 < 2 else None,
            "created_at": now,
        }
        ids.append(batch.add(Customer, row))
        batch.name("customer", ids[-1], names)
    return ids
