"""Goods that go back to their supplier: off the shelves, off what is owed, and never those promised to others."""

from __future__ import annotations

import pytest

from core.inventory.free import NotEnoughFree
from core.operations import OperationNotAllowed
from core.purchasing.receiving.commands import NotOnPurchaseOrder
from core.purchasing.returning.working import ReturnedMoreThanCame
from tests.company import Company
from tests.core.purchasing.buying import balance, billed, bought, broken, came, ordered, requested, rule
from tests.core.purchasing.test_crediting import sent_back


def test_goods_that_go_back_are_no_longer_owed_for(company: Company) -> None:
    order = bought(company)
    came(company, order, 60)
    owned = balance(company, "inventory")
    gone = sent_back(company, order, 5, reason="scratched")
    assert (gone.to_credit, gone.owed, gone.lines[0].quantity) == (False, None, 5)
    assert company.on_hand("BP-200")[0] == 125
    assert balance(company, "received_not_invoiced") == -55 * 112
    assert balance(company, "inventory") - owned == -5 * 112
    shown = company.ask("buyer", "get_purchase_order", {"purchase_order": order})
    assert (shown.lines[0].received, shown.lines[0].returned, shown.state) == (55, 5, "sent")
    assert broken(company) == []


def test_an_order_with_returned_goods_is_done_when_the_rest_has_come_and_is_billed(company: Company) -> None:
    order = bought(company)
    came(company, order, 60)
    sent_back(company, order, 5)
    assert came(company, order).lines[0].quantity == 40
    billed(company, order)
    shown = company.ask("buyer", "get_purchase_order", {"purchase_order": order})
    assert (shown.state, shown.received, shown.billed) == ("closed", "fully", "fully")
    assert broken(company) == []


def test_goods_at_another_cost_leave_at_the_average(company: Company) -> None:
    terms = {"supplier": "脉岸电子", "product": "BP-200", "price": "122"}
    company.run("buyer", "set_supplier_product", terms)
    order = bought(company)
    came(company, order)
    sent_back(company, order, 100)
    assert balance(company, "received_not_invoiced") == 0
    assert balance(company, "inventory_differences") == -500
    assert broken(company) == []


def test_goods_on_hold_go_back_and_are_still_to_come(company: Company) -> None:
    order = bought(company)
    came(company, order, 60, quality="on_hold")
    with pytest.raises(ReturnedMoreThanCame):
        sent_back(company, order, 2)
    sent_back(company, order, 2, taken_from="quarantine")
    assert broken(company) == []
    company.run("warehouse", "release_hold", {"purchase_order": order})
    assert came(company, order).lines[0].quantity == 42
    assert broken(company) == []


def test_no_more_goes_back_than_came(company: Company) -> None:
    order = bought(company)
    came(company, order, 60)
    sent_back(company, order, 20)
    with pytest.raises(ReturnedMoreThanCame) as refused:
        sent_back(company, order, 41)
    assert refused.value.facts["most"] == 40
    lines = [{"product": "TH-30", "quantity": 1}]
    with pytest.raises(NotOnPurchaseOrder):
        company.run("warehouse", "return_purchase", {"purchase_order": order, "lines": lines})


def test_what_is_promised_to_customers_stays(company: Company) -> None:
    order = bought(company)
    came(company, order)
    ordered(company, 150)
    with pytest.raises(NotEnoughFree) as refused:
        sent_back(company, order, 21)
    assert refused.value.facts["available"] == 20
    sent_back(company, order, 20)
    assert broken(company) == []


def test_a_lot_goes_back_from_its_own_receipt(company: Company) -> None:
    order = bought(company, 96, "GS-50")
    came(company, order, 48, "GS-50", lot="2411", expires_on="2028-01-31")
    came(company, order, 48, "GS-50", lot="2412", expires_on="2028-02-28")
    lines = [{"product": "GS-50", "quantity": 2, "unit": "箱", "lot": "2411"}]
    gone = company.run("warehouse", "return_purchase", {"purchase_order": order, "lines": lines})
    assert [(line.lot, line.quantity) for line in gone.lines] == [("2411", 48)]
    with pytest.raises(ReturnedMoreThanCame):
        company.run("warehouse", "return_purchase", {"purchase_order": order, "lines": lines})
    assert broken(company) == []


def test_goods_that_fall_short_by_it_are_requested(company: Company) -> None:
    order = bought(company)
    came(company, order)
    rule(company, 150, 200)
    assert requested(company) == []
    sent_back(company, order, 30)
    assert requested(company) == [("BP-200", "SH", 60)]


@pytest.mark.parametrize("login", ["sales", "accountant", "renhe"])
def test_goods_are_sent_back_by_those_who_take_them_in(company: Company, login: str) -> None:
    order = bought(company)
    came(company, order)
    lines = [{"product": "BP-200", "quantity": 1}]
    with pytest.raises(OperationNotAllowed):
        company.run(login, "return_purchase", {"purchase_order": order, "lines": lines})
