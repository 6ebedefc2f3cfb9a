"""A small company for tests: two warehouses, four products, three customers, a user per role.

Everything stands in the caller's session. The demo company, with its history and hundreds of names, is `core.demo`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import core
from core import names, operations, proposals
from core.actor import Actor, Role
from core.catalog.models import Category, Price, PriceList, Product, ProductPack
from core.customers.models import CUSTOMER_NUMBERS, Customer, CustomerKind, Region
from core.finance.ledger import Source, post
from core.finance.posting import stock_opened
from core.founding import found_company
from core.identity import User, actor_for_login, add_user, visitor
from core.inventory.models import IN_WAREHOUSES, Lot, Place, PlaceKind, StockLevel, TransitTime, Warehouse
from core.inventory.moving import Movement, move, outside_place, place_in
from core.operations import CommandResult
from core.proposals import Confirmation, Proposal, Step

USERS: Mapping[str, tuple[Role, str | None, str]] = {
    "sales": (Role.SALESPERSON, "east", "5"),
    "sales2": (Role.SALESPERSON, "west", "5"),
    "teammate": (Role.SALESPERSON, "east", "0"),
    "manager": (Role.MANAGER, None, "20"),
    "support": (Role.SUPPORT, None, "0"),
    "warehouse": (Role.WAREHOUSE, None, "0"),
    "buyer": (Role.BUYER, None, "0"),
    "accountant": (Role.ACCOUNTANT, None, "0"),
    "hr": (Role.HR, None, "0"),
}
"""Login: role, team, and the discount limit in percent. The founding admin is `admin`; `renhe` is a customer's user."""

PRODUCTS: tuple[tuple[str, str, str, str, str, Mapping[str, str], bool], ...] = (
    ("BP-200", "上臂式血压计", "Upper-arm monitor", "台", "189.00", {"箱": "10"}, False),
    ("TH-30", "耳温枪", "Ear thermometer", "个", "128.50", {}, False),
    ("GS-50", "血糖试纸", "Test strips", "盒", "45.00", {"箱": "24"}, True),
    ("CPAP-7", "家用呼吸机", "Home CPAP machine", "台", "4680.00", {}, False),
)
"""Code, names, unit, list price, packs, by lot. In stock: BP-200 70 in SH and 30 in NB; TH-30 12 in SH; no CPAP-7."""

COSTS = {"BP-200": "112.00", "TH-30": "71.30", "GS-50": "26.00", "CPAP-7": "3100.00"}
"""What a stock unit costs."""

LOTS = (("2405", 40, 118), ("2407", 60, 402), ("2403", 9, -6))
"""Of GS-50 in SH: code, boxes, days until it expires."""

CUSTOMERS = (
    ("C-0001", "仁和诊所", "Renhe Clinic", "EAST", "sales"),
    ("C-0002", "华东医院", "Huadong Hospital", "EAST", "teammate"),
    ("C-0003", "成都宏达医疗", "Hongda Medical", "SOUTHWEST", "sales2"),
)
"""Code, names, region, owner."""


