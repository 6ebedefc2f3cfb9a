"""The demo company stands on its feet: stock in the ledger, names that are found, a past to report on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core import company, identity, operations
from core.audit import AuditRecord
from core.calendar import FixedClock
from core.customers.models import CUSTOMER_NUMBERS
from core.database import Database
from core.demo import DemoReport, NotADemo, fill, load
from core.founding import CompanyExists, found_company
from core.identity import User, actor_for_login
from core.inventory.models import StockLevel, StockMove
from core.names import NameRow
from core.sales.models import ORDER_NUMBERS, SalesFact
from tests.core.demo.conftest import LOADED_AT


def ask(session: Session, login: str, query: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - any answer
    """A query's answer for a user of the demo."""
    actor = actor_for_login(session, login, channel="test")
    return operations.run_query(session, query, arguments, actor=actor, now=LOADED_AT)


def test_it_is_a_demo_company_that_ships_the_same_day(demo: Session) -> None:
    own = company.current(demo)
    assert own.is_demo
    assert (own.picking_days, own.order_cut_off.isoformat("minutes")) == (0, "16:00")


def test_it_is_as_large_as_promised(loaded: tuple[Session, DemoReport]) -> None:
    report = loaded[1]
    assert report.products >= 40
    assert report.customers >= 60
    assert report.past_orders >= 3_000
    assert report.past_until <= date(2026, 11, 23)


def test_its_accounts_are_named_by_role_and_have_no_passwords(demo: Session) -> None:
    users = {user.login: user for user in demo.scalars(select(User))}
    staff = {"sales", "sales2", "manager", "support", "warehouse", "buyer", "accountant", "hr", "admin"}
    assert set(users) == staff | {"renhe", "huadong"}
    assert all(user.password_hash is None for user in users.values())
    assert users["sales"].discount_limit_percent == 5
    assert identity.demo_sign_in(demo, "renhe", from_loopback=True, now=LOADED_AT)


def test_customers_accounts_are_no_colleagues_one_speaks_of(demo: Session) -> None:
    named = set(demo.scalars(select(NameRow.code).where(NameRow.kind == "user")))
    assert {"sales", "manager"} <= named
    assert not named & {"renhe", "huadong"}


@pytest.mark.parametrize(
    ("product", "on_hand"),
    [("血压计", 228), ("upper-arm blood pressure monitor", 228), ("CPAP", 0), ("BP-CUFF-L", None)],
)
def test_products_are_found_by_what_people_call_them(demo: Session, product: str, on_hand: int | None) -> None:
    stock = ask(demo, "sales", "get_stock", {"product": product})
    assert on_hand is None or stock.on_hand == on_hand


def test_the_renhe_clinic_is_the_customer_of_sales_and_of_its_own_account(demo: Session) -> None:
    clinic = ask(demo, "sales", "get_customer", {"customer": "仁和诊所"})
    assert (clinic.code, clinic.owner) == ("C-0001", "sales")
    assert clinic.contacts[0].name == "陈立 Chen Li"
    assert ask(demo, "renhe", "find_orders", {"customer": "Renhe Clinic"}).count == 0


def test_an_order_of_this_morning_leaves_today(demo: Session) -> None:
    wanted = {"lines": [{"product": "BP-200", "quantity": 20}], "customer": "仁和诊所", "warehouse": "上海仓"}
    line = ask(demo, "sales", "check_availability", wanted).lines[0]
    assert (line.ships_on, line.promised_on) == (date(2026, 11, 23), date(2026, 11, 24))


def test_what_is_sold_out_is_promised_for_the_receipt(demo: Session) -> None:
    wanted = {"lines": [{"product": "CPAP-7", "quantity": 2}], "customer": "仁和诊所"}
    line = ask(demo, "sales", "check_availability", wanted).lines[0]
    assert (line.available, line.waits_for[0].quantity) == (0, 12)
    assert line.ships_on == date(2026, 12, 11)


def test_expired_boxes_are_on_hand_but_not_available(demo: Session) -> None:
    stock = ask(demo, "sales", "get_stock", {"product": "GS-50", "warehouse": "宁波仓"})
    assert (stock.rows[0].on_hand, stock.rows[0].expired, stock.available) == (132, 12, 120)


