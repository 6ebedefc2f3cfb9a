"""What goes beyond a person's own limit waits for another's yes, and is done as the one who asked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from core import proposals
from core.audit import AuditRecord
from core.database import new_id
from core.events import EventRecord
from core.identity import User
from core.inventory.allocating import InsufficientStock
from core.proposals import (
    ApprovalNotYours,
    NotYourProposal,
    Outcome,
    Proposal,
    ProposalRow,
    ProposalStatus,
    ProposalUnknown,
)
from tests.company import Company
from tests.core.proposals.conftest import order, orders


@pytest.fixture
def asked(company: Company) -> Proposal:
    """A salesperson's order with a discount over their limit, agreed to by themselves."""
    proposal = company.propose("sales", "place_order", order(20, discount_percent="12"))
    confirmation = company.confirm("sales", proposal)
    assert confirmation.outcome is Outcome.AWAITING_APPROVAL
    return confirmation.proposal


def told(company: Company, kind: str) -> list[dict[str, object]]:
    """The facts of the events of a kind."""
    return list(company.session.scalars(select(EventRecord.facts).where(EventRecord.kind == kind)))


def test_the_requester_s_yes_asks_for_approval_and_reserves_nothing(company: Company, asked: Proposal) -> None:
    assert (asked.status, asked.expires_at - company.now) == (ProposalStatus.AWAITING_APPROVAL, timedelta(days=7))
    approval = asked.approvals[0]
    assert (approval.role, approval.asked, approval.allowed) == ("manager", Decimal(12), Decimal(5))
    assert (orders(company), company.on_hand("BP-200")) == (0, (70, 0))
    assert told(company, "approval.requested")[0]["by"] == "sales"


def test_it_waits_in_the_list_of_those_who_may_approve_it(company: Company, asked: Proposal) -> None:
    assert [one.id for one in company.ask("manager", "list_approvals")] == [asked.id]
    for login in ("sales", "teammate", "support", "admin"):
        assert company.ask(login, "list_approvals") == ()
    assert company.later(timedelta(days=7)).ask("manager", "list_approvals") == ()


def test_what_others_have_to_approve_does_not_hide_what_this_one_may(company: Company, asked: Proposal) -> None:
    row = company.session.get_one(ProposalRow, asked.id)
    values = {column.key: getattr(row, column.key) for column in ProposalRow.__table__.columns}
    for others in ([{**row.approvals[0], "role": "accountant"}], []):
        for _ in range(60):
            new = {"id": new_id(), "approvals": others, "created_at": company.now, "owner_id": values["owner_id"]}
            company.session.add(ProposalRow(**{**values, **new}))
    mine = [ProposalRow(**{**values, "id": new_id(), "owner_id": company.actor("manager").user_id}) for _ in range(60)]
    company.session.add_all(mine)
    late = ProposalRow(**{**values, "id": new_id()})
    company.session.add(late)
    company.session.flush()
    assert {one.id for one in company.ask("manager", "list_approvals")} == {asked.id, late.id}
    newest = company.ask("sales", "list_requests")
    assert len(newest) == 50
    assert all(one.approvals for one in newest)


def test_the_manager_s_yes_places_it_as_the_requester(company: Company, asked: Proposal) -> None:
    done = company.confirm("manager", asked)
    assert done.outcome is Outcome.EXECUTED
    document = done.proposal.steps[0].document
    assert document is not None
    assert company.ask("sales", "get_order", {"order": document.number}).salesperson == "sales"
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.proposal_id == asked.id)).one()
    assert (record.login, record.approver_id) == ("sales", company.actor("manager").user_id)
    assert told(company, "approval.given")[0]["by"] == "manager"


def test_a_second_yes_of_either_returns_the_receipt(company: Company, asked: Proposal) -> None:
    company.confirm("manager", asked)
    for login in ("manager", "sales"):
        assert company.confirm(login, asked).outcome is Outcome.ALREADY_EXECUTED
    assert orders(company) == 1


def test_the_requester_s_further_yes_changes_nothing(company: Company, asked: Proposal) -> None:
    assert company.confirm("sales", asked).outcome is Outcome.AWAITING_APPROVAL
    assert orders(company) == 0


@pytest.mark.parametrize("login", ["sales2", "support", "admin"])
def test_who_may_not_approve_is_refused(company: Company, asked: Proposal, login: str) -> None:
    with pytest.raises(ApprovalNotYours):
        company.confirm(login, asked)
    with pytest.raises(NotYourProposal):
        proposals.reject(company.session, asked.id, actor=company.actor(login), now=company.now)
    assert orders(company) == 0


def test_a_customer_learns_nothing_of_it(company: Company, asked: Proposal) -> None:
    with pytest.raises(ProposalUnknown):
        company.confirm("renhe", asked)


