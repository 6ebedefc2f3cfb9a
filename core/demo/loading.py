"""Loading the demo company into an empty database: who it is, what it has, and what it sold in the past.

Starting over is in `resetting`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core import audit, company
from core.actor import system_actor
from core.calendar import today as day_of
from core.calendar import working_calendar
from core.catalog.models import PriceList, Product, TaxRate
from core.company import Company
from core.customers.models import CUSTOMER_NUMBERS, Customer, Region
from core.database import Database, new_id
from core.demo.batch import Batch
from core.demo.buying import Purchases, add_rules, add_suppliers, add_terms
from core.demo.goods import Opening, add_products, add_warehouses
from core.demo.history import Buyer, Good, History
from core.demo.levels import price_levels
from core.demo.past import PastSales, write_past
from core.demo.people import add_customers, add_users, ids_of
from core.demo.price_lists import add_pricing
from core.demo.reading import read_rows, read_settings
from core.errors import Conflict
from core.finance.ledger import Source, post
from core.finance.posting import stock_opened
from core.founding import found_company
from core.identity import User
from core.inventory.models import Place, PlaceKind, ProductValue
from core.purchasing.orders.models import PURCHASE_ORDER_NUMBERS, PurchaseOrder
from core.purchasing.suppliers.models import SUPPLIER_NUMBERS, Supplier
from core.sales.models import SalesFact

_ADMIN = "admin"


class NotADemo(Conflict):
    """The database holds a real company; the demo's commands leave it alone. Facts: name_zh, name_en."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was loaded. Past orders are facts for reports: `past_from` to `past_until`, both included."""

    name_zh: str
    name_en: str
    users: int
    customers: int
    products: int
    past_orders: int
    past_lines: int
    past_from: date
    past_until: date


def load(database: Database, *, now: datetime, seed: int | None = None) -> DemoReport:
    """Founds and fills the demo company in one transaction; the past is drawn from `seed`, else from the data's own.

    Refuses `CompanyExists` where the demo is loaded already and `NotADemo` where a real company is.
    """
    with database.transaction() as session:
        return fill(session, now=now, seed=seed)


def fill(session: Session, *, now: datetime, seed: int | None = None) -> DemoReport:
    """Like `load`, in the caller's transaction."""
    own = _found(session, now=now)
    batch = Batch()
    past = _collect(session, batch, own, now=now, seed=seed)
    batch.write(session)
    _open_books(session, own, now=now)
    CUSTOMER_NUMBERS.advance(session, beyond=batch.count(Customer))
    SUPPLIER_NUMBERS.advance(session, beyond=batch.count(Supplier))
    PURCHASE_ORDER_NUMBERS.advance(session, beyond=batch.count(PurchaseOrder))
    written = write_past(session, past, local_now=now.astimezone(own.zone))
    _remember_sales(session)
    report = DemoReport(
        name_zh=own.name_zh,
        name_en=own.name_en,
        users=batch.count(User) + 1,  # the admin came with the founding
        customers=batch.count(Customer),
        products=batch.count(Product),
        past_orders=written.orders,
        past_lines=written.lines,
        past_from=written.first_on,
        past_until=written.last_on,
    )
    details: dict[str, Any] = {"policy": "demo", **asdict(report), "seed": past.history.seed}
    details |= {"past_from": str(report.past_from), "past_until": str(report.past_until)}
    actor = system_actor(own.zone, channel="demo")
    audit.record(session, action="demo.load", actor=actor, now=now, details=details)
    return report


def _found(session: Session, *, now: datetime) -> Company:
    known = company.find(session)
    if known is not None and not known.is_demo:
        raise NotADemo(name_zh=known.name_zh, name_en=known.name_en)
    own = read_settings("company.yaml")
    admin = next(user for user in read_rows("users.yaml") if user["login"] == _ADMIN)
    return found_company(
        session,
        name_zh=own["name_zh"],
        name_en=own["name_en"],
        currency=own["currency"],
        zone=own["time_zone"],
        language=own["languages"][0],
        country=own["country"],
        admin_login=_ADMIN,
        admin_password=None,
        admin_name_zh=admin["name_zh"],
        admin_name_en=admin["name_en"],
        is_demo=True,
        order_cut_off=time.fromisoformat(own["order_cutoff"]),
        picking_days=own["picking_days"],
        now=now,
    )