def test_on_hand_is_the_sum_of_the_moves(demo: Session) -> None:
    moved = demo.execute(select(func.count(), func.sum(StockMove.quantity))).one()
    held = demo.execute(select(func.count(), func.sum(StockLevel.on_hand)).where(StockLevel.on_hand > 0)).one()
    assert tuple(moved) == tuple(held)


def test_every_expected_receipt_has_a_balance_to_promise_from(demo: Session) -> None:
    without = demo.scalars(
        text(
            "SELECT id FROM expected_moves e WHERE NOT EXISTS (SELECT FROM stock_levels l WHERE"
            " l.product_id = e.product_id AND l.warehouse_id = e.warehouse_id)"
        )
    ).all()
    assert without == []


def test_last_month_can_be_reported_by_region_and_salesperson(demo: Session) -> None:
    report = ask(demo, "manager", "report_sales", {"period": "2026-10-01..2026-10-31", "by": ["region"]})
    assert len(report.rows) == 6
    assert report.first_fact_on == date(2024, 11, 1)
    people = ask(demo, "manager", "report_sales", {"period": "2026-10-01..2026-10-31", "by": ["salesperson"]})
    assert {row.labels[0].key for row in people.rows} == {"sales", "sales2", "manager"}
    mine = ask(demo, "sales", "report_sales", {"period": "2026-10-01..2026-10-31"})
    assert 0 < mine.total.ordered_amount < report.total.ordered_amount


def test_the_past_ends_in_the_hour_of_loading(demo: Session) -> None:
    today = ask(demo, "manager", "report_sales", {"period": "2026-11-23..2026-11-23"})
    friday = ask(demo, "manager", "report_sales", {"period": "2026-11-20..2026-11-20"})
    assert 0 < today.total.orders < friday.total.orders
    assert demo.scalar(select(func.max(SalesFact.ordered_on))) == date(2026, 11, 23)


def test_the_past_has_facts_and_no_orders(demo: Session) -> None:
    assert demo.scalar(select(func.count()).where(SalesFact.order_id.is_not(None))) == 0
    assert demo.scalar(text("SELECT count(*) FROM sales_orders")) == 0
    numbers = demo.scalars(select(SalesFact.order_number).distinct()).all()
    assert all(len(number) == len("SO-2026-00042") for number in numbers)


def test_numbers_to_come_continue_behind_those_loaded(demo: Session) -> None:
    last = max(int(number[-5:]) for number in demo.scalars(select(SalesFact.order_number)))
    assert int(ORDER_NUMBERS.take(demo, date(2026, 11, 23))[-5:]) > last
    assert CUSTOMER_NUMBERS.take(demo, date(2026, 11, 23)) == "C-0071"


def test_the_loading_is_on_record(demo: Session) -> None:
    record = demo.scalars(select(AuditRecord).where(AuditRecord.action == "demo.load")).one()
    assert record.details["policy"] == "demo"
    assert record.details["seed"] == 20241123


def test_it_is_refused_where_the_demo_is_already(demo: Session) -> None:
    with pytest.raises(CompanyExists):
        fill(demo, now=LOADED_AT)


def test_it_is_refused_where_a_real_company_is(session: Session, clock: FixedClock) -> None:
    found_company(
        session,
        name_zh="真公司",
        name_en="Real Company",
        currency="CNY",
        zone="Asia/Shanghai",
        language="zh",
        country="CN",
        admin_login="boss",
        admin_password=None,
        now=clock.now(),
    )
    with pytest.raises(NotADemo) as refused:
        fill(session, now=clock.now())
    assert refused.value.facts["name_en"] == "Real Company"


def test_loading_commits_and_days_are_the_company_s_own(database: Database) -> None:
    late_evening = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)  # already the first of April in Shanghai
    report = load(database, now=late_evening, seed=7)
    assert report.past_until == date(2026, 3, 31)
    with database.transaction() as session:
        expected = session.scalars(text("SELECT min(due_on) FROM expected_moves")).one()
        assert expected > date(2026, 4, 1)
        assert session.scalars(select(func.sum(SalesFact.ordered_amount))).one() > Decimal(1_000_000)
        assert session.scalar(select(func.max(SalesFact.ordered_on))) == report.past_until
        assert report.past_from - date(2024, 4, 1) < timedelta(days=4)