def test_a_manager_with_a_smaller_limit_may_not(company: Company, asked: Proposal) -> None:
    company.session.execute(update(User).where(User.login == "manager").values(discount_limit_percent=10))
    company.session.expire_all()
    assert company.ask("manager", "list_approvals") == ()
    with pytest.raises(ApprovalNotYours):
        company.confirm("manager", asked)


def test_nobody_approves_their_own_request(company: Company, asked: Proposal) -> None:
    """Not even after having become a manager."""
    company.session.execute(
        update(User).where(User.login == "sales").values(roles=["manager"], discount_limit_percent=10)
    )
    company.session.expire_all()
    assert company.ask("sales", "list_approvals") == ()
    assert company.confirm("sales", asked).outcome is Outcome.AWAITING_APPROVAL
    assert orders(company) == 0


def test_a_manager_within_their_own_limit_needs_nobody(company: Company) -> None:
    proposal = company.propose("manager", "place_order", order(20, discount_percent="12"))
    assert proposal.approvals == ()
    assert company.confirm("manager", proposal).outcome is Outcome.EXECUTED


def test_a_manager_s_no_ends_it_and_is_told(company: Company, asked: Proposal) -> None:
    refused = proposals.reject(company.session, asked.id, actor=company.actor("manager"), now=company.now)
    assert (refused.status, refused.approver_id) == (ProposalStatus.REJECTED, company.actor("manager").user_id)
    assert told(company, "approval.refused")[0]["by"] == "manager"
    assert company.confirm("manager", asked).outcome is Outcome.CLOSED


def test_the_requester_may_withdraw_it(company: Company, asked: Proposal) -> None:
    withdrawn = proposals.reject(company.session, asked.id, actor=company.actor("sales"), now=company.now)
    assert withdrawn.status is ProposalStatus.WITHDRAWN
    assert company.confirm("manager", asked).outcome is Outcome.CLOSED
    assert orders(company) == 0


def test_after_seven_days_it_is_too_late(company: Company, asked: Proposal) -> None:
    late = company.later(timedelta(days=7)).confirm("manager", asked)
    assert (late.outcome, orders(company)) == (Outcome.EXPIRED, 0)
    assert len(told(company, "approval.expired")) == 1


@pytest.mark.parametrize("login", ["sales2", "support"])
def test_to_who_may_not_approve_it_an_expired_one_is_no_more_than_an_open_one(
    company: Company, asked: Proposal, login: str
) -> None:
    with pytest.raises(ApprovalNotYours):
        company.later(timedelta(days=8)).confirm(login, asked)
    assert company.session.get_one(ProposalRow, asked.id).status is ProposalStatus.AWAITING_APPROVAL


def test_the_requester_is_told_that_nobody_approved_in_time_and_not_of_a_card_nobody_said_yes_to(
    company: Company, asked: Proposal
) -> None:
    company.propose("sales", "place_order", order(3))
    late = company.later(timedelta(days=8))
    assert proposals.expire_due(company.session, now=late.now, actor=company.actor("admin")) == 2
    expired = told(company, "approval.expired")
    assert [facts["owner_id"] for facts in expired] == [str(asked.owner_id)]


def test_the_requester_who_finds_it_expired_is_told_by_the_answer_alone(company: Company, asked: Proposal) -> None:
    assert company.later(timedelta(days=8)).confirm("sales", asked).outcome is Outcome.EXPIRED
    assert told(company, "approval.expired") == []


def test_the_requester_is_told_when_what_was_approved_cannot_be_done(company: Company, asked: Proposal) -> None:
    company.order(60)
    company.order(30)
    approved = company.confirm("manager", asked)
    assert (approved.outcome, isinstance(approved.refusal, InsufficientStock)) == (Outcome.FAILED, True)
    assert told(company, "approval.failed")[0]["by"] == "manager"


def test_when_the_facts_changed_it_goes_back_to_the_requester(company: Company, asked: Proposal) -> None:
    company.run("manager", "set_price", {"product": "BP-200", "price": "199"})
    changed = company.confirm("manager", asked)
    assert changed.outcome is Outcome.CHANGED
    assert changed.replacement is not None
    assert (changed.replacement.owner_login, changed.replacement.status) == ("sales", ProposalStatus.PENDING)
    assert told(company, "proposal.changed")[0]["by"] == "manager"
    with pytest.raises(NotYourProposal):
        company.confirm("manager", changed.replacement)
    again = company.confirm("sales", changed.replacement)
    assert again.outcome is Outcome.AWAITING_APPROVAL
    assert company.confirm("manager", again.proposal).outcome is Outcome.EXECUTED


def test_a_limit_that_shrank_since_the_yes_asks_for_approval_again(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20, discount_percent="5"))
    company.session.execute(update(User).where(User.login == "sales").values(discount_limit_percent=2))
    company.session.expire_all()
    changed = company.confirm("sales", proposal)
    assert changed.outcome is Outcome.CHANGED
    assert changed.replacement is not None
    assert changed.replacement.approvals[0].allowed == 2
    assert orders(company) == 0
