"""The sales report: the same money however it is cut, only what the asker may see, and the measure named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select

from core.calendar import Period
from core.customers.models import Customer
from core.database import new_id
from core.names import NameUnknown
from core.operations import InvalidArgument, OperationNotAllowed
from core.reports.views import SalesReport
from core.sales.models import SalesFact
from tests.company import Company

# Day, order, customer, product, units, amount. October is a whole month, November has begun.
PAST = (
    ("2025-10-09", "SO-1", "仁和诊所", "BP-200", 10, "1800.00"),
    ("2026-09-30", "SO-2", "仁和诊所", "BP-200", 5, "945.00"),
    ("2026-10-01", "SO-3", "仁和诊所", "BP-200", 20, "3780.00"),
    ("2026-10-01", "SO-3", "仁和诊所", "TH-30", 2, "257.00"),
    ("2026-10-15", "SO-4", "华东医院", "GS-50", 100, "4500.00"),
    ("2026-10-31", "SO-5", "成都宏达医疗", "TH-30", 30, "3855.00"),
    ("2026-11-02", "SO-6", "成都宏达医疗", "BP-200", 1, "189.00"),
)
OCTOBER = "2026-10-01..2026-10-31"


@pytest.fixture
def books(company: Company) -> Company:
    """The company with a past."""
    customers = {row.name_zh: row for row in company.session.scalars(select(Customer))}
    company.session.execute(
        insert(SalesFact),
        [
            {
                "id": new_id(),
                "ordered_on": date.fromisoformat(day),
                "order_number": number,
                "product_id": company.product_id(product),
                "customer_id": customers[customer].id,
                "region_id": customers[customer].region_id,
                "salesperson_id": customers[customer].owner_id,
                "quantity": Decimal(units),
                "ordered_amount": Decimal(amount),
            }
            for day, number, customer, product, units, amount in PAST
        ],
    )
    return company


def report(company: Company, login: str = "manager", **arguments: Any) -> SalesReport:  # noqa: ANN401 - any argument
    """A report of October where nothing else is said."""
    found: SalesReport = company.ask(login, "report_sales", {"period": OCTOBER, **arguments})
    return found


def amounts(found: SalesReport) -> dict[str, int]:
    """Whole amounts by the first label's key."""
    return {row.labels[0].key: int(row.figures.ordered_amount) for row in found.rows}


def test_the_answer_names_its_measure_period_and_currency(books: Company) -> None:
    found = report(books, period="上个月")
    assert (found.measure, found.currency, str(found.period)) == ("ordered_amount", "CNY", OCTOBER)
    assert (int(found.total.ordered_amount), found.total.orders, int(found.total.units)) == (12392, 3, 152)
    assert (found.rows, found.as_of, found.first_fact_on) == ((), books.now, date(2025, 10, 9))


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("product", {"GS-50": 4500, "TH-30": 4112, "BP-200": 3780}),
        ("customer", {"C-0002": 4500, "C-0001": 4037, "C-0003": 3855}),
        ("region", {"EAST": 8537, "SOUTHWEST": 3855}),
        ("salesperson", {"teammate": 4500, "sales": 4037, "sales2": 3855}),
        ("month", {"2026-10-01": 12392}),
        ("week", {"2026-09-28": 4037, "2026-10-12": 4500, "2026-10-26": 3855}),
        ("day", {"2026-10-01": 4037, "2026-10-15": 4500, "2026-10-31": 3855}),
    ],
)
def test_however_it_is_cut_the_money_is_the_same(books: Company, dimension: str, expected: dict[str, int]) -> None:
    found = report(books, by=[dimension])
    assert list(amounts(found).items()) == list(expected.items())
    assert sum(amounts(found).values()) == int(found.total.ordered_amount)


def test_an_order_of_two_lines_is_one_order(books: Company) -> None:
    assert report(books, by=["customer"], customer="仁和诊所").rows[0].figures.orders == 1


def test_two_dimensions_make_a_row_for_each_pair(books: Company) -> None:
    found = report(books, by=["region", "product"])
    pairs = {tuple(label.name_zh for label in row.labels): int(row.figures.units) for row in found.rows}
    assert pairs[("华东", "上臂式血压计")] == 20
    assert (len(pairs), found.row_count) == (4, 4)


@pytest.mark.parametrize(
    ("limits", "amount"),
    [
        ({"product": "耳温枪"}, 4112),
        ({"region": "East China"}, 8537),
        ({"salesperson": "sales2"}, 3855),
        ({"customer": "仁和诊所", "product": "BP-200"}, 3780),
        ({"period": "2026-10-02..2026-10-14"}, 0),
        ({"period": "2026-10-31"}, 3855),
    ],
)
def test_a_report_is_limited_to_what_was_said(books: Company, limits: dict[str, str], amount: int) -> None:
    found = report(books, **limits)
    assert int(found.total.ordered_amount) == amount
    assert len(found.filters) == len(limits.keys() - {"period"})


def test_a_month_is_held_against_the_one_before_and_against_last_year(books: Company) -> None:
    before = report(books, by=["product"], compare_with="previous")
    assert before.compared_with == Period.parse("2026-09-01..2026-09-30")
    assert before.total_before is not None
    assert before.total_before.ordered_amount == 945
    units = {row.labels[0].key: int(row.before.units) for row in before.rows if row.before is not None}
    assert units == {"BP-200": 5, "GS-50": 0, "TH-30": 0}
    last_year = report(books, compare_with="year_before")
    assert last_year.total_before is not None
    assert int(last_year.total_before.ordered_amount) == 1800


@pytest.mark.parametrize(
    ("login", "amount"),
    [("manager", 12392), ("accountant", 12392), ("admin", 12392), ("sales", 8537), ("sales2", 3855)],
)
def test_salespeople_see_their_own_and_their_team_s(books: Company, login: str, amount: int) -> None:
    assert int(report(books, login).total.ordered_amount) == amount
    assert sum(amounts(report(books, login, by=["customer"])).values()) == amount
    assert report(books, login).own_customers_only is (amount < 12392)


@pytest.mark.parametrize("login", ["support", "warehouse", "buyer", "hr", "renhe", "visitor"])
def test_others_may_not_ask(books: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        report(books, login)


def test_today_s_orders_are_in_it_and_cancelled_ones_are_not(books: Company) -> None:
    number = books.order(10)
    assert int(report(books, period="今天").total.ordered_amount) == 1890
    books.run("sales", "cancel_order", {"order": number})
    assert report(books, period="今天").total.orders == 0


def test_a_dimension_twice_is_once_and_an_unknown_one_is_refused(books: Company) -> None:
    assert len(report(books, by=["region", "region"]).by) == 1
    with pytest.raises(InvalidArgument):
        report(books, by=["colour"])
    with pytest.raises(NameUnknown):
        report(books, salesperson="nobody")
