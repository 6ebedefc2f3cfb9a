"""Promotions on real orders: who gets them, what stands on the document, and that a person's limit is their own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.errors import Refusal
from core.operations import OperationNotAllowed
from core.sales.prices.commands import EndsBeforeItBegins
from core.sales.promotions.commands import PromotionGivesNothing, PromotionOver
from core.sales.promotions.opening import PromotionExists
from tests.company import Company

GIFT = {"name": "十送一", "code": "GIFT", "product": "BP-200", "buy_quantity": "10", "gift": "TH-30"}


def begin(company: Company, code: str = "SALE", **more: Any) -> None:  # noqa: ANN401
    """A promotion that takes a percent or an amount off."""
    company.run("manager", "create_promotion", {"code": code, "name": f"促销{code}", **more})


def order(company: Company, *lines: tuple[str, int], command: str = "draft_order", **more: Any) -> Any:  # noqa: ANN401
    """An order of 仁和诊所."""
    wanted = [{"product": code, "quantity": count} for code, count in lines]
    return company.run("sales", command, {"customer": "仁和诊所", "lines": wanted, **more})


def price(company: Company, login: str = "sales", **asked: Any) -> Decimal:  # noqa: ANN401
    """What one BP-200 costs."""
    told = company.ask(login, "get_price", {"product": "BP-200", **asked})
    return Decimal(told.unit_price)


def running(company: Company, **asked: Any) -> set[str]:  # noqa: ANN401
    """The codes of the promotions that are found."""
    return {one.code for one in company.ask("sales", "find_promotions", asked).promotions}


def test_a_percent_is_taken_off_and_the_line_says_why(company: Company) -> None:
    begin(company, percent="10", products=["BP-200"])
    placed = order(company, ("BP-200", 20), ("TH-30", 1))
    first, second = placed.lines
    assert (first.list_price, first.unit_price, first.net, first.discount_percent) == (189, Decimal("170.10"), 3402, 0)
    assert [(used.code, used.off) for used in first.rule.promotions] == [("SALE", 378)]
    assert (second.unit_price, second.rule.promotions) == (Decimal("128.50"), ())
    shown = company.ask("sales", "get_order", {"order": placed.document.number})
    assert shown.lines[0].rule == first.rule


def test_a_promotion_counts_for_its_customers_goods_and_days_only(company: Company) -> None:
    last = company.today + timedelta(days=1)
    begin(company, percent="10", categories=["器械"], customers=["仁和诊所"], valid_until=str(last))
    assert price(company, customer="仁和诊所") == Decimal("170.10")
    assert price(company) == 189
    assert price(company, "sales2", customer="宏达") == 189
    assert price(company.later(timedelta(days=2)), customer="仁和诊所") == 189
    assert price(company, "renhe") == Decimal("170.10")


def test_a_promotion_for_a_segment_counts_for_who_is_in_it(company: Company) -> None:
    company.run("manager", "set_segment", {"customer": "仁和诊所", "segment": "基层医疗"})
    begin(company, percent="10", segments=["基层医疗"])
    assert order(company, ("BP-200", 1)).head.net == Decimal("170.10")
    assert company.ask("sales2", "get_price", {"product": "BP-200", "customer": "宏达"}).unit_price == 189


def test_a_gift_is_a_line_at_its_price_discounted_to_zero_and_is_held_like_any(company: Company) -> None:
    company.run("manager", "create_gift_promotion", GIFT)
    placed = order(company, ("BP-200", 25), command="place_order")
    gift = placed.lines[1]
    assert (gift.product, gift.quantity, gift.list_price) == ("TH-30", 2, Decimal("128.50"))
    assert (gift.unit_price, gift.net, gift.tax, gift.rule.gift) == (0, 0, 0, True)
    assert placed.head.net == Decimal("4725.00")
    assert company.on_hand("TH-30") == (12, 2)
    company.run("sales", "cancel_order", {"order": placed.document.number})
    assert company.on_hand("TH-30") == (12, 0)


def test_the_bought_product_itself_may_be_the_gift(company: Company) -> None:
    own = {key: value for key, value in GIFT.items() if key != "gift"}
    company.run("manager", "create_gift_promotion", own)
    shown = company.ask("sales", "get_price", {"product": "BP-200", "quantity": 2, "unit": "箱"})
    assert [(gift.product, gift.quantity, gift.unit) for gift in shown.gifts] == [("BP-200", 2, "台")]
    assert (shown.net, shown.unit_price) == (3780, 1890)


def test_a_bundle_costs_its_price(company: Company) -> None:
    parts = [{"product": "BP-200", "quantity": 1}, {"product": "TH-30", "quantity": 2}]
    bundle = {"name": "套装", "code": "SET", "lines": parts, "price": "400"}
    made = company.run("manager", "create_bundle_promotion", bundle).promotion
    assert [(scope.code, scope.quantity) for scope in made.scopes] == [("BP-200", 1), ("TH-30", 2)]
    assert order(company, ("BP-200", 2), ("TH-30", 4)).head.net == 800
    assert order(company, ("BP-200", 3), ("TH-30", 4)).head.net == 989


def test_an_amount_is_taken_off_once_a_document_comes_to_enough(company: Company) -> None:
    begin(company, amount="300", amount_min="2000")
    assert order(company, ("BP-200", 10)).head.net == 1890
    placed = order(company, ("BP-200", 10), ("TH-30", 2))
    assert (placed.head.net, sum(line.net for line in placed.lines)) == (1847, 1847)


def test_exclusive_ones_compete_and_a_stackable_one_comes_after(company: Company) -> None:
    begin(company, "TEN", percent="10")
    begin(company, "TWENTY", percent="20")
    begin(company, "HALF", percent="50", stacking="stackable")
    (line,) = order(company, ("BP-200", 1)).lines
    assert [(used.code, used.off) for used in line.rule.promotions] == [
        ("TWENTY", Decimal("37.80")),
        ("HALF", Decimal("75.60")),
    ]
    assert line.net == Decimal("75.60")


def test_what_a_promotion_gives_is_not_the_salesperson_s_discount(company: Company) -> None:
    begin(company, percent="40")
    placed = order(company, ("BP-200", 1), discount_percent="5")
    assert (placed.approvals, placed.lines[0].net) == ((), Decimal("107.73"))
    assert len(order(company, ("BP-200", 1), discount_percent="6").approvals) == 1


def test_an_ended_promotion_counts_no_more_and_is_not_ended_twice(company: Company) -> None:
    begin(company, percent="10")
    placed = order(company, ("BP-200", 1))
    company.run("manager", "end_promotion", {"promotion": "SALE"})
    assert order(company, ("BP-200", 1)).head.net == 189
    assert company.run("sales", "confirm_order", {"order": placed.document.number}).head.net == Decimal("170.10")
    assert company.ask("sales", "find_promotions").count == 0
    assert company.ask("sales", "find_promotions", {"promotion": "SALE"}).promotions[0].ended_on == company.today
    with pytest.raises(PromotionOver):
        company.run("manager", "end_promotion", {"promotion": "SALE"})


def test_promotions_are_found_by_what_they_are_for_and_what_they_give(company: Company) -> None:
    begin(company, "ALL", percent="1")
    begin(company, "DEVICES", percent="1", categories=["器械"])
    begin(company, "STRIPS", percent="1", products=["GS-50"])
    company.run("manager", "create_gift_promotion", GIFT)
    assert running(company, product="TH-30") == {"ALL", "DEVICES", "GIFT"}
    assert running(company) == {"ALL", "DEVICES", "STRIPS", "GIFT"}
    assert running(company, on=str(company.today - timedelta(days=1))) == set()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, PromotionGivesNothing),
        ({"percent": "0"}, PromotionGivesNothing),
        ({"percent": "5", "amount": "5"}, PromotionGivesNothing),
        ({"percent": "5", "valid_until": "2026-11-22"}, EndsBeforeItBegins),
        ({"percent": "5", "code": "GIFT"}, PromotionExists),
    ],
)
def test_a_promotion_that_cannot_be_is_refused(
    company: Company, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    company.run("manager", "create_gift_promotion", GIFT)
    with pytest.raises(refusal):
        begin(company, **changes)


@pytest.mark.parametrize(
    "command", ["create_promotion", "create_gift_promotion", "create_bundle_promotion", "end_promotion"]
)
def test_only_managers_begin_and_end_promotions(company: Company, command: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run("sales", command, {})


def test_a_card_is_void_when_a_promotion_ends_before_the_yes(company: Company) -> None:
    begin(company, percent="10")
    wanted = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 1}]}
    proposal = company.propose("sales", "place_order", wanted)
    company.run("manager", "end_promotion", {"promotion": "SALE"})
    assert company.confirm("sales", proposal).outcome.value == "changed"
