"""Large count differences and large scrap wait for a manager; small ones are booked on confirmation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.operations import OperationNotAllowed
from core.proposals import Outcome, Proposal
from tests.company import Company

COUNT = {"product": "BP-200", "warehouse": "SH"}


def counting(company: Company, counted: int, login: str = "warehouse") -> Proposal:
    """The proposal of a count of the 70 monitors in Shanghai, which cost 112.00 each."""
    return company.propose(login, "count_stock", {**COUNT, "counted": counted})


def test_a_small_difference_is_booked_on_confirmation(company: Company) -> None:
    proposal = counting(company, 26)
    assert proposal.approvals == ()
    assert company.confirm("warehouse", proposal).outcome is Outcome.EXECUTED
    assert company.on_hand("BP-200")[0] == 26


@pytest.mark.parametrize("counted", [25, 115])
def test_a_large_difference_waits_for_a_manager(company: Company, counted: int) -> None:
    proposal = counting(company, counted)
    assert [one.reason for one in proposal.approvals] == ["loss_over_limit"]
    assert company.confirm("warehouse", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert company.on_hand("BP-200")[0] == 70
    assert company.confirm("manager", proposal).outcome is Outcome.EXECUTED
    assert company.on_hand("BP-200")[0] == counted


def test_what_goods_cost_is_not_told_to_who_may_not_know_it(company: Company) -> None:
    (approval,) = counting(company, 0).approvals
    assert (approval.asked, approval.allowed) == (Decimal(5000), Decimal(5000))
    (approval,) = counting(company, 0, "admin").approvals
    assert (approval.asked, approval.allowed) == (Decimal(7840), Decimal(5000))
    assert counting(company, 0, "manager").approvals == ()


def test_a_count_that_does_not_hold_any_more_goes_back_to_who_counted(company: Company) -> None:
    proposal = counting(company, 20)
    company.confirm("warehouse", proposal)
    company.run("warehouse", "scrap_stock", {**COUNT, "quantity": 5})
    assert company.confirm("manager", proposal).outcome is Outcome.CHANGED
    assert company.on_hand("BP-200")[0] == 65


def test_large_scrap_waits_for_a_manager(company: Company) -> None:
    said: dict[str, Any] = {**COUNT, "reason": "flooded"}
    assert company.propose("warehouse", "scrap_stock", {**said, "quantity": 44}).approvals == ()
    proposal = company.propose("warehouse", "scrap_stock", {**said, "quantity": 45})
    assert company.confirm("warehouse", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert company.confirm("manager", proposal).outcome is Outcome.EXECUTED
    assert company.on_hand("BP-200")[0] == 25


def test_the_limit_is_the_manager_s_to_set(company: Company) -> None:
    done = company.run("manager", "set_loss_limit", {"loss_limit": "100"})
    assert (done.limit, done.before, done.currency) == (100, 5000, "CNY")
    assert [one.allowed for one in counting(company, 69).approvals] == [Decimal(100)]
    with pytest.raises(OperationNotAllowed):
        company.run("warehouse", "set_loss_limit", {"loss_limit": "100000"})
