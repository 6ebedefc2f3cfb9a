"""Approvals are lent to a colleague for some days: what is lent, to whom not, and how it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core import proposals
from core.audit import AuditRecord
from core.errors import Refusal
from core.identity import User
from core.operations import OperationNotAllowed
from core.proposals import ApprovalNotYours, Outcome, ProposalStatus, ProposalUnknown
from core.proposals.delegations.commands import DelegatedAlready, DelegationPast, DelegationTooLong, NoDelegation
from core.proposals.delegations.views import ApprovalsDelegated
from core.proposals.handing_over import DelegateToOneself, DelegateUnfit
from tests.company import Company
from tests.core.proposals.conftest import asked_for, events_of, order, orders

WEEK = "2026-11-23..2026-11-29"
NEXT_WEEK = "2026-11-30..2026-12-06"


def lend(company: Company, to: str, period: str = WEEK, *, by: str = "manager") -> Any:  # noqa: ANN401 - its result
    return company.run(by, "delegate_approvals", {"colleague": to, "period": period})


def test_it_is_a_card_of_one_s_own_that_says_from_when_to_when(company: Company) -> None:
    card = company.propose("manager", "delegate_approvals", {"colleague": "support", "period": "下周"})
    result = card.steps[0].result
    assert isinstance(result, ApprovalsDelegated)
    shown = result.delegation
    assert (shown.lender, shown.delegate) == ("manager", "support")
    assert (shown.starts_on, shown.ends_on) == (date(2026, 11, 30), date(2026, 12, 6))
    assert company.ask("manager", "list_delegations").delegations == ()
    assert company.confirm("manager", card).outcome is Outcome.EXECUTED
    assert company.ask("manager", "list_delegations").delegations == (shown,)
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.action == "delegation.made")).one()
    assert record.details == {
        "lender": "manager",
        "delegate": "support",
        "starts_on": "2026-11-30",
        "ends_on": "2026-12-06",
    }


def test_the_delegate_approves_on_those_days_and_on_no_other(company: Company) -> None:
    asked = asked_for(company)
    lend(company, "support", NEXT_WEEK)
    with pytest.raises(ApprovalNotYours):
        company.later(timedelta(days=6)).confirm("support", asked)
    later = company.later(timedelta(days=7) - timedelta(hours=10))  # 00:02 on Monday in Shanghai
    assert [one.id for one in later.ask("support", "list_approvals")] == [asked.id]
    refused = proposals.reject(company.session, asked.id, actor=later.actor("support"), now=later.now)
    assert refused.status is ProposalStatus.REJECTED
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.action == "approval.refused")).one()
    assert (record.login, record.details["on_behalf_of"]) == ("support", "manager")


def test_what_a_delegate_approves_is_done_as_whoever_asked_and_says_by_whose_right(company: Company) -> None:
    lend(company, "support")
    assert company.confirm("support", asked_for(company)).outcome is Outcome.EXECUTED
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.action == "proposal.execute")).one()
    assert (record.login, record.details["on_behalf_of"]) == ("sales", "manager")


def test_it_ends_by_itself(company: Company) -> None:
    lend(company, "support", "2026-11-23..2026-11-24")
    asked = asked_for(company)
    over = company.later(timedelta(days=2))
    assert over.ask("support", "list_approvals") == ()
    assert over.ask("support", "list_delegations").delegations == ()
    with pytest.raises(ApprovalNotYours):
        over.confirm("support", asked)


def test_whoever_lent_it_may_still_decide(company: Company) -> None:
    lend(company, "support")
    asked = asked_for(company)
    assert company.confirm("manager", asked).outcome is Outcome.EXECUTED
    assert company.confirm("support", asked).outcome is Outcome.ALREADY_EXECUTED


def test_a_delegate_s_own_request_stays_another_s_to_approve(company: Company) -> None:
    lend(company, "sales")
    asked = asked_for(company)
    assert company.ask("sales", "list_approvals") == ()
    assert company.confirm("sales", asked).outcome is Outcome.AWAITING_APPROVAL
    assert orders(company) == 0


def test_a_lent_right_does_not_approve_its_lender_s_own_request(company: Company) -> None:
    """It would be an approval of one's own, through somebody else's hand."""
    chief = company.manager("chief", limit=50)
    lend(company, "support")
    card = company.propose("manager", "place_order", order(20, discount_percent="30"))
    asked = company.confirm("manager", card).proposal
    with pytest.raises(ApprovalNotYours):
        company.confirm("support", asked)
    assert company.confirm(chief, asked).outcome is Outcome.EXECUTED


def test_only_what_the_lender_may_give_is_lent_and_as_they_may_give_it_then(company: Company) -> None:
    company.manager("chief", limit=50)
    lend(company, "support")
    over = asked_for(company, discount="30")
    with pytest.raises(ApprovalNotYours):
        company.confirm("support", over)
    within = asked_for(company, discount="12")
    for change in ({"discount_limit_percent": 10}, {"roles": ["hr"]}, {"active": False}):
        savepoint = company.session.begin_nested()
        company.session.execute(update(User).where(User.login == "manager").values(**change))
        company.session.expire_all()
        with pytest.raises(ApprovalNotYours):
            company.confirm("support", within)
        savepoint.rollback()
    company.session.expire_all()
    assert company.confirm("support", within).outcome is Outcome.EXECUTED


def test_rights_are_not_put_together_from_two_people_nor_passed_on(company: Company) -> None:
    second = company.manager("manager2", limit=0)
    lend(company, second)
    lend(company, "support", by=second)
    asked = asked_for(company)
    with pytest.raises(ApprovalNotYours):  # the second one's own right does not cover it, and the lent one ends there
        company.confirm("support", asked)
    assert company.confirm(second, asked).outcome is Outcome.EXECUTED


def test_to_and_fro_is_no_circle(company: Company) -> None:
    second = company.manager("manager2", limit=0)
    lend(company, second)
    lend(company, "manager", by=second)
    asked = asked_for(company)
    assert company.confirm(second, asked).outcome is Outcome.EXECUTED


@pytest.mark.parametrize(
    ("to", "period", "refusal"),
    [
        ("manager", WEEK, DelegateToOneself),
        ("manager", "昨天", DelegateToOneself),
        ("support", "2026-11-01..2026-11-22", DelegationPast),
        ("support", "2026-11-24..2027-02-24", DelegationTooLong),
    ],
)
def test_what_cannot_be_lent_is_refused(company: Company, to: str, period: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        lend(company, to, period)


def test_nobody_outside_stands_in(company: Company) -> None:
    company.session.execute(update(User).where(User.login == "hr").values(active=False))
    company.session.expire_all()
    with pytest.raises(DelegateUnfit):
        lend(company, "hr")
    with pytest.raises(Refusal):
        lend(company, "renhe")


@pytest.mark.parametrize("by", ["sales", "support", "accountant", "admin", "renhe"])
def test_who_approves_nothing_lends_nothing(company: Company, by: str) -> None:
    with pytest.raises(OperationNotAllowed):
        lend(company, "buyer", by=by)


def test_days_that_are_over_are_left_out(company: Company) -> None:
    made = lend(company, "support", "2026-11-16..2026-11-25").delegation
    assert (made.starts_on, made.ends_on) == (date(2026, 11, 23), date(2026, 11, 25))


def test_the_same_days_are_not_lent_twice_to_one(company: Company) -> None:
    lend(company, "support")
    with pytest.raises(DelegatedAlready):
        lend(company, "support", "2026-11-29..2026-12-03")
    lend(company, "support", NEXT_WEEK)
    lend(company, "accountant")


def test_it_is_taken_back_by_whoever_lent_it(company: Company) -> None:
    lend(company, "support")
    asked = asked_for(company)
    ended = company.run("manager", "end_delegation", {"colleague": "support"})
    assert [one.delegate for one in ended.delegations] == ["support"]
    with pytest.raises(ApprovalNotYours):
        company.confirm("support", asked)
    with pytest.raises(NoDelegation):
        company.run("manager", "end_delegation", {"colleague": "support"})
    assert [one["by_id"] for one in events_of(company, "delegation.ended")] == [str(company.actor("manager").user_id)]


def test_another_manager_does_not_take_it_back_and_an_admin_does(company: Company) -> None:
    second = company.manager("manager2")
    lend(company, "support")
    with pytest.raises(NoDelegation):
        company.run(second, "end_delegation", {"colleague": "support"})
    company.run("admin", "end_delegation", {"colleague": "support"})
    assert company.ask("support", "list_delegations").delegations == ()


def test_it_is_seen_by_both_and_by_those_who_lead(company: Company) -> None:
    lend(company, "support")
    company.manager("manager2")
    for login in ("manager", "support", "admin", "manager2"):
        assert len(company.ask(login, "list_delegations").delegations) == 1
    for login in ("sales", "hr"):
        assert company.ask(login, "list_delegations").delegations == ()


def test_a_delegate_who_sells_is_shown_no_costs(company: Company) -> None:
    from tests.core.proposals.test_handing_over import purchase_over_limit

    company.session.execute(update(User).where(User.login == "buyer").values(purchase_limit=1))
    company.session.expire_all()
    lend(company, "sales")
    lend(company, "accountant")
    asked = purchase_over_limit(company)
    assert company.ask("sales", "list_approvals") == ()
    with pytest.raises(ProposalUnknown):
        proposals.get(company.session, asked.id, actor=company.actor("sales"), now=company.now)
    with pytest.raises(ApprovalNotYours):
        company.confirm("sales", asked)
    assert company.confirm("accountant", asked).outcome is Outcome.EXECUTED
