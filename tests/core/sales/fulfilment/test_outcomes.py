"""What becomes of goods that came back: repaired, sent to the supplier, credited, or exchanged."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.inventory.allocating import InsufficientStock
from core.sales.returns.exchanging import NothingToExchangeWith
from core.sales.returns.policy import NothingToReturn, ReturnTooLate
from core.states import InvalidTransition
from tests.company import Company
from tests.core.sales.fulfilment.test_order_to_cash import balances, delivered


def approved(company: Company, quantity: int, *, of: int = 5, invoice: bool = True) -> tuple[str, str]:
    """The numbers of an order of monitors, delivered and invoiced, and of an approved return of some of them."""
    order = company.order(of)
    delivered(company, order)
    if invoice:
        company.run("accountant", "invoice_order", {"order": order})
    lines = [{"product": "BP-200", "quantity": quantity}]
    number = company.run("renhe", "request_return", {"order": order, "lines": lines}).document.number
    company.run("support", "approve_return", {"goods_return": number})
    return order, str(number)


def test_repaired_goods_go_back_and_nothing_is_booked(company: Company) -> None:
    order, number = approved(company, 2)
    before, stock = balances(company), company.on_hand("BP-200")
    taken = company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "repair"})
    assert taken.state == "inspected"
    with pytest.raises(InvalidTransition):
        company.run("accountant", "credit_return", {"goods_return": number})
    assert company.run("warehouse", "finish_repair", {"goods_return": number}).state == "repaired"
    assert (balances(company), company.on_hand("BP-200")) == (before, stock)
    with pytest.raises(InvalidTransition):
        company.run("accountant", "credit_return", {"goods_return": number})
    again = company.run("renhe", "request_return", {"order": order})
    assert [line.quantity for line in again.lines] == [5]


def test_goods_in_repair_cannot_be_given_back_twice(company: Company) -> None:
    order, number = approved(company, 5)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "repair"})
    with pytest.raises(NothingToReturn):
        company.run("renhe", "request_return", {"order": order})
    with pytest.raises(InvalidTransition):
        company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "repair"})


def test_what_cannot_be_repaired_is_scrapped_and_credited(company: Company) -> None:
    _, number = approved(company, 2)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "repair"})
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "scrap"})
    assert balances(company)["scrapped"] == 224
    note = company.run("accountant", "credit_return", {"goods_return": number})
    assert note.totals.net == 378


def test_parts_of_a_delivery_keep_their_cost_beside_goods_in_repair(company: Company) -> None:
    order, number = approved(company, 2)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "repair"})
    rest = company.run("renhe", "request_return", {"order": order}).document.number
    company.run("support", "approve_return", {"goods_return": rest})
    company.run("warehouse", "receive_return", {"goods_return": rest, "outcome": "restock"})
    assert balances(company)["cost_of_goods_sold"] == 224
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "restock"})
    assert "cost_of_goods_sold" not in balances(company)


def test_what_goes_to_the_supplier_is_claimed_at_cost_and_credited_to_the_customer(company: Company) -> None:
    _, number = approved(company, 2)
    stock = company.on_hand("BP-200")
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "to_supplier"})
    assert company.on_hand("BP-200") == stock
    assert balances(company)["supplier_claims"] == 224
    company.run("accountant", "credit_return", {"goods_return": number})
    assert balances(company)["supplier_claims"] == 224
    assert balances(company)["revenue"] == -567


def test_exchanged_goods_are_reserved_and_delivered_again_and_nothing_is_credited(company: Company) -> None:
    order, number = approved(company, 2)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "scrap"})
    assert company.ask("sales", "get_order", {"order": order}).state == "closed"
    made = company.run("support", "exchange_return", {"goods_return": number})
    assert [(part.warehouse, part.lines[0].quantity) for part in made.parts] == [("SH", 2)]
    assert company.on_hand("BP-200") == (65, 2)
    assert balances(company)["contract_liabilities"] == -378
    due = company.ask("warehouse", "find_due_shipments", {"until": "2027-01-31"}).rows
    assert [(row.order, row.quantity) for row in due] == [(order, 2)]
    company.run("warehouse", "ship_delivery", {"delivery": made.document.number})
    company.run("warehouse", "confirm_delivery_received", {"delivery": made.document.number})
    assert "contract_liabilities" not in balances(company)
    assert balances(company)["revenue"] == -945
    assert company.on_hand("BP-200") == (63, 0)
    shown = company.ask("renhe", "get_return", {"goods_return": number})
    assert (shown.state, shown.deliveries) == ("exchanged", (made.document.number,))
    with pytest.raises(InvalidTransition):
        company.run("accountant", "credit_return", {"goods_return": number})


def test_what_was_exchanged_can_be_given_back_once_more(company: Company) -> None:
    order, number = approved(company, 5)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "scrap"})
    made = company.run("warehouse", "exchange_return", {"goods_return": number})
    with pytest.raises(NothingToReturn):
        company.run("renhe", "request_return", {"order": order})
    company.run("warehouse", "ship_delivery", {"delivery": made.document.number})
    company.run("warehouse", "confirm_delivery_received", {"delivery": made.document.number})
    again = company.run("renhe", "request_return", {"order": order}).document.number
    company.run("support", "approve_return", {"goods_return": again})
    company.run("warehouse", "receive_return", {"goods_return": again, "outcome": "restock"})
    assert company.run("accountant", "credit_return", {"goods_return": again}).totals.net == 945


def test_an_exchange_needs_the_goods_in_stock(company: Company) -> None:
    _, number = approved(company, 5, of=60)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "scrap"})
    company.order(38, customer="华东医院", login="teammate")
    with pytest.raises(InsufficientStock):
        company.run("support", "exchange_return", {"goods_return": number})
    assert company.ask("support", "get_return", {"goods_return": number}).state == "scrapped"


def test_an_exchange_that_is_called_off_can_be_planned_anew_or_given_up(company: Company) -> None:
    order, number = approved(company, 2)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "restock"})
    made = company.run("support", "exchange_return", {"goods_return": number})
    company.run("warehouse", "cancel_delivery", {"delivery": made.document.number})
    planned = company.run("warehouse", "plan_delivery", {"order": order})
    company.run("warehouse", "cancel_delivery", {"delivery": planned.document.number})
    invoice = company.ask("sales", "find_invoices", {"order": order}).invoices[0].number
    lines = [{"product": "BP-200", "quantity": 2}]
    company.run("accountant", "credit_invoice", {"invoice": invoice, "lines": lines})
    company.run("sales", "close_order", {"order": order})
    assert company.on_hand("BP-200") == (67, 0)
    assert balances(company)["receivables"] == Decimal("640.71")


def test_an_exchange_before_the_invoice_is_invoiced_once(company: Company) -> None:
    order, number = approved(company, 2, invoice=False)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "restock"})
    made = company.run("support", "exchange_return", {"goods_return": number})
    company.run("warehouse", "ship_delivery", {"delivery": made.document.number})
    company.run("warehouse", "refuse_delivery", {"delivery": made.document.number})
    delivered(company, order)
    assert company.run("accountant", "invoice_order", {"order": order}).totals.net == 945
    assert company.ask("sales", "get_order", {"order": order}).state == "closed"


def test_an_exchange_waits_for_no_goods_that_are_still_to_come(company: Company) -> None:
    _, number = approved(company, 5, of=60)
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "scrap"})
    company.order(38, customer="华东医院", login="teammate")
    due_on = (company.today + timedelta(days=9)).isoformat()
    coming = {"product": "BP-200", "warehouse": "SH", "quantity": "40", "due_on": due_on}
    company.run("buyer", "expect_receipt", coming)
    with pytest.raises(NothingToExchangeWith) as refused:
        company.run("support", "exchange_return", {"goods_return": number})
    assert (refused.value.facts["product"], refused.value.facts["asked"]) == ("BP-200", 5)
    assert company.ask("support", "get_return", {"goods_return": number}).state == "scrapped"


def test_the_company_says_for_how_long_goods_may_be_given_back(company: Company) -> None:
    order = company.order(2)
    delivered(company, order)
    company.run("manager", "set_sales_term", {"term": "returns", "allowed_days": 7})
    with pytest.raises(ReturnTooLate) as refused:
        company.later(timedelta(days=8)).run("renhe", "request_return", {"order": order})
    assert refused.value.facts["days"] == 7
    company.run("manager", "set_sales_term", {"term": "returns", "allowed_days": 10})
    company.later(timedelta(days=8)).run("renhe", "request_return", {"order": order})
