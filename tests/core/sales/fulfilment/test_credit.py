"""Credit control: what is owed and on order together is held against the limit."""

from __future__ import annotations

import pytest

from core.customers.commands import CreditLimitUnfit
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
    from sqlalchemy import select

    from core.customers.models import Customer

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
