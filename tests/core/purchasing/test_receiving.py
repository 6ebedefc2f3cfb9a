"""Goods that come: in parts, a little over, by lot, on hold; to those who wait; and at what they cost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.inventory.lots import LotNeeded
from core.operations import OperationNotAllowed
from core.purchasing.checking.commands import NothingOnHold
from core.purchasing.orders.ending import NotSent
from core.purchasing.receiving.commands import ExpiredOnArrival, MoreThanOrdered, NothingToReceive, NotOnPurchaseOrder
from tests.company import Company
from tests.core.purchasing.buying import balance, bought, broken, came, day, ordered


def coming(company: Company, product: str = "BP-200") -> int:
    stock = company.ask("buyer", "get_stock", {"product": product, "warehouse": "SH"})
    return int(sum(one.quantity for one in stock.rows[0].incoming))


def test_a_part_comes_and_then_the_rest(company: Company) -> None:
    number, owned = bought(company), balance(company, "inventory")
    first = came(company, number, 60)
    assert (first.received, first.lines[0].left, coming(company)) == ("partly", 40, 40)
    assert company.on_hand("BP-200") == (130, 0)
    assert balance(company, "inventory") - owned == 6720
    assert balance(company, "received_not_invoiced") == -6720
    second = came(company, number)
    assert (second.received, second.lines[0].quantity, coming(company)) == ("fully", 40, 0)
    assert balance(company, "received_not_invoiced") == -11200
    assert broken(company) == []
    with pytest.raises(NothingToReceive):
        came(company, number)


def test_a_twentieth_more_is_taken_and_said_and_no_more(company: Company) -> None:
    number = bought(company)
    came(company, number, 60)
    with pytest.raises(MoreThanOrdered) as refused:
        came(company, number, 46)
    assert refused.value.facts["most"] == 45
    result = came(company, number, 45)
    assert (result.lines[0].over, result.unusual) == (5, ("over_ordered",))
    assert balance(company, "received_not_invoiced") == -11760
    assert broken(company) == []


def test_goods_that_were_not_ordered_are_refused(company: Company) -> None:
    number = bought(company)
    with pytest.raises(NotOnPurchaseOrder):
        came(company, number, 3, "TH-30")


def test_a_draft_receives_nothing(company: Company) -> None:
    lines = [{"product": "BP-200", "quantity": 20}]
    made = company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "SH"})
    with pytest.raises(NotSent):
        came(company, made.document.number)


def test_goods_kept_by_lot_come_with_their_lot_and_expiry(company: Company) -> None:
    number = bought(company, 96, "GS-50")
    with pytest.raises(LotNeeded):
        came(company, number, 48, "GS-50")
    with pytest.raises(ExpiredOnArrival):
        came(company, number, 48, "GS-50", lot="2501", expires_on=day(company, 0))
    lines = [
        {"product": "GS-50", "quantity": 1, "unit": "箱", "lot": "2611", "expires_on": day(company, 500)},
        {"product": "GS-50", "quantity": 24, "lot": "2612", "expires_on": day(company, 530)},
    ]
    result = company.run("warehouse", "receive_purchase", {"purchase_order": number, "lines": lines})
    assert [(line.lot, line.quantity, line.left) for line in result.lines] == [("2611", 24, 48), ("2612", 24, 48)]
    assert company.on_hand("GS-50") == (157, 0)
    assert broken(company) == []


def test_those_who_wait_get_the_goods_at_once(company: Company) -> None:
    number = bought(company, 100)
    order = ordered(company, 130)
    assert came(company, number, 50).served == 120
    waiting = company.ask("sales", "get_order", {"order": order}).lines[0]
    assert waiting.promised_on == company.today + timedelta(days=15)
    assert came(company, number, 20).served == 10
    assert company.ask("sales", "get_order", {"order": order}).lines[0].promised_on == company.today + timedelta(days=1)
    assert company.on_hand("BP-200") == (140, 130)
    assert broken(company) == []


def test_goods_on_hold_are_nobody_s_until_they_pass(company: Company) -> None:
    number = bought(company, 100)
    ordered(company, 120)
    held = came(company, number, 80, quality="on_hold")
    assert (held.held, held.served) == (True, 0)
    assert company.ask("buyer", "get_stock", {"product": "BP-200", "warehouse": "SH"}).on_hand == 70
    assert coming(company) == 100
    released = company.run("warehouse", "release_hold", {"purchase_order": number})
    assert (released.passed, released.served, coming(company)) == (True, 120, 20)
    assert broken(company) == []
    with pytest.raises(NothingOnHold):
        company.run("warehouse", "release_hold", {"purchase_order": number})


def test_rejected_goods_go_back_are_not_owed_for_and_still_to_come(company: Company) -> None:
    number, owned = bought(company, 100), balance(company, "inventory")
    came(company, number, 40, quality="on_hold")
    came(company, number, 60)
    result = company.run("warehouse", "release_hold", {"purchase_order": number, "outcome": "rejected"})
    assert not result.passed
    assert coming(company) == 40
    assert balance(company, "received_not_invoiced") == -6720
    assert balance(company, "inventory") - owned == 6720
    assert broken(company) == []
    assert came(company, number).received == "fully"
    assert broken(company) == []


def test_a_price_of_odd_cents_is_booked_without_loss(company: Company) -> None:
    lines = [{"product": "BP-200", "quantity": 30, "price": "33.3333"}]
    made = company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "SH"})
    number = made.document.number
    company.run("buyer", "send_purchase_order", {"purchase_order": number})
    for part in (7, 7, 16):
        came(company, number, part)
        assert broken(company) == []
    assert balance(company, "received_not_invoiced") == Decimal("-1000.00")


@pytest.mark.parametrize("login", ["sales", "accountant", "hr", "renhe"])
def test_receiving_is_the_warehouse_s(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run(login, "receive_purchase", {"purchase_order": bought(company)})
