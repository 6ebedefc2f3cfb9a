"""Orders are told to those they concern; to others their numbers never were."""

from __future__ import annotations

import pytest

from core.names import NameUnknown
from core.operations import OperationNotAllowed
from core.sales.models import OrderState
from core.sales.references import OrderUnknown
from tests.company import Company


@pytest.fixture
def numbers(company: Company) -> dict[str, str]:
    """One order each of three customers of three salespeople."""
    return {
        "仁和诊所": company.order(1),
        "华东医院": company.order(2, login="teammate", customer="华东医院"),
        "成都宏达医疗": company.order(3, login="sales2", customer="成都宏达医疗"),
    }


@pytest.mark.parametrize(
    ("login", "customers"),
    [
        ("sales", {"仁和诊所", "华东医院"}),
        ("teammate", {"仁和诊所", "华东医院"}),
        ("sales2", {"成都宏达医疗"}),
        ("renhe", {"仁和诊所"}),
        ("manager", {"仁和诊所", "华东医院", "成都宏达医疗"}),
        ("support", {"仁和诊所", "华东医院", "成都宏达医疗"}),
        ("warehouse", {"仁和诊所", "华东医院", "成都宏达医疗"}),
        ("accountant", {"仁和诊所", "华东医院", "成都宏达医疗"}),
    ],
)
def test_everybody_sees_the_orders_of_their_customers(
    company: Company, numbers: dict[str, str], login: str, customers: set[str]
) -> None:
    page = company.ask(login, "find_orders")
    assert {row.customer_zh for row in page.orders} == customers
    assert page.count == len(customers)
    for customer, number in numbers.items():
        if customer in customers:
            assert company.ask(login, "get_order", {"order": number}).head.customer_zh == customer
        else:
            with pytest.raises(OrderUnknown):
                company.ask(login, "get_order", {"order": number})


def test_a_number_out_of_scope_gets_the_words_of_one_that_never_was(company: Company, numbers: dict[str, str]) -> None:
    refusals = []
    for number in (numbers["华东医院"], "SO-2026-99999"):
        with pytest.raises(OrderUnknown) as refused:
            company.ask("renhe", "get_order", {"order": number})
        refusals.append((refused.value.code, set(refused.value.facts), refused.value.choices))
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize("login", ["buyer", "hr", "visitor"])
def test_whom_orders_do_not_concern_may_not_ask(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.ask(login, "find_orders")


def test_a_colleague_s_order_cannot_be_cancelled_either(company: Company, numbers: dict[str, str]) -> None:
    with pytest.raises(OrderUnknown):
        company.run("sales", "cancel_order", {"order": numbers["成都宏达医疗"]})
    with pytest.raises(OrderUnknown):
        company.run("renhe", "cancel_order", {"order": numbers["华东医院"]})
    with pytest.raises(OperationNotAllowed):
        company.run("warehouse", "cancel_order", {"order": numbers["仁和诊所"]})


def test_numbers_are_read_as_people_write_them(company: Company, numbers: dict[str, str]) -> None:
    number = numbers["仁和诊所"]
    full_width = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    for written in (number.lower(), f" {number} ", full_width, number.replace("-", " - ")):
        assert company.ask("sales", "get_order", {"order": written}).number == number


def test_orders_are_found_by_product_state_and_period(company: Company, numbers: dict[str, str]) -> None:
    company.run("sales", "cancel_order", {"order": numbers["仁和诊所"]})
    company.order(1, "TH-30")

    def found(**arguments: str) -> int:
        return int(company.ask("manager", "find_orders", arguments).count)

    assert found() == 4
    assert found(product="耳温枪") == 1
    assert found(state=OrderState.CANCELLED.value) == 1
    assert found(customer="仁和诊所", state="confirmed") == 1
    assert found(period="今天") == 4
    assert found(period="昨天") == 0


def test_orders_of_one_salesperson_are_found_and_no_customer_learns_who_works_here(
    company: Company, numbers: dict[str, str]
) -> None:
    page = company.ask("manager", "find_orders", {"salesperson": "sales2"})
    assert [row.number for row in page.orders] == [numbers["成都宏达医疗"]]
    refused = []
    for named in ("sales2", "sal"):
        with pytest.raises(NameUnknown) as told:
            company.ask("renhe", "find_orders", {"salesperson": named})
        refused.append(told.value.choices)
    assert refused == [(), ()]


def test_the_newest_order_comes_first(company: Company, numbers: dict[str, str]) -> None:
    page = company.ask("manager", "find_orders")
    assert [row.number for row in page.orders] == sorted(numbers.values(), reverse=True)
    assert page.orders[0].products == ("BP-200",)
