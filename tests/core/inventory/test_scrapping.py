"""Lost goods leave the books at their cost; so do those a count misses. Who sells never learns the cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.errors import Refusal
from core.inventory.free import NotEnoughFree
from core.inventory.lots import LotNeeded
from core.operations import OperationNotAllowed
from tests.company import Company
from tests.core.finance.claims import balance
from tests.core.inventory.trading import worth

BROKEN = {"product": "BP-200", "warehouse": "SH", "quantity": 2, "reason": "摔坏了"}


def test_scrap_is_a_loss_of_what_the_goods_cost(company: Company) -> None:
    before = balance(company, "1405")
    scrapped = company.run("manager", "scrap_stock", BROKEN)
    assert (scrapped.quantity, scrapped.value, scrapped.reason) == (2, Decimal("224.00"), "摔坏了")
    assert company.on_hand("BP-200") == (68, 0)
    assert (balance(company, "1405") - before, balance(company, "640202")) == (Decimal(-224), Decimal(224))
    assert worth(company, "BP-200") == (98, "10976.00")


def test_an_expired_lot_can_be_thrown_away_and_has_to_be_named(company: Company) -> None:
    arguments = {"product": "GS-50", "warehouse": "SH", "quantity": 9}
    with pytest.raises(LotNeeded):
        company.run("warehouse", "scrap_stock", arguments)
    scrapped = company.run("warehouse", "scrap_stock", {**arguments, "lot": "2403"})
    assert (scrapped.lot, scrapped.value) == ("2403", None)
    assert company.on_hand("GS-50") == (100, 0)


@pytest.mark.parametrize(
    ("login", "change", "refusal"),
    [
        ("warehouse", {"quantity": 11}, NotEnoughFree),
        ("sales", {}, OperationNotAllowed),
        ("renhe", {}, OperationNotAllowed),
    ],
)
def test_reserved_goods_are_not_scrapped_and_not_by_everybody(
    company: Company, login: str, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    company.order(60)
    with pytest.raises(refusal):
        company.run(login, "scrap_stock", {**BROKEN, **change})


@pytest.mark.parametrize(("counted", "value", "differences"), [(67, "-336.00", "336"), (72, "224.00", "-224")])
def test_a_count_books_what_the_difference_is_worth(
    company: Company, counted: int, value: str, differences: str
) -> None:
    arguments = {"product": "BP-200", "warehouse": "SH", "counted": counted}
    assert company.run("manager", "count_stock", arguments).value == Decimal(value)
    assert balance(company, "640201") == Decimal(differences)
    assert worth(company, "BP-200")[1] == f"{Decimal('11200.00') + Decimal(value):.2f}"
    assert company.run("warehouse", "count_stock", {**arguments, "counted": 70}).value is None


def test_what_turns_up_of_a_product_that_is_out_costs_what_it_did_last(company: Company) -> None:
    company.run("warehouse", "count_stock", {"product": "TH-30", "warehouse": "SH", "counted": 0})
    assert worth(company, "TH-30") == (0, "0.00")
    company.run("warehouse", "count_stock", {"product": "TH-30", "warehouse": "NB", "counted": 3})
    assert worth(company, "TH-30") == (3, "213.90")
