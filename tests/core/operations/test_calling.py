"""A call is checked before it runs: who asks, what they said, what it means; each failure names what was wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from core import operations
from core.calendar import NoSuchDate, Period
from core.catalog.references import (
    NoLines,
    NotAQuantity,
    QuantityNotPositive,
    QuantityTooFine,
    QuantityTooLarge,
    TooManyLines,
)
from core.company import CompanyRow
from core.errors import Refusal
from core.names import NameUnknown
from core.operations import (
    CommandNeedsConfirmation,
    InvalidArgument,
    MissingArgument,
    NoSuchOperation,
    OperationNotAllowed,
    UnknownArgument,
)
from core.operations.references import NotText
from core.sales.references import DiscountUnfit
from tests.company import Company


def understood(company: Company, name: str, arguments: dict[str, Any], login: str = "sales") -> Any:  # noqa: ANN401
    """The arguments as the operation will be given them."""
    return operations.understand(company.session, name, arguments, actor=company.actor(login), now=company.now)


def order(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any argument
    """A plain order, with changes to its one line."""
    return {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 2, **changes}]}


def test_what_people_wrote_becomes_what_it_means(company: Company) -> None:
    meant = understood(company, "place_order", {**order(unit="台"), "requested_on": "下周五", "discount_percent": "3%"})
    assert (meant.customer.code, meant.lines[0].product.code) == ("C-0001", "BP-200")
    assert meant.lines[0].quantity == Decimal(2)
    assert meant.requested_on == date(2026, 12, 4)
    assert meant.discount_percent == Decimal(3)


def test_periods_are_the_company_s_own_days(company: Company) -> None:
    meant = understood(company, "report_sales", {"period": "上个月"}, "manager")
    assert meant.period == Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(("country", "due_on"), [("CN", date(2026, 10, 10)), ("DE", date(2026, 10, 5))])
def test_working_days_are_those_of_the_company_s_country(company: Company, country: str, due_on: date) -> None:
    company.session.execute(update(CompanyRow).values(country=country))
    company.session.info.clear()
    before_the_holiday = company.at(datetime(2026, 9, 30, 2, tzinfo=UTC))
    meant = understood(before_the_holiday, "place_order", {**order(), "requested_on": "3个工作日后"})
    assert meant.requested_on == due_on
    assert before_the_holiday.actor("sales").country == country


def test_canonical_arguments_are_codes_and_are_understood_again(company: Company) -> None:
    meant = understood(company, "place_order", {**order(quantity="２"), "requested_on": "tomorrow", "note": "急"})
    plain = operations.canonical(meant)
    assert plain == {
        "customer": "C-0001",
        "lines": [{"product": "BP-200", "quantity": "2"}],
        "requested_on": "2026-11-24",
        "note": "急",
    }
    assert understood(company, "place_order", plain) == meant


@pytest.mark.parametrize(
    ("arguments", "refusal", "facts"),
    [
        ({"lines": order()["lines"]}, MissingArgument, {"operation": "place_order", "parameter": "customer"}),
        (order() | {"colour": "red"}, UnknownArgument, {"operation": "place_order", "parameter": "colour"}),
        (order() | {"lines": "two monitors"}, InvalidArgument, {"parameter": "lines", "value": "two monitors"}),
        (order() | {"lines": []}, NoLines, {}),
        (order() | {"lines": [{"product": "BP-200", "quantity": 1}] * 201}, TooManyLines, {"lines": 201, "limit": 200}),
        (order(quantity=0), QuantityNotPositive, {"quantity": Decimal(0)}),
        (order(quantity=-5), QuantityNotPositive, {"quantity": Decimal(-5)}),
        (order(quantity="1e9"), QuantityTooLarge, {"limit": Decimal(1_000_000)}),
        (order(quantity="1e99999999"), QuantityTooLarge, {"quantity": "1e99999999"}),
        (order(quantity="-1e99999999"), QuantityNotPositive, {"quantity": "-1e99999999"}),
        (order(quantity="0.0000001"), QuantityTooFine, {"text": "0.0000001", "decimals": 6}),
        (order(quantity="1e-99999999"), QuantityTooFine, {"text": "1e-99999999"}),
        (order(quantity="NaN"), NotAQuantity, {"text": "NaN"}),
        (order(quantity="一些"), NotAQuantity, {"text": "一些"}),
        (order(product="龙门吊"), NameUnknown, {"kind": "product", "text": "龙门吊"}),
        (order(product="   "), NotText, {"what": "product"}),
        (order(product=7), NotText, {"what": "product"}),
        (order(discount_percent="-1"), DiscountUnfit, {"discount": "-1"}),
        (order(discount_percent=100), DiscountUnfit, {"discount": "100"}),
        (order() | {"customer": "无此客户"}, NameUnknown, {"kind": "customer"}),
        (order() | {"requested_on": "2月31日"}, NoSuchDate, {}),
        (order() | {"requested_on": "31 February"}, NoSuchDate, {}),
    ],
)
def test_bad_input_is_refused_by_what_is_wrong_with_it(
    company: Company, arguments: dict[str, Any], refusal: type[Refusal], facts: dict[str, Any]
) -> None:
    with pytest.raises(refusal) as refused:
        understood(company, "place_order", arguments)
    assert type(refused.value) is refusal
    assert facts.items() <= refused.value.facts.items()


@pytest.mark.parametrize("said", ["33.33333333", "1e-99999999"])
def test_a_discount_finer_than_the_books_keep_is_refused(company: Company, said: str) -> None:
    with pytest.raises(DiscountUnfit):
        understood(company, "place_order", order() | {"discount_percent": said})


def test_a_discount_may_be_said_with_its_sign(company: Company) -> None:
    given = understood(company, "place_order", order() | {"discount_percent": "12.5%"})
    assert given.discount_percent == Decimal("12.5")


def test_an_unknown_operation_is_not_found(company: Company) -> None:
    with pytest.raises(NoSuchOperation):
        company.ask("admin", "rob_bank")


def test_who_may_not_is_told_who_may(company: Company) -> None:
    with pytest.raises(OperationNotAllowed) as refused:
        understood(company, "place_order", order(), "hr")
    assert refused.value.facts["roles"] == ["admin", "customer", "manager", "salesperson"]


def test_permission_is_asked_before_names_are_looked_up(company: Company) -> None:
    with pytest.raises(OperationNotAllowed):
        understood(company, "place_order", order(product="龙门吊"), "visitor")


def test_a_command_is_never_run_as_a_query(company: Company) -> None:
    with pytest.raises(CommandNeedsConfirmation):
        company.ask("sales", "place_order", order())


def test_ten_thousand_characters_are_looked_up_as_nothing(company: Company) -> None:
    with pytest.raises(NameUnknown):
        understood(company, "get_stock", {"product": "血压计" * 3_400})


def test_markup_and_sql_are_just_words(company: Company) -> None:
    name = "<script>alert('x')</script>'; DROP TABLE customers; --"
    company.run("sales", "create_customer", {"name": name, "region": "华东"})
    page = company.ask("sales", "find_customers", {"text": "script"})
    assert [row.name_zh for row in page.customers] == [name]
