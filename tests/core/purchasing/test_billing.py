"""Suppliers' bills: matched with the order and what came, booked, and paid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.finance.references import AmountTooFine
from core.finance.settling import AllocatedTooMuch, NothingLeftToSettle
from core.operations import OperationNotAllowed
from core.proposals import Outcome
from core.purchasing.billing.commands import BilledLater, BillRecorded, NotBillable
from core.purchasing.billing.working import BilledMoreThanOrdered, NothingToBill, PriceBeforeGoods
from tests.company import Company
from tests.core.purchasing.buying import balance, billed, bought, broken, came, day


def lines(quantity: int, price: str | None = None, product: str = "BP-200") -> list[dict[str, object]]:
    said = {"product": product, "quantity": quantity, "price": price}
    return [{key: value for key, value in said.items() if value is not None}]


def test_a_bill_that_agrees_clears_what_was_received(company: Company) -> None:
    number = bought(company)
    came(company, number, 60)
    bill = billed(company, number, "no. 88/a", amount="7593.60")
    assert (bill.net, bill.tax, bill.gross, bill.reference) == (6720, Decimal("873.60"), Decimal("7593.60"), "NO.88/A")
    assert (bill.approvals, bill.variance, bill.due_on.isoformat()) == ((), 0, day(company, 30))
    assert balance(company, "received_not_invoiced") == 0
    assert (balance(company, "input_vat"), balance(company, "payables")) == (Decimal("873.60"), Decimal("-7593.60"))
    assert company.ask("buyer", "get_purchase_order", {"purchase_order": number}).billed == "partly"
    assert broken(company) == []


def test_all_received_and_billed_closes_the_order(company: Company) -> None:
    number = bought(company)
    came(company, number)
    billed(company, number)
    assert company.ask("buyer", "get_purchase_order", {"purchase_order": number}).state == "closed"
    with pytest.raises(NothingToBill):
        billed(company, number, "F-2")
    assert broken(company) == []


def test_a_supplier_s_number_is_booked_once(company: Company) -> None:
    number = bought(company)
    came(company, number)
    billed(company, number, "f 1", lines=lines(40))
    with pytest.raises(BillRecorded):
        billed(company, number, "F1", lines=lines(60))


def test_a_draft_cannot_be_billed(company: Company) -> None:
    made = company.run("buyer", "create_purchase_order", {"lines": lines(20), "warehouse": "SH"})
    with pytest.raises(NotBillable):
        billed(company, made.document.number)


def test_more_than_was_ordered_is_never_billed(company: Company) -> None:
    number = bought(company)
    came(company, number)
    with pytest.raises(BilledMoreThanOrdered) as refused:
        billed(company, number, lines=lines(101))
    assert refused.value.facts["most"] == 100


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"lines": lines(61)}, "more_than_received"),
        ({"lines": lines(60, "114")}, "other_price"),
        ({"amount": "7700"}, "other_price"),
    ],
)
def test_a_bill_that_does_not_agree_waits_for_a_manager(company: Company, said: dict[str, object], reason: str) -> None:
    number = bought(company)
    came(company, number, 60)
    arguments = {"purchase_order": number, "bill_number": "F-9", **said}
    proposal = company.propose("accountant", "record_vendor_bill", arguments)
    assert [one.reason for one in proposal.approvals] == ["bill_mismatch"]
    assert proposal.steps[0].result.unusual == (reason,)
    assert company.confirm("accountant", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert balance(company, "payables") == 0
    assert company.confirm("manager", proposal).outcome is Outcome.EXECUTED
    assert balance(company, "payables") < 0
    assert broken(company) == []


def test_what_a_bill_says_more_goes_to_goods_held_and_to_the_cost_of_those_that_left(company: Company) -> None:
    company.run("warehouse", "count_stock", {"product": "BP-200", "warehouse": "NB", "counted": 0})
    company.run("warehouse", "count_stock", {"product": "BP-200", "warehouse": "SH", "counted": 0})
    number = bought(company)
    came(company, number)
    company.run("warehouse", "count_stock", {"product": "BP-200", "warehouse": "SH", "counted": 25})
    cost, owned = balance(company, "cost_of_goods_sold"), balance(company, "inventory")
    billed(company, number, lines=lines(100, "113"))
    assert balance(company, "inventory") - owned == 25
    assert balance(company, "cost_of_goods_sold") - cost == 75
    assert balance(company, "received_not_invoiced") == 0
    assert broken(company) == []


def test_a_bill_may_come_before_its_goods_at_the_ordered_price(company: Company) -> None:
    number = bought(company)
    with pytest.raises(PriceBeforeGoods):
        billed(company, number, lines=lines(100, "120"))
    early = company.propose("accountant", "record_vendor_bill", {"purchase_order": number, "bill_number": "F-1"})
    company.confirm("accountant", early)
    company.confirm("manager", early)
    assert balance(company, "received_not_invoiced") == 11200
    assert broken(company) == []
    came(company, number)
    assert balance(company, "received_not_invoiced") == 0
    assert company.ask("buyer", "get_purchase_order", {"purchase_order": number}).state == "closed"
    assert broken(company) == []


def test_a_bill_in_another_currency_leaves_the_exchange_difference_apart(company: Company) -> None:
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.00"})
    terms = {"supplier": "脉岸电子", "product": "BP-200", "price": "16", "currency": "USD"}
    company.run("buyer", "set_supplier_product", terms)
    number = bought(company)
    came(company, number)
    assert balance(company, "received_not_invoiced") == -11200
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.10"})
    bill = billed(company, number)
    assert (bill.currency, bill.gross, bill.variance) == ("USD", 1808, 0)
    assert balance(company, "exchange_differences") == 160
    assert balance(company, "payables") == Decimal("-12836.80")
    company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill.document.number})
    assert balance(company, "payables") == 0
    assert broken(company) == []


def test_a_bill_is_paid_in_parts_and_shown_by_age(company: Company) -> None:
    number = bought(company)
    came(company, number)
    bill = billed(company, number)
    paid = company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill.document.number, "amount": "5000"})
    assert [(part.number, part.left) for part in paid.settles] == [(bill.document.number, Decimal(7656))]
    shown = company.ask("buyer", "get_payables").ageing
    assert [(row.name_en, row.ageing.current) for row in shown.rows] == [("Mai'an Electronics", Decimal(7656))]
    items = company.ask("accountant", "get_payables", {"supplier": "脉岸电子"}).ageing.items
    assert [(item.number, item.open) for item in items] == [(bill.document.number, Decimal(7656))]
    company.run("accountant", "pay_supplier", {"supplier": "脉岸电子", "amount": "7656"})
    assert company.ask("accountant", "get_payables").ageing.rows == ()
    assert balance(company, "bank") == -12656
    assert broken(company) == []


def test_money_paid_in_advance_is_used_for_the_bill(company: Company) -> None:
    advance = company.run("accountant", "pay_supplier", {"supplier": "脉岸电子", "amount": "3000"})
    assert (list(advance.settles), advance.advance) == ([], 3000)
    assert balance(company, "prepayments") == 3000
    number = bought(company)
    came(company, number)
    billed(company, number)
    company.run("accountant", "allocate_payment", {"payment": advance.document.number})
    assert balance(company, "prepayments") == 0
    assert company.ask("buyer", "find_vendor_bills").bills[0].open == 9656
    assert broken(company) == []


def test_a_bill_is_paid_once_and_no_more_than_it_comes_to(company: Company) -> None:
    number = bought(company)
    came(company, number)
    said = {"vendor_bill": billed(company, number).document.number}
    with pytest.raises(AllocatedTooMuch):
        company.run("accountant", "pay_vendor_bill", {**said, "amount": "12656.01"})
    company.run("accountant", "pay_vendor_bill", said)
    with pytest.raises(NothingLeftToSettle):
        company.run("accountant", "pay_vendor_bill", said)


@pytest.mark.parametrize("login", ["sales", "warehouse", "buyer", "renhe"])
def test_bills_are_the_accountant_s(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run(login, "record_vendor_bill", {"purchase_order": bought(company), "bill_number": "F-1"})


def test_what_came_over_and_may_still_be_rejected_is_not_billed_yet(company: Company) -> None:
    number = bought(company)
    came(company, number, 105, quality="on_hold")
    with pytest.raises(BilledMoreThanOrdered):
        billed(company, number, lines=[{"product": "BP-200", "quantity": 105}])
    assert [line.quantity for line in billed(company, number).lines] == [100]
    company.run("warehouse", "release_hold", {"purchase_order": number, "outcome": "rejected"})
    assert broken(company) == []
    came(company, number, 105)
    assert [line.quantity for line in billed(company, number, "F-2").lines] == [5]
    assert broken(company) == []


def test_a_product_twice_on_one_bill_is_held_against_what_came_once(company: Company) -> None:
    number = bought(company)
    came(company, number, 50)
    twice = [{"product": "BP-200", "quantity": 50}, {"product": "BP-200", "quantity": 50}]
    bill = billed(company, number, lines=twice)
    assert [line.reasons for line in bill.lines] == [(), ("more_than_received",)]
    assert [one.reason for one in bill.approvals] == ["bill_mismatch"]
    assert broken(company) == []


def test_a_bill_of_a_day_to_come_is_none_yet(company: Company) -> None:
    number = bought(company)
    came(company, number)
    with pytest.raises(BilledLater):
        billed(company, number, billed_on=day(company, 1))


def test_a_bill_in_parts_of_a_cent_is_refused(company: Company) -> None:
    number = bought(company)
    came(company, number)
    with pytest.raises(AmountTooFine):
        billed(company, number, amount="12656.001")
