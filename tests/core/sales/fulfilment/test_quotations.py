"""Quotations: priced like orders, approved like orders, accepted once and at their own prices."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.catalog.models import TaxRate
from core.customers.models import Customer
from core.proposals import Outcome
from core.sales.quotations.commands import HoldDayUnfit, QuotationOver
from core.sales.quotations.holding import NothingThereToHold, expire_due
from core.sales.quotations.references import QuotationUnknown
from core.states import InvalidTransition
from tests.company import Company

LINES = [{"product": "BP-200", "quantity": 10}]


def quoted(company: Company, **more: object) -> str:
    """The number of a new quotation to Renhe."""
    arguments = {"customer": "仁和诊所", "lines": LINES} | more
    return str(company.run("sales", "create_quotation", arguments).document.number)


def test_accepting_makes_the_one_order_at_the_quotation_s_prices(company: Company) -> None:
    number = quoted(company, discount_percent="5")
    company.run("manager", "set_price", {"product": "BP-200", "price": "250"})
    company.run("sales", "send_quotation", {"quotation": number})
    placed = company.run("sales", "accept_quotation", {"quotation": number})
    assert (placed.state, placed.head.net) == ("confirmed", 1795.50)
    assert company.ask("sales", "get_quotation", {"quotation": number}).order == placed.document.number
    with pytest.raises(InvalidTransition):
        company.run("sales", "accept_quotation", {"quotation": number})


def test_what_was_agreed_on_stays_when_the_tax_and_the_customer_s_terms_change(company: Company) -> None:
    number = quoted(company)
    company.session.add(TaxRate(tax_code="VAT13", valid_from=company.today, rate=Decimal("0.09")))
    company.session.scalars(select(Customer).where(Customer.code == "C-0001")).one().payment_terms_days = 7
    company.session.flush()
    placed = company.run("sales", "accept_quotation", {"quotation": number})
    stored = company.ask("sales", "get_order", {"order": placed.document.number})
    assert [line.tax_rate for line in placed.lines] == [line.tax_rate for line in stored.lines] == [Decimal("0.13")]
    assert placed.head.payment_terms_days == stored.head.payment_terms_days == 30


def test_a_discount_over_the_limit_goes_to_the_manager_and_not_again_when_accepted(company: Company) -> None:
    arguments = {"customer": "仁和诊所", "lines": LINES, "discount_percent": "10"}
    proposal = company.propose("sales", "create_quotation", arguments)
    assert company.confirm("sales", proposal).outcome is Outcome.AWAITING_APPROVAL
    company.confirm("manager", proposal)
    number = company.ask("sales", "find_quotations").quotations[0].number
    assert company.run("sales", "accept_quotation", {"quotation": number}).approvals == ()


def test_held_goods_are_not_promised_to_others_until_they_are_freed(company: Company) -> None:
    until = (company.today + timedelta(days=3)).isoformat()
    number = quoted(company, hold_until=until)
    assert company.on_hand("BP-200") == (70, 10)
    later = company.later(timedelta(days=4))
    expire_due(later.session, now=later.now, actor=later.actor("admin"))
    assert company.on_hand("BP-200") == (70, 0)
    later.run("sales", "accept_quotation", {"quotation": number})
    assert company.on_hand("BP-200") == (70, 10)


def test_what_is_held_is_held_for_the_order_it_becomes(company: Company) -> None:
    number = quoted(company, hold_until=company.today.isoformat())
    company.order(60)
    company.run("sales", "accept_quotation", {"quotation": number})
    assert company.on_hand("BP-200") == (70, 70)


def test_a_quotation_ends_with_its_validity(company: Company) -> None:
    number = quoted(company, valid_days=7)
    company.run("sales", "send_quotation", {"quotation": number})
    later = company.later(timedelta(days=8))
    with pytest.raises(QuotationOver):
        later.run("sales", "accept_quotation", {"quotation": number})
    assert expire_due(later.session, now=later.now, actor=later.actor("admin")) == 1
    assert later.ask("sales", "get_quotation", {"quotation": number}).state == "expired"
    assert expire_due(later.session, now=later.now, actor=later.actor("admin")) == 0


def test_declining_frees_what_is_held_and_keeps_the_reason(company: Company) -> None:
    number = quoted(company, hold_until=company.today.isoformat())
    company.run("sales", "send_quotation", {"quotation": number})
    company.run("sales", "decline_quotation", {"quotation": number, "reason": "太贵"})
    assert company.on_hand("BP-200") == (70, 0)
    assert company.ask("sales", "get_quotation", {"quotation": number}).decline_reason == "太贵"


def test_only_what_is_in_stock_can_be_held_and_only_while_the_quotation_is_valid(company: Company) -> None:
    due_on = (company.today + timedelta(days=9)).isoformat()
    company.run("buyer", "expect_receipt", {"product": "CPAP-7", "warehouse": "SH", "quantity": "8", "due_on": due_on})
    waiting = [{"product": "CPAP-7", "quantity": 2}]
    with pytest.raises(NothingThereToHold):
        quoted(company, lines=waiting, hold_until=company.today.isoformat())
    with pytest.raises(HoldDayUnfit):
        quoted(company, valid_days=3, hold_until=(company.today + timedelta(days=4)).isoformat())


def test_a_colleague_s_quotation_is_like_one_that_never_was(company: Company) -> None:
    number = quoted(company)
    with pytest.raises(QuotationUnknown):
        company.ask("sales2", "get_quotation", {"quotation": number})
