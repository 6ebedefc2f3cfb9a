"""What a buyer may order alone, and whether the tax on purchases is deducted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.names import NameUnknown
from core.operations import OperationNotAllowed
from core.proposals import Outcome
from core.purchasing.limits.commands import NotABuyer, OwnLimit
from tests.company import Company
from tests.core.purchasing.buying import balance, billed, bought, broken, came


def drafted(company: Company, quantity: int) -> tuple[str, object]:
    """The number of a drafted order of monitors, and the limit its card shows."""
    lines = [{"product": "BP-200", "quantity": quantity}]
    made = company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "SH"})
    return str(made.document.number), made.limit


def test_an_order_over_the_own_limit_needs_a_manager(company: Company) -> None:
    done = company.run("manager", "set_purchase_limit", {"buyer": "buyer", "purchase_limit": "10000"})
    assert (done.limit, done.before) == (10000, 50000)
    number, limit = drafted(company, 100)
    assert limit == 10000
    proposal = company.propose("buyer", "send_purchase_order", {"purchase_order": number})
    assert [(one.reason, one.asked, one.allowed) for one in proposal.approvals] == [
        ("purchase_over_limit", Decimal("12656.00"), Decimal(10000))
    ]
    assert company.confirm("buyer", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert company.confirm("manager", proposal).outcome is Outcome.EXECUTED
    assert broken(company) == []


def test_within_the_own_limit_nobody_is_asked(company: Company) -> None:
    company.run("admin", "set_purchase_limit", {"buyer": "buyer", "purchase_limit": "80000"})
    number, limit = drafted(company, 500)
    assert limit is None
    assert company.propose("buyer", "send_purchase_order", {"purchase_order": number}).approvals == ()


def test_without_a_limit_of_the_own_the_usual_one_counts(company: Company) -> None:
    number, limit = drafted(company, 500)
    assert limit == 50000
    proposal = company.propose("buyer", "approve_purchase_order", {"purchase_order": number})
    assert [one.allowed for one in proposal.approvals] == [50000]


def test_limits_are_shown_to_managers_and_the_own_to_a_buyer(company: Company) -> None:
    company.run("manager", "set_purchase_limit", {"buyer": "buyer", "purchase_limit": "0"})
    for login in ("manager", "buyer"):
        page = company.ask(login, "find_purchase_limits")
        assert [(one.login, one.limit, one.usual) for one in page.limits] == [("buyer", 0, False)]


def test_nobody_sets_the_own_limit_or_that_of_somebody_who_does_not_buy(company: Company) -> None:
    with pytest.raises(OwnLimit):
        company.run("manager", "set_purchase_limit", {"buyer": "manager", "purchase_limit": "1"})
    with pytest.raises(NotABuyer):
        company.run("manager", "set_purchase_limit", {"buyer": "sales", "purchase_limit": "1"})
    with pytest.raises(NameUnknown):
        company.run("manager", "set_purchase_limit", {"buyer": "nobody", "purchase_limit": "1"})
    with pytest.raises(OperationNotAllowed):
        company.run("buyer", "set_purchase_limit", {"buyer": "buyer", "purchase_limit": "1"})


def test_a_small_scale_taxpayer_deducts_nothing(company: Company) -> None:
    before = company.run("admin", "set_taxpayer_kind", {"kind": "small_scale"}).before
    assert before == "general"
    number = bought(company)
    came(company, number)
    owned = balance(company, "inventory")
    assert not billed(company, number).tax_deductible
    assert (balance(company, "input_vat"), balance(company, "received_not_invoiced")) == (Decimal(0), Decimal(0))
    assert balance(company, "inventory") - owned == 1456
    assert balance(company, "payables") == Decimal("-12656.00")
    assert broken(company) == []
    with pytest.raises(OperationNotAllowed):
        company.run("accountant", "set_taxpayer_kind", {"kind": "general"})
