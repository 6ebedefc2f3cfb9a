"""What customers pay: whose list counts, from which quantity and day, and what an order keeps of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from core.catalog.references import CodeUnfit
from core.customers.segments import NoSuchSegment
from core.errors import Refusal
from core.finance.rates import NoExchangeRate
from core.money import UnknownCurrency
from core.names import NameUnknown
from core.operations import OperationNotAllowed
from core.sales.models import SalesFact, SalesOrder
from core.sales.prices.commands import EndsBeforeItBegins, PriceListExists, PriceListForNobody
from core.sales.prices.documents import NoPrice
from core.sales.prices.views import PriceRule
from tests.company import Company


def open_list(company: Company, code: str, prices: dict[str, str] | None = None, **more: Any) -> None:  # noqa: ANN401
    """A new list with prices by product, for 仁和诊所 unless something else is said."""
    whom = {} if "segment" in more else {"customer": "仁和诊所"}
    company.run("manager", "create_price_list", {"code": code, "name": f"价格{code}", **whom, **more})
    for product, price in (prices or {}).items():
        company.run("manager", "set_price", {"product": product, "price": price, "price_list": code})


def pays(company: Company, quantity: int = 1, product: str = "BP-200", **more: Any) -> tuple[str, str]:  # noqa: ANN401
    """The list and the price that 仁和诊所 is told."""
    asked = {"product": product, "quantity": quantity, "customer": "仁和诊所", **more}
    price = company.ask("sales", "get_price", asked)
    return price.price_list, f"{price.unit_price.normalize():f}"


def listed(company: Company, **asked: Any) -> list[str]:  # noqa: ANN401
    """The codes of the price lists that are found."""
    return [one.code for one in company.ask("sales", "find_price_lists", asked).lists]


def in_segment(company: Company) -> None:
    """Puts 仁和诊所 into 基层医疗."""
    company.run("manager", "set_segment", {"customer": "仁和诊所", "segment": "基层医疗"})


def test_a_customer_s_own_list_counts_before_its_segment_s_and_that_before_the_default(company: Company) -> None:
    assert pays(company) == ("LIST", "189")
    in_segment(company)
    open_list(company, "PRIMARY", {"BP-200": "180"}, segment="基层医疗", priority=9)
    assert pays(company) == ("PRIMARY", "180")
    open_list(company, "RENHE", {"BP-200": "175"})
    assert pays(company) == ("RENHE", "175")
    assert company.ask("sales", "get_price", {"product": "BP-200"}).unit_price == 189
    assert company.ask("sales2", "get_price", {"product": "BP-200", "customer": "宏达"}).price_list == "LIST"


def test_of_two_lists_of_a_kind_the_higher_priority_counts_and_then_the_newer(company: Company) -> None:
    open_list(company, "FIRST", {"BP-200": "170"})
    open_list(company, "SECOND", {"BP-200": "171"})
    assert pays(company) == ("SECOND", "171")
    open_list(company, "THIRD", {"BP-200": "172"}, priority=-1)
    assert pays(company) == ("SECOND", "171")
    open_list(company, "FOURTH", {"BP-200": "173"}, priority=1)
    assert pays(company) == ("FOURTH", "173")


def test_what_a_list_says_nothing_about_is_priced_by_the_next(company: Company) -> None:
    open_list(company, "RENHE", {"BP-200": "175"})
    assert pays(company, product="TH-30") == ("LIST", "128.5")
    placed = company.run("sales", "draft_order", _order(("TH-30", 1), ("BP-200", 1)))
    assert placed.head.price_list == "RENHE"
    assert [line.rule.price_list for line in placed.lines] == ["LIST", "RENHE"]


def test_a_list_counts_on_its_days_only(company: Company) -> None:
    soon, later = company.today + timedelta(days=3), company.today + timedelta(days=5)
    open_list(company, "RENHE", {"BP-200": "175"}, valid_from=str(soon), valid_until=str(later))
    company.run("manager", "set_price", {"product": "BP-200", "price": "175", "price_list": "RENHE"})
    assert [pays(company.later(timedelta(days=days)))[0] for days in (0, 3, 5, 6)] == ["LIST", "RENHE", "RENHE", "LIST"]
    assert pays(company, on=str(later)) == ("RENHE", "175")


def test_a_price_for_a_time_gives_way_to_the_one_before_it(company: Company) -> None:
    until = company.today + timedelta(days=2)
    company.run("manager", "set_price", {"product": "BP-200", "price": "150", "valid_until": str(until)})
    assert [pays(company.later(timedelta(days=days)))[1] for days in (0, 2, 3)] == ["150", "150", "189"]


def test_the_highest_tier_that_is_reached_counts(company: Company) -> None:
    open_list(company, "RENHE", {"BP-200": "175"})
    for quantity, price in (("10", "165"), ("50", "150")):
        tier = {"product": "BP-200", "price": price, "price_list": "RENHE", "from_quantity": quantity}
        assert company.run("manager", "set_price", tier).quantity_min == int(quantity)
    assert [pays(company, quantity)[1] for quantity in (1, 9, 10, 49, 50)] == ["175", "175", "165", "165", "150"]
    assert pays(company, 1, unit="箱") == ("RENHE", "1650")  # ten in a carton


def test_a_tier_is_reached_over_all_lines_of_a_document(company: Company) -> None:
    company.run("manager", "set_price", {"product": "BP-200", "price": "165", "from_quantity": "2", "unit": "箱"})
    placed = company.run("sales", "draft_order", _order(("BP-200", 15), ("BP-200", 5)))
    assert [(line.unit_price, line.rule.quantity_min) for line in placed.lines] == [(Decimal(165), Decimal(20))] * 2


def test_a_document_is_in_the_currency_of_the_best_list(company: Company) -> None:
    open_list(company, "USD", {"BP-200": "26.50"}, currency="usd")
    placed = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 3}]}
    with pytest.raises(NoExchangeRate):
        company.run("sales", "place_order", placed)
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.1234"})
    order = company.run("sales", "place_order", placed)
    assert (order.head.currency, order.head.net, order.head.exchange_rate) == (
        "USD",
        Decimal("79.50"),
        Decimal("7.1234"),
    )
    assert company.session.scalars(select(SalesFact.ordered_amount)).one() == Decimal("566.31")
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "8"})
    assert company.ask("sales", "get_order", {"order": order.document.number}).head.exchange_rate == Decimal("7.1234")
    with pytest.raises(NoPrice) as refusal:
        company.run("sales", "draft_order", _order(("BP-200", 1), ("TH-30", 1)))
    assert refusal.value.facts == {"product": "TH-30", "currency": "USD"}


def test_a_large_order_is_large_in_the_company_s_currency(company: Company) -> None:
    open_list(company, "USD", {"BP-200": "900"}, currency="USD")
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7"})
    assert company.run("sales", "draft_order", _order(("BP-200", 27))).unusual == ()
    assert company.run("sales", "draft_order", _order(("BP-200", 29))).unusual == ("large",)


def test_prices_with_tax_are_taken_apart_line_by_line(company: Company) -> None:
    open_list(company, "GROSS", {"BP-200": "200"}, tax_included=True)
    placed = company.run("sales", "draft_order", _order(("BP-200", 3), ("TH-30", 1)))
    assert placed.head.tax_included
    assert [(line.net, line.tax, line.tax_included) for line in placed.lines] == [
        (Decimal("530.97"), Decimal("69.03"), True),
        (Decimal("128.50"), Decimal("16.71"), False),
    ]


def test_an_order_keeps_the_list_and_the_rule_that_gave_each_price(company: Company) -> None:
    open_list(company, "RENHE", {"BP-200": "175"}, name_en="Renhe prices")
    tier = {"product": "BP-200", "price": "165", "price_list": "RENHE", "from_quantity": "10"}
    company.run("manager", "set_price", tier)
    number = company.run("sales", "draft_order", _order(("BP-200", 20))).document.number
    company.run("manager", "set_price", tier | {"price": "1"})
    confirmed = company.run("sales", "confirm_order", {"order": number})
    shown = company.ask("sales", "get_order", {"order": number})
    for order in (confirmed, shown):
        assert (order.head.price_list, order.head.list_en, order.head.net) == (
            "RENHE",
            "Renhe prices",
            Decimal("3300.00"),
        )
        assert order.lines[0].rule == PriceRule("RENHE", "价格RENHE", "Renhe prices", Decimal(10))
    row = company.session.scalars(select(SalesOrder)).one()
    assert (row.price_list, row.tax_included, row.exchange_rate) == ("RENHE", False, Decimal(1))


def test_a_cheaper_list_needs_nobody_s_approval_and_a_discount_on_it_does(company: Company) -> None:
    open_list(company, "RENHE", {"BP-200": "90"})
    assert company.run("sales", "draft_order", _order(("BP-200", 1), discount_percent="5")).approvals == ()
    asked = company.run("sales", "draft_order", _order(("BP-200", 1), discount_percent="6")).approvals
    assert [(one.reason, one.asked) for one in asked] == [("discount_over_limit", Decimal(6))]


def test_a_customer_hears_its_own_price_and_nobody_else_s(company: Company) -> None:
    open_list(company, "RENHE", {"BP-200": "175"})
    open_list(company, "HUADONG", {"BP-200": "160"}, customer="华东医院")
    assert company.ask("renhe", "get_price", {"product": "BP-200"}).unit_price == 175
    assert company.ask("visitor", "get_price", {"product": "BP-200"}).unit_price == 189
    for login in ("renhe", "visitor"):
        with pytest.raises(NameUnknown):
            company.ask(login, "get_price", {"product": "BP-200", "customer": "华东医院"})


def test_a_customer_s_catalogue_has_its_own_prices(company: Company) -> None:
    open_list(company, "RENHE", {"BP-200": "160"}, customer="仁和诊所", currency="USD", tax_included=True)
    shown = {row.code: (str(row.price), row.currency) for row in company.ask("renhe", "find_products").products}
    assert (shown["BP-200"], shown["TH-30"]) == (("160.000000", "USD"), ("128.500000", "CNY"))
    assert str(company.ask("sales2", "find_products", {"text": "血压"}).products[0].price) == "189.000000"


def test_lists_are_found_in_the_order_in_which_they_count(company: Company) -> None:
    in_segment(company)
    open_list(company, "PRIMARY", {"BP-200": "180"}, segment="基层医疗")
    open_list(company, "RENHE", {"BP-200": "175", "TH-30": "120"})
    open_list(company, "HONGDA", {"TH-30": "110"}, customer="宏达")
    assert listed(company, customer="仁和诊所") == ["RENHE", "PRIMARY", "LIST"]
    assert listed(company, product="TH-30") == ["RENHE", "LIST"]  # a colleague's customer's list is not shown
    assert listed(company, segment="基层医疗") == ["PRIMARY"]
    (renhe,) = company.ask("sales", "find_price_lists", {"price_list": "RENHE"}).lists
    assert [(one.product, one.price) for one in renhe.prices_shown] == [("BP-200", 175), ("TH-30", 120)]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"customer": None}, PriceListForNobody),
        ({"segment": "基层医疗"}, PriceListForNobody),
        ({"customer": None, "segment": "没有的"}, NoSuchSegment),
        ({"code": "LIST"}, PriceListExists),
        ({"code": "价"}, CodeUnfit),
        ({"currency": "XXQ"}, UnknownCurrency),
        ({"valid_until": "2026-11-22"}, EndsBeforeItBegins),
    ],
)
def test_a_list_that_cannot_be_is_refused(company: Company, changes: dict[str, Any], refusal: type[Refusal]) -> None:
    in_segment(company)
    arguments = {"code": "NEW", "name": "新价", "customer": "仁和诊所"} | changes
    with pytest.raises(refusal):
        company.run("manager", "create_price_list", {key: value for key, value in arguments.items() if value})


def test_lists_without_a_code_are_numbered(company: Company) -> None:
    made = company.run("manager", "create_price_list", {"name": "仁和价", "customer": "仁和诊所"})
    assert made.code == "PL-0001"
    assert (
        company.run("manager", "set_price", {"product": "BP-200", "price": "1", "price_list": "仁和价"}).before is None
    )


@pytest.mark.parametrize("command", ["create_price_list", "set_price", "set_segment"])
def test_only_managers_keep_lists(company: Company, command: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run("sales", command, {})


def _order(*lines: tuple[str, int], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "customer": "仁和诊所",
        "lines": [{"product": code, "quantity": count} for code, count in lines],
        **more,
    }
