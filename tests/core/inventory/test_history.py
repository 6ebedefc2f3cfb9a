"""What happened to a product, what does not sell and what expires; costs are told to those who may know them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.operations import OperationNotAllowed
from tests.company import Company
from tests.core.inventory.trading import deliver, send, take_in


def test_every_way_goods_came_and_went_is_in_the_history_newest_first(company: Company) -> None:
    shipped = send(company, company.order(20), 20)
    later = company.later(timedelta(hours=1))
    deliver(later, [one.goods for one in shipped])
    there = {"product": "BP-200", "quantity": 4, "from_warehouse": "SH", "to_warehouse": "NB"}
    later.later(timedelta(hours=1)).run("warehouse", "transfer_stock", there)
    scrapped = {"product": "BP-200", "warehouse": "SH", "quantity": 1}
    later.later(timedelta(hours=2)).run("warehouse", "scrap_stock", scrapped)
    found = company.ask("manager", "get_stock_history", {"product": "BP-200", "warehouse": "SH"})
    assert [(int(one.quantity), one.target, one.target_warehouse) for one in found.changes] == [
        (-1, "scrap", None),
        (-4, "stock", "NB"),
        (-20, "transit", None),
        (70, "stock", "SH"),
    ]
    assert [one.value for one in found.changes] == [
        Decimal("112.00"),
        Decimal("448.00"),
        Decimal("2240.00"),
        Decimal("7840.00"),
    ]
    assert (found.count, found.changes[0].user) == (4, "warehouse")


@pytest.mark.parametrize("login", ["sales", "support", "warehouse"])
def test_costs_are_not_for_everybody(company: Company, login: str) -> None:
    changes = company.ask(login, "get_stock_history", {"product": "BP-200"}).changes
    assert {one.value for one in changes} == {None}
    assert company.later(timedelta(days=91)).ask(login, "find_slow_stock").value is None
    assert {one.value for one in company.ask(login, "find_expiring_lots").lots} == {None}


@pytest.mark.parametrize("operation", ["get_stock_history", "find_slow_stock", "find_expiring_lots"])
@pytest.mark.parametrize("login", ["renhe", "visitor", "hr"])
def test_outsiders_are_told_nothing(company: Company, operation: str, login: str) -> None:
    arguments = {"product": "BP-200"} if operation == "get_stock_history" else {}
    with pytest.raises(OperationNotAllowed):
        company.ask(login, operation, arguments)


def test_the_history_of_a_period_is_that_of_its_days(company: Company) -> None:
    tomorrow = company.later(timedelta(days=1))
    take_in(tomorrow, "BP-200", 5)
    period = f"{tomorrow.today}..{tomorrow.today}"
    found = company.ask("buyer", "get_stock_history", {"product": "BP-200", "period": period})
    assert [int(one.quantity) for one in found.changes] == [5]
    assert found.changes[0].source == "supplier"


def test_what_was_not_sold_for_long_is_slow_the_costliest_first(company: Company) -> None:
    later = company.later(timedelta(days=100))
    send(company.later(timedelta(days=30)), company.order(1), 1)
    slow = later.ask("manager", "find_slow_stock")
    assert [one.product for one in slow.products] == ["GS-50", "TH-30"]
    assert (slow.count, slow.value) == (2, Decimal("3689.60"))
    assert [(one.idle_days, one.ever_sold) for one in slow.products] == [(100, False), (100, False)]
    slow = later.ask("manager", "find_slow_stock", {"idle_days": 70})
    assert [one.product for one in slow.products] == ["BP-200", "GS-50", "TH-30"]
    assert (slow.products[0].idle_days, slow.products[0].ever_sold) == (70, True)


def test_stock_that_came_back_to_nothing_and_in_again_is_new(company: Company) -> None:
    send(company, company.order(12, "TH-30"), 12)
    later = company.later(timedelta(days=80))
    take_in(later, "TH-30", 5)
    assert "TH-30" not in [one.product for one in later.ask("manager", "find_slow_stock", {"idle_days": 1}).products]


def test_lots_that_expire_soon_are_found_and_those_that_have(company: Company) -> None:
    found = company.ask("manager", "find_expiring_lots", {"within_days": 120})
    assert [(one.lot, one.days_left, int(one.on_hand), one.value) for one in found.lots] == [
        ("2403", -6, 9, Decimal("234.00")),
        ("2405", 118, 40, Decimal("1040.00")),
    ]
    assert (found.count, found.value) == (2, Decimal("1274.00"))
    assert [one.lot for one in company.ask("sales", "find_expiring_lots").lots] == ["2403"]
    assert company.ask("sales", "find_expiring_lots", {"warehouse": "NB"}).lots == ()
