"""A request nobody decided on in the company's working hours goes up a level, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import proposals
from core.actor import system_actor
from core.audit import AuditRecord
from core.operations import InvalidArgument, OperationNotAllowed
from core.proposals import ApprovalNotYours, Outcome, Proposal
from tests.company import Company
from tests.core.proposals.conftest import asked_for, events_of, order, orders


@pytest.fixture
def asked(company: Company) -> Proposal:
    """At 10:02 on a Monday."""
    return asked_for(company)


def escalate(company: Company) -> int:
    return proposals.escalate_due(company.session, now=company.now, actor=system_actor(company.actor("admin").zone))


def test_it_goes_up_after_four_working_hours_and_once(company: Company, asked: Proposal) -> None:
    assert escalate(company.later(timedelta(hours=3, minutes=59))) == 0
    due = company.later(timedelta(hours=4))
    assert (escalate(due), escalate(due), escalate(company.later(timedelta(days=1)))) == (1, 0, 0)
    (facts,) = events_of(company, "approval.escalated")
    assert (facts["by"], facts["roles"], facts["owner_id"]) == ("system", ["admin", "manager"], str(asked.owner_id))
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.action == "approval.escalated")).one()
    assert (record.login, record.details["policy"]) == ("system", "escalation")


def test_then_an_admin_may_decide_and_before_not(company: Company, asked: Proposal) -> None:
    with pytest.raises(ApprovalNotYours):
        company.confirm("admin", asked)
    due = company.later(timedelta(hours=4))
    escalate(due)
    for login in ("sales2", "support", "accountant"):
        with pytest.raises(ApprovalNotYours):
            due.confirm(login, asked)
    assert [one.id for one in due.ask("admin", "list_approvals")] == [asked.id]
    assert due.confirm("admin", asked).outcome is Outcome.EXECUTED


def test_the_approvers_still_may(company: Company, asked: Proposal) -> None:
    due = company.later(timedelta(hours=4))
    escalate(due)
    assert due.confirm("manager", asked).outcome is Outcome.EXECUTED


def test_an_admin_s_own_request_does_not_come_back_to_them(company: Company) -> None:
    card = company.propose("admin", "place_order", order(20, discount_percent="12"))
    mine = company.confirm("admin", card)
    assert mine.outcome is Outcome.AWAITING_APPROVAL
    due = company.later(timedelta(hours=4))
    assert escalate(due) == 1
    assert due.ask("admin", "list_approvals") == ()
    assert due.confirm("admin", mine.proposal).outcome is Outcome.AWAITING_APPROVAL
    assert orders(company) == 0


def test_what_was_decided_withdrawn_or_expired_stays_where_it_is(company: Company, asked: Proposal) -> None:
    company.confirm("manager", asked)
    withdrawn = asked_for(company)
    proposals.reject(company.session, withdrawn.id, actor=company.actor("sales"), now=company.now)
    asked_for(company)
    assert escalate(company.later(timedelta(days=8))) == 0


def test_the_company_sets_the_time_for_requests_to_come(company: Company, asked: Proposal) -> None:
    result = company.run("admin", "set_approval_time", {"working_hours": 1})
    assert (result.hours, result.before) == (1, 4)
    asked_for(company)
    assert escalate(company.later(timedelta(hours=1))) == 1
    company.run("manager", "set_approval_time", {"working_hours": 0})
    asked_for(company)
    assert escalate(company.later(timedelta(days=3))) == 1  # the first one, and not the one that never does


def test_it_is_set_by_those_who_lead_and_within_reason(company: Company) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run("sales", "set_approval_time", {"working_hours": 1})
    for hours in (-1, 1000):
        with pytest.raises(InvalidArgument):
            company.run("admin", "set_approval_time", {"working_hours": hours})