@dataclass(frozen=True, slots=True)
class Company:
    """The small company in one session, at one moment. Its methods act as a user, named by login."""

    session: Session
    now: datetime

    def at(self, now: datetime) -> Company:
        """The same company at another moment."""
        return Company(self.session, now)

    def later(self, by: timedelta) -> Company:
        """The same company some time later."""
        return Company(self.session, self.now + by)

    @property
    def today(self) -> date:
        """The company's calendar day."""
        return self.actor("admin").today(self.now)

    def actor(self, login: str) -> Actor:
        """The actor of a login; `visitor` is somebody nobody has vouched for."""
        if login == "visitor":
            return visitor(self.session, channel="test")
        return actor_for_login(self.session, login, channel="test")

    def ask(self, login: str, query: str, arguments: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        """A query's answer."""
        return operations.run_query(self.session, query, arguments or {}, actor=self.actor(login), now=self.now)

    def run(self, login: str, command: str, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """A command's result, run at once and without a proposal."""
        actor = self.actor(login)
        understood = operations.understand(self.session, command, arguments, actor=actor, now=self.now)
        result: CommandResult = operations.run_command(self.session, command, understood, actor=actor, now=self.now)
        return result

    def propose(self, login: str, command: str, arguments: Mapping[str, Any]) -> Proposal:
        """A command's proposal."""
        step = Step(command, dict(arguments))
        return proposals.propose(self.session, [step], actor=self.actor(login), now=self.now, conversation_id=None)

    def confirm(self, login: str, proposal: Proposal) -> Confirmation:
        """What comes of a yes."""
        return proposals.confirm(self.session, proposal.id, actor=self.actor(login), now=self.now)

    def order(self, quantity: int, product: str = "BP-200", *, login: str = "sales", customer: str = "仁和诊所") -> str:
        """The number of a new confirmed order of one line."""
        lines = [{"product": product, "quantity": quantity}]
        result = self.run(login, "place_order", {"customer": customer, "lines": lines})
        return str(result.document.number)

    def receive(self, product: str, warehouse: str, quantity: int, lot: Lot | None = None) -> None:
        """Goods from the supplier's place into a warehouse's, at what they cost; nobody who waits gets them."""
        source = outside_place(self.session, PlaceKind.SUPPLIER)
        target = place_in(self.session, self.warehouse_id(warehouse))
        value = quantity * Decimal(COSTS.get(product, "60.00"))
        goods = Movement(self.product_id(product), lot.id if lot else None, source, target, Decimal(quantity), value)
        actor = self.actor("warehouse")
        (moved,) = move(self.session, [goods], origin_kind="opening", origin_id=None, actor=actor, now=self.now)
        opened = Source("stock_move", moved.id, "opened")
        post(self.session, opened, stock_opened(value), booked_on=self.today, actor=actor, now=self.now)

    def manager(self, login: str, *, limit: int = 20) -> str:
        """Another manager, with a discount limit; the login."""
        add_user(
            self.session,
            login=login,
            name_zh=login,
            name_en=login,
            roles=[Role.MANAGER],
            language="zh",
            discount_limit_percent=Decimal(limit),
            actor=self.actor("admin"),
            now=self.now,
        )
        return login

    def warehouse_id(self, code: str) -> UUID:
        """The id of a warehouse."""
        return self.session.scalars(select(Warehouse.id).where(Warehouse.code == code)).one()

    def product_id(self, code: str) -> UUID:
        """The id of a product."""
        return self.session.scalars(select(Product.id).where(Product.code == code)).one()

    def on_hand(self, product: str, warehouse: str = "SH") -> tuple[int, int]:
        """On hand and reserved of a product in a warehouse, over all lots; the tests count in whole units."""
        rows = self.session.execute(
            select(StockLevel.on_hand, StockLevel.reserved)
            .join(Warehouse, Warehouse.id == StockLevel.warehouse_id)
            .where(Warehouse.code == warehouse, StockLevel.product_id == self.product_id(product))
        ).all()
        return int(sum(row[0] for row in rows)), int(sum(row[1] for row in rows))


def found(session: Session, *, now: datetime) -> Company:
    """Founds the small company in an empty database."""
    operations.load(core)
    found_company(
        session,
        name_zh="小铺医疗",
        name_en="Little Shop Medical",
        currency="CNY",
        zone="Asia/Shanghai",
        language="zh",
        country="CN",
        admin_login="admin",
        admin_password=None,
        picking_days=0,
        now=now,
    )
    company = Company(session, now)
    admin = company.actor("admin")
    for login, (role, team, limit) in USERS.items():
        add_user(
            session,
            login=login,
            name_zh=login,
            name_en=login.title(),
            roles=[role],
            language="zh",
            team=team,
            discount_limit_percent=Decimal(limit),
            actor=admin,
            now=now,
        )
    _add_warehouses(company)
    _add_products(company)
    _add_customers(company)
    return company


def _add_warehouses(company: Company) -> None:
    session = company.session
    regions = dict(session.execute(select(Region.code, Region.id)).all())
    for code, name_zh, name_en, days in (("SH", "上海仓", "Shanghai", 1), ("NB", "宁波仓", "Ningbo", 2)):
        house = Warehouse(code=code, name_zh=name_zh, name_en=name_en, region_id=regions["EAST"])
        session.add(house)
        session.flush()
        session.add_all(
            Place(code=f"{code}/{kind.value.upper()}", kind=kind, warehouse_id=house.id) for kind in IN_WAREHOUSES
        )
        for region, region_id in regions.items():
            transit = TransitTime(warehouse_id=house.id, region_id=region_id, days=days + 2 * (region != "EAST"))
            session.add(transit)
        names.put(session, "warehouse", house.id, code, [(name_zh, "zh"), (name_en, "en")])
    session.flush()


def _add_products(company: Company) -> None:
    session = company.session
    prices = session.scalars(select(PriceList.id).where(PriceList.is_default)).one()
    category = Category(code="DEVICES", name_zh="器械", name_en="Devices")
    session.add(category)
    session.flush()
    names.put(session, "category", category.id, category.code, [("器械", "zh"), ("Devices", "en")])
    for code, name_zh, name_en, unit, price, packs, by_lot in PRODUCTS:
        row = Product(
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            category_id=category.id,
            unit_code=unit,
            tax_code="VAT13",
            lot_tracked=by_lot,
        )
        session.add(row)
        session.flush()
        session.add_all(ProductPack(product_id=row.id, unit_code=pack, factor=Decimal(f)) for pack, f in packs.items())
        session.add(Price(price_list_id=prices, product_id=row.id, amount=Decimal(price), valid_from=date(2024, 1, 1)))
        names.put(session, "product", row.id, code, [(name_zh, "zh"), (name_en, "en")])
    session.flush()
    for product, warehouse, quantity in (("BP-200", "SH", 70), ("BP-200", "NB", 30), ("TH-30", "SH", 12)):
        company.receive(product, warehouse, quantity)
    for lot in _lots(company):
        company.receive("GS-50", "SH", next(boxes for code, boxes, _ in LOTS if code == lot.code), lot)


def _lots(company: Company) -> Iterator[Lot]:
    for code, _, days in LOTS:
        expires_on = company.today + timedelta(days=days)
        lot = Lot(product_id=company.product_id("GS-50"), code=code, expires_on=expires_on)
        company.session.add(lot)
        company.session.flush()
        yield lot


def _add_customers(company: Company) -> None:
    session = company.session
    regions = dict(session.execute(select(Region.code, Region.id)).all())
    owners = dict(session.execute(select(User.login, User.id)).all())
    for code, name_zh, name_en, region, owner in CUSTOMERS:
        row = Customer(
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            kind=CustomerKind.CLINIC,
            region_id=regions[region],
            owner_id=owners[owner],
            address=f"{name_zh}路1号",
            created_at=company.now,
        )
        session.add(row)
        session.flush()
        names.put(session, "customer", row.id, code, [(name_zh, "zh"), (name_en, "en")])
    CUSTOMER_NUMBERS.advance(session, beyond=len(CUSTOMERS))
    first = session.scalars(select(Customer.id).where(Customer.code == "C-0001")).one()
    add_user(
        session,
        login="renhe",
        name_zh="陈立",
        name_en="Chen Li",
        roles=[Role.CUSTOMER],
        language="zh",
        customer_id=first,
        actor=company.actor("admin"),
        now=company.now,
    )
