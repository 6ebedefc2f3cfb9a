"""Credit control: what is owed and on order together is held against the limit."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.customers.commands import CreditLimitUnfit
from core.customers.models import Customer
from core.proposals import Outcome
from core.sales.credit import exposure_of
from tests.company import Company


def approvals(company: Company, quantity: int) -> list[tuple[str, float, float]]:
    """The approvals an order of so many monitors would need."""
    lines = [{"product": "BP-200", "quantity": quantity}]
    result = company.propose("sales", "place_order", {"customer": "仁和诊所", "lines": lines})
    return [(one.reason, float(one.asked), float(one.allowed)) for one in result.approvals]


def test_an_order_over_the_limit_needs_the_manager(company: Company) -> None:
    company.run("manager", "set_credit_limit", {"customer": "仁和诊所", "limit": "2500"})
    assert approvals(company, 11) == []
    assert approvals(company, 12) == [("credit_over_limit", 2562.84, 2500)]


def test_exposure_is_the_same_before_and_after_delivery_and_invoice_and_falls_with_payment(company: Company) -> None:
    company.run("accountant", "set_credit_limit", {"customer": "仁和诊所", "limit": "5000"})
    order = company.order(10)
    customer = company.ask("sales", "get_order", {"order": order}).head.customer
    customer_id = company.session.scalars(select(Customer.id).where(Customer.code == customer)).one()
    gross = exposure_of(company.session, customer_id)
    assert float(gross) == 2135.70
    number = company.run("warehouse", "deliver_order", {"order": order}).document.number
    assert exposure_of(company.session, customer_id) == gross
    company.run("warehouse", "confirm_delivery_received", {"delivery": number})
    assert exposure_of(company.session, customer_id) == gross
    company.run("accountant", "invoice_order", {"order": order})
    assert exposure_of(company.session, customer_id) == gross
    company.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": "1000"})
    assert exposure_of(company.session, customer_id) == gross - 1000


def test_without_a_limit_nothing_is_asked(company: Company) -> None:
    assert approvals(company, 60) == []
    with pytest.raises(CreditLimitUnfit):
        company.run("manager", "set_credit_limit", {"customer": "仁和诊所", "limit": "-1"})


def invoiced(company: Company, quantity: int) -> str:
    """The number of an invoice of so many monitors, due in 30 days."""
    order = company.order(quantity)
    delivery = company.run("warehouse", "deliver_order", {"order": order}).document.number
    company.run("warehouse", "confirm_delivery_received", {"delivery": delivery})
    return str(company.run("accountant", "invoice_order", {"order": order}).document.number)


def test_an_invoice_past_its_due_day_needs_the_manager_until_it_is_paid(company: Company) -> None:
    number = invoiced(company, 10)
    assert approvals(company.later(timedelta(days=30)), 1) == []
    late = company.later(timedelta(days=31))
    lines = [{"product": "BP-200", "quantity": 1}]
    (needed,) = late.propose("sales", "place_order", {"customer": "仁和诊所", "lines": lines}).approvals
    assert (needed.reason, needed.asked) == ("credit_overdue", Decimal("2135.70"))
    (item,) = needed.overdue
    assert (item.number, item.amount, (late.today - item.due_on).days) == (number, Decimal("2135.70"), 1)
    late.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": "2135.70"})
    assert approvals(late, 1) == []


def test_days_of_grace_and_what_was_paid_in_advance_count(company: Company) -> None:
    invoiced(company, 2)
    company.run("manager", "set_sales_term", {"term": "overdue", "allowed_days": 3})
    assert approvals(company.later(timedelta(days=33)), 1) == []
    late = company.later(timedelta(days=34))
    assert [reason for reason, _, _ in approvals(late, 1)] == ["credit_overdue"]


def test_a_quotation_is_held_against_what_is_overdue_when_it_is_accepted(company: Company) -> None:
    invoiced(company, 2)
    late = company.later(timedelta(days=40))
    lines = [{"product": "BP-200", "quantity": 1}]
    number = late.run("sales", "create_quotation", {"customer": "仁和诊所", "lines": lines}).document.number
    late.run("sales", "send_quotation", {"quotation": number})
    proposal = late.propose("sales", "accept_quotation", {"quotation": number})
    assert [one.reason for one in proposal.approvals] == ["credit_overdue"]
    assert late.confirm("sales", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert late.confirm("manager", proposal).outcome is Outcome.EXECUTED


def test_what_the_manager_is_asked_stays_the_same_from_day_to_day(company: Company) -> None:
    invoiced(company, 2)
    lines = [{"product": "BP-200", "quantity": 1}]
    arguments = {"customer": "仁和诊所", "lines": lines}
    first, next_day = (
        company.later(timedelta(days=days)).propose("sales", "place_order", arguments).approvals for days in (40, 41)
    )
    assert first == next_day


def test_only_the_oldest_invoices_are_listed(company: Company) -> None:
    numbers = [invoiced(company.later(timedelta(days=day)), 1) for day in range(4)]
    late = company.later(timedelta(days=60))
    lines = [{"product": "BP-200", "quantity": 1}]
    (needed,) = late.propose("sales", "place_order", {"customer": "仁和诊所", "lines": lines}).approvals
    assert [one.number for one in needed.overdue] == numbers[:3]
    assert needed.asked > sum(one.amount for one in needed.overdue)