def _collect(session: Session, batch: Batch, own: Company, *, now: datetime, seed: int | None) -> PastSales:
    """Puts everything but the past into the batch, and gives back what the past is made of."""
    today = day_of(now, own.zone)
    customers, products = read_rows("customers.yaml"), read_rows("products.yaml")
    settings = read_settings("history.yaml")
    regions = dict(session.execute(select(Region.code, Region.id)).all())
    customer_ids = ids_of(customers)
    users = [user for user in read_rows("users.yaml") if user["login"] != _ADMIN]
    user_ids = add_users(batch, users, customer_ids=customer_ids)
    entries = add_customers(batch, customers, customer_ids=customer_ids, region_ids=regions, user_ids=user_ids, now=now)
    suppliers = add_suppliers(batch, read_rows("suppliers.yaml"))
    opening = Opening(
        houses=add_warehouses(batch, read_rows("warehouses.yaml"), region_ids=regions),
        supplier_place_id=session.scalars(select(Place.id).where(Place.kind == PlaceKind.SUPPLIER)).one(),
        price_list_id=session.scalars(select(PriceList.id).where(PriceList.is_default)).one(),
        currency=own.currency,
        purchases=Purchases(suppliers, _tax_rates(session, today), own.currency, now, today),
        now=now,
        today=today,
    )
    levels = price_levels(settings["price_levels"], today=today)
    product_ids = add_products(batch, products, levels=levels, opening=opening)
    add_pricing(
        batch,
        read_settings("price_lists.yaml"),
        read_rows("segments.yaml"),
        customer_ids=customer_ids,
        product_ids=product_ids,
        currency=own.currency,
        now=now,
        today=today,
    )
    _add_buying(batch, products, product_ids, suppliers, opening)
    history = History(
        settings,
        buyers=[Buyer(one.code, one.region, one.kind, one.size) for one in entries],
        goods=[_good(product) for product in products],
        currency=own.currency,
        working=working_calendar(own.country),
        seed=seed,
    )
    return PastSales(history, {one.code: one for one in entries}, product_ids, regions)


def _add_buying(
    batch: Batch,
    products: list[dict[str, Any]],
    product_ids: dict[str, UUID],
    suppliers: dict[str, UUID],
    opening: Opening,
) -> None:
    """What suppliers ask for, when it is bought again, and the orders that are with them."""
    add_terms(batch, products, suppliers=suppliers, product_ids=product_ids, currency=opening.currency)
    houses = {code: house.id for code, house in opening.houses.items()}
    add_rules(batch, read_rows("reorder.yaml"), product_ids=product_ids, houses=houses)
    opening.purchases.write(batch)


def _tax_rates(session: Session, today: date) -> dict[str, Decimal]:
    """The rate of each tax code on the day."""
    rows = session.execute(
        select(TaxRate.tax_code, TaxRate.rate).where(TaxRate.valid_from <= today).order_by(TaxRate.valid_from)
    )
    return {row.tax_code: row.rate for row in rows}


def _open_books(session: Session, own: Company, *, now: datetime) -> None:
    """What is in stock is what the owners put into the company."""
    worth = session.scalars(select(func.sum(ProductValue.value))).one() or Decimal(0)
    founder = system_actor(own.zone, channel="demo")
    opened = Source("opening", new_id(), "opened")
    post(session, opened, stock_opened(worth), booked_on=day_of(now, own.zone), actor=founder, now=now)


def _remember_sales(session: Session) -> None:
    """When goods of each product last left, by the orders of the past: no moves stand behind these."""
    last = select(SalesFact.product_id, func.max(SalesFact.ordered_on).label("day")).group_by(SalesFact.product_id)
    sold = last.subquery()
    session.execute(
        update(ProductValue).where(ProductValue.product_id == sold.c.product_id).values(last_issued_on=sold.c.day)
    )


def _good(product: dict[str, Any]) -> Good:
    return Good(
        code=product["code"],
        price=Decimal(product["price"]),
        popularity=product["popularity"],
        season=product["season"],
        usual_quantity=product["usual_quantity"],
        sold_to=frozenset(product["sold_to"]),
    )
