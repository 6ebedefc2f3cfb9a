"""A price allowance lowers what an invoice claims, and revenue and tax with it, and no quantity."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.finance.references import AmountTooFine, AmountUnfit
from core.operations import OperationNotAllowed
from core.proposals import Outcome
from core.sales.invoicing.allowing import AllowedTooMuch
from core.sales.invoicing.crediting import NothingToCredit
from tests.company import Company
from tests.core.sales.fulfilment.test_order_to_cash import balances, delivered

D = Decimal


def invoiced(company: Company, quantity: int = 10) -> tuple[str, str]:
    """The numbers of an order of monitors that was delivered, and of its invoice: 1,890 and tax for ten."""
    order = company.order(quantity)
    delivered(company, order)
    return order, str(company.run("accountant", "invoice_order", {"order": order}).document.number)


def allow(company: Company, invoice: str, amount: str) -> None:
    company.run("accountant", "allow_discount", {"invoice": invoice, "amount": amount, "reason": "外箱破损"})


def test_it_lowers_the_claim_revenue_and_tax_and_no_quantity(company: Company) -> None:
    order, invoice = invoiced(company)
    note = company.run("accountant", "allow_discount", {"invoice": invoice, "amount": "113"})
    assert (note.totals.net, note.totals.tax, note.lines[0].quantity) == (100, 13, 0)
    assert balances(company)["revenue"] == -1790
    assert balances(company)["receivables"] == D("2022.70")
    assert "contract_liabilities" not in balances(company)
    shown = company.ask("accountant", "get_invoice", {"invoice": invoice})
    assert (shown.left, shown.credited) == (D("2022.70"), 113)
    assert company.ask("sales", "get_order", {"order": order}).state == "closed"


def test_never_more_than_is_left_of_the_invoice(company: Company) -> None:
    _, invoice = invoiced(company)
    allow(company, invoice, "135.70")
    with pytest.raises(AmountTooFine):
        allow(company, invoice, "100.005")
    with pytest.raises(AllowedTooMuch) as refused:
        allow(company, invoice, "2000.01")
    assert refused.value.facts["open"] == 2000
    allow(company, invoice, "2000")
    with pytest.raises(NothingToCredit):
        allow(company, invoice, "0.01")
    assert {"revenue", "receivables", "output_vat"}.isdisjoint(balances(company))


def test_a_paid_invoice_leaves_the_customer_a_credit(company: Company) -> None:
    _, invoice = invoiced(company)
    company.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": "2135.70"})
    allow(company, invoice, "113")
    assert balances(company)["receivables"] == -113


def test_goods_given_back_afterwards_are_credited_at_what_is_left_of_their_price(company: Company) -> None:
    order, invoice = invoiced(company)
    allow(company, invoice, "213.57")
    lines = [{"product": "BP-200", "quantity": 5}]
    half = company.run("accountant", "credit_invoice", {"invoice": invoice, "lines": lines})
    assert (half.totals.net, half.totals.tax) == (D("850.50"), D("110.57"))
    rest = company.run("accountant", "credit_invoice", {"invoice": invoice})
    assert half.totals.gross + rest.totals.gross == D("2135.70") - D("213.57")
    again = company.run("accountant", "invoice_order", {"order": order})
    assert again.totals.net == 1890


def test_what_is_invoiced_later_is_at_the_full_price(company: Company) -> None:
    order = company.order(10)
    delivered(company, order, [{"product": "BP-200", "quantity": 4}])
    invoice = company.run("accountant", "invoice_order", {"order": order}).document.number
    allow(company, invoice, "113")
    delivered(company, order, [{"product": "BP-200", "quantity": 3}])
    assert balances(company)["revenue"] == -(7 * 189 - 100)
    assert company.run("accountant", "invoice_order", {"order": order}).totals.net == 567
    delivered(company, order)
    assert company.run("accountant", "invoice_order", {"order": order}).totals.net == 567
    assert balances(company)["revenue"] == -1790


def test_an_allowance_on_what_is_invoiced_ahead_lowers_revenue_when_the_goods_arrive(company: Company) -> None:
    order = company.order(10)
    invoice = company.run("accountant", "invoice_ahead", {"order": order}).document.number
    allow(company, invoice, "113")
    assert balances(company)["contract_liabilities"] == -1790
    delivered(company, order, [{"product": "BP-200", "quantity": 5}])
    assert balances(company)["revenue"] == -895
    delivered(company, order)
    assert balances(company)["revenue"] == -1790
    assert "contract_liabilities" not in balances(company)


def test_it_is_spread_over_the_lines_by_what_is_left_of_them(company: Company) -> None:
    lines = [{"product": "BP-200", "quantity": 3}, {"product": "TH-30", "quantity": 7}]
    order = company.run("sales", "place_order", {"customer": "仁和诊所", "lines": lines}).document.number
    delivered(company, order)
    invoice = company.run("accountant", "invoice_order", {"order": order}).document.number
    for amount in ("0.01", "33.33", "100", "0.99"):
        allow(company, invoice, amount)
    shown = company.ask("accountant", "get_invoice", {"invoice": invoice})
    assert shown.credited == D("134.33")
    allow(company, invoice, str(shown.left))
    assert company.ask("accountant", "get_invoice", {"invoice": invoice}).status == "reversed"


def test_a_return_after_an_allowance_credits_what_was_paid_for_it(company: Company) -> None:
    order, invoice = invoiced(company)
    allow(company, invoice, "213.57")
    lines = [{"product": "BP-200", "quantity": 4}]
    number = company.run("renhe", "request_return", {"order": order, "lines": lines}).document.number
    company.run("support", "approve_return", {"goods_return": number})
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "restock"})
    note = company.run("accountant", "credit_return", {"goods_return": number})
    assert note.totals.net == D("680.40")
    assert balances(company)["revenue"] == -D("1020.60")


def test_what_is_allowed_lowers_what_the_customer_owes_and_has_on_order(company: Company) -> None:
    company.run("accountant", "set_credit_limit", {"customer": "仁和诊所", "limit": "3000"})
    order = company.order(10)
    delivered(company, order, [{"product": "BP-200", "quantity": 5}])
    invoice = company.run("accountant", "invoice_order", {"order": order}).document.number
    allow(company, invoice, "113")
    proposal = company.propose(
        "sales", "place_order", {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 5}]}
    )
    assert [(one.asked) for one in proposal.approvals] == [D("2135.70") - 113 + D("1067.85")]


def test_over_the_company_s_limit_a_manager_has_to_approve(company: Company) -> None:
    _, invoice = invoiced(company)
    assert company.run("manager", "set_allowance_limit", {"allowance_limit": "100"}).before == 1000
    within = company.propose("accountant", "allow_discount", {"invoice": invoice, "amount": "100"})
    assert within.approvals == ()
    over = company.propose("accountant", "allow_discount", {"invoice": invoice, "amount": "100.01"})
    (approval,) = over.approvals
    assert (approval.role, approval.reason) == ("manager", "allowance_over_limit")
    assert (approval.asked, approval.allowed) == (D("100.01"), D(100))
    assert company.confirm("accountant", over).outcome is Outcome.AWAITING_APPROVAL
    assert company.confirm("manager", over).outcome is Outcome.EXECUTED
    assert company.ask("accountant", "get_invoice", {"invoice": invoice}).credited == D("100.01")


def test_many_small_allowances_come_to_one_large(company: Company) -> None:
    _, invoice = invoiced(company)
    company.run("manager", "set_allowance_limit", {"allowance_limit": "100"})
    allow(company, invoice, "60")
    (approval,) = company.propose("accountant", "allow_discount", {"invoice": invoice, "amount": "60"}).approvals
    assert approval.asked == 120


def test_a_manager_s_own_allowance_needs_nobody(company: Company) -> None:
    _, invoice = invoiced(company)
    company.run("admin", "set_allowance_limit", {"allowance_limit": "0"})
    assert company.propose("manager", "allow_discount", {"invoice": invoice, "amount": "60"}).approvals == ()


def test_the_limit_is_set_by_those_who_lead_and_is_no_less_than_nothing(company: Company) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run("accountant", "set_allowance_limit", {"allowance_limit": "5000"})
    with pytest.raises(AmountUnfit):
        company.run("admin", "set_allowance_limit", {"allowance_limit": "-1"})
