"""The made-up past is the same for the same seed and day, and looks like a year of trade."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import ChinaCalendar, WeekdayCalendar, month_of
from core.demo.history import Buyer, Good, History, PastOrder
from core.demo.reading import read_rows, read_settings

MONDAY = date(2026, 11, 23)
REGIONS = ("EAST", "SOUTH", "NORTH", "CENTRAL", "SOUTHWEST", "NORTHWEST")


def history(seed: int | None = None) -> History:
    """The demo's own generator."""
    products = read_rows("products.yaml")
    customers = read_rows("customers.yaml")
    return History(
        read_settings("history.yaml"),
        buyers=[Buyer(one["code"], one["region"], one["kind"], one["size"]) for one in customers],
        goods=[
            Good(
                code=one["code"],
                price=Decimal(one["price"]),
                popularity=one["popularity"],
                season=one["season"],
                usual_quantity=one["usual_quantity"],
                sold_to=frozenset(one["sold_to"]),
            )
            for one in products
        ],
        currency="CNY",
        working=ChinaCalendar(),
        seed=seed,
    )


@pytest.fixture(scope="module")
def orders() -> list[PastOrder]:
    """The past of a Monday in November, before the shop opens."""
    return list(history().orders(local_now=at(MONDAY, 8)))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the company's clock."""
    return datetime.combine(day, time(hour, minute))


def of_day(day: date, hour: int, minute: int = 0) -> list[PastOrder]:
    """The orders of a day at an hour of it."""
    return [one for one in history().orders(local_now=at(day, hour, minute)) if one.ordered_on == day]


def test_there_are_more_than_three_thousand_orders(orders: list[PastOrder]) -> None:
    assert len(orders) >= 3_000


def test_it_begins_two_years_ago_and_ends_before_the_shop_opens_today(orders: list[PastOrder]) -> None:
    days = [order.ordered_on for order in orders]
    assert days == sorted(days)
    assert date(2024, 11, 1) <= days[0] <= date(2024, 11, 4)
    assert date(2026, 11, 20) <= days[-1] < MONDAY


def test_the_same_seed_and_day_give_the_same_orders(orders: list[PastOrder]) -> None:
    assert list(history().orders(local_now=at(MONDAY, 8))) == orders


def test_another_seed_gives_other_orders(orders: list[PastOrder]) -> None:
    assert list(history(7).orders(local_now=at(MONDAY, 8))) != orders


def test_a_day_later_the_past_is_the_same_and_a_day_longer(orders: list[PastOrder]) -> None:
    tomorrow = list(history().orders(local_now=at(MONDAY + timedelta(days=1), 8)))
    assert [order.serial for order in tomorrow[: len(orders)]] == [order.serial for order in orders]
    # Prices follow the day of the last increase, ten months before the day of loading.
    same = [(one.ordered_on, one.customer) for one in tomorrow[: len(orders)]]
    assert same == [(one.ordered_on, one.customer) for one in orders]


def test_orders_of_today_come_in_during_the_day_and_never_from_the_future() -> None:
    whole = [one for one in history().orders(local_now=at(MONDAY + timedelta(days=1), 0)) if one.ordered_on == MONDAY]
    by_hour = [of_day(MONDAY, hour) for hour in range(24)]
    assert by_hour[8] == []
    assert 0 < len(by_hour[12]) < len(whole)
    assert [(one.serial, one.customer) for one in by_hour[23]] == [(one.serial, one.customer) for one in whole]
    for earlier, later in pairwise(by_hour):
        assert later[: len(earlier)] == earlier


def test_a_month_that_begins_today_has_what_came_in_so_far() -> None:
    first = date(2026, 12, 1)
    assert of_day(first, 7) == []
    assert of_day(first, 18)
    assert list(history().orders(local_now=at(first, 7)))[-1].ordered_on == date(2026, 11, 30)


def test_a_sunday_may_pass_without_an_order() -> None:
    sunday = MONDAY - timedelta(days=1)
    assert len(of_day(sunday, 23)) <= len(of_day(MONDAY, 23))
    assert list(history().orders(local_now=at(sunday, 23)))[-1].ordered_on <= sunday


def test_no_number_comes_twice_and_cancelled_orders_leave_gaps(orders: list[PastOrder]) -> None:
    serials = [order.serial for order in orders]
    assert len(set(serials)) == len(serials)
    cancelled = 1 - len(serials) / serials[-1]
    assert 0.01 < cancelled < 0.035


def test_an_order_has_each_product_once_and_something_of_it(orders: list[PastOrder]) -> None:
    for order in orders:
        products = [line.product for line in order.lines]
        assert len(set(products)) == len(products) > 0
        assert all(line.quantity >= 1 and line.ordered_amount > 0 for line in order.lines)


def test_amounts_are_whole_cents_and_at_most_the_list_price(orders: list[PastOrder]) -> None:
    prices = {one["code"]: Decimal(one["price"]) for one in read_rows("products.yaml")}
    for line in (line for order in orders for line in order.lines):
        assert line.ordered_amount == line.ordered_amount.quantize(Decimal("0.01"))
        full = prices[line.product] * line.quantity
        assert full * Decimal("0.90") <= line.ordered_amount <= full


def test_nobody_buys_what_is_not_sold_to_them(orders: list[PastOrder]) -> None:
    kinds = {one["code"]: one["kind"] for one in read_rows("customers.yaml")}
    sold_to = {one["code"]: one["sold_to"] for one in read_rows("products.yaml")}
    assert all(kinds[order.customer] in sold_to[line.product] for order in orders for line in order.lines)


def test_respiratory_goods_sell_in_winter(orders: list[PastOrder]) -> None:
    respiratory = {one["code"] for one in read_rows("products.yaml") if one["season"] == "respiratory"}
    sold: Counter[int] = Counter()
    for order in orders:
        sold[order.ordered_on.month] += sum(line.product in respiratory for line in order.lines)
    assert sold[12] + sold[1] > 1.5 * (sold[7] + sold[8])


def test_the_business_grows(orders: list[PastOrder]) -> None:
    years = Counter(order.ordered_on.year for order in orders if order.ordered_on.month < 11)
    assert years[2026] > 1.05 * years[2025]


def test_weekends_and_the_spring_festival_are_quiet(orders: list[PastOrder]) -> None:
    days = Counter(order.ordered_on for order in orders)
    weekend = sum(count for day, count in days.items() if WeekdayCalendar().is_working(day) is False)
    assert weekend < 0.1 * len(orders)
    festival = [date(2026, 2, 16) + timedelta(days=offset) for offset in range(7)]
    before = [day - timedelta(days=28) for day in festival]
    assert sum(days[day] for day in festival) < 0.4 * sum(days[day] for day in before)


@given(today=st.dates(date(2024, 1, 1), date(2035, 12, 31)), seed=st.integers(0, 10**9))
@settings(max_examples=6, deadline=None)
def test_last_month_always_has_orders_in_every_region_and_of_both_salespeople(today: date, seed: int) -> None:
    customers = {one["code"]: one for one in read_rows("customers.yaml")}
    last_month = month_of(month_of(today).start_on - timedelta(days=1))
    buyers = [
        customers[one.customer] for one in history(seed).orders(local_now=at(today, 12)) if one.ordered_on in last_month
    ]
    assert {buyer["region"] for buyer in buyers} == set(REGIONS)
    assert {buyer["owner"] for buyer in buyers} >= {"sales", "sales2"}
