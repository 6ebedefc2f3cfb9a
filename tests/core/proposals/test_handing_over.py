"""One request is handed to a colleague, who decides on it by the right of whoever handed it over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core import proposals
from core.audit import AuditRecord
from core.identity import User
from core.proposals import (
    ApprovalNotYours,
    DelegateMayAlready,
    NotYourProposal,
    Outcome,
    Proposal,
    ProposalClosed,
    ProposalStatus,
    RightNotOwn,
)
from core.proposals.handing_over import DelegateAsked, DelegateToOneself, DelegateUnfit
from core.sales.models import SalesOrder
from tests.company import Company
from tests.core.proposals.conftest import asked_for, events_of, orders


@pytest.fixture
def asked(company: Company) -> Proposal:
    return asked_for(company)


def hand(company: Company, asked: Proposal, to: str, *, by: str = "manager") -> Proposal:
    user = company.session.scalars(select(User.id).where(User.login == to)).one()
    return proposals.hand_over(company.session, asked.id, to=user, actor=company.actor(by), now=company.now)


def test_the_colleague_decides_as_well_and_the_books_say_by_whose_right(company: Company, asked: Proposal) -> None:
    assert company.ask("support", "list_approvals") == ()
    handed = hand(company, asked, "support")
    assert [(one.by, one.to) for one in handed.handed] == [("manager", "support")]
    for login in ("manager", "support"):
        assert [one.id for one in company.ask(login, "list_approvals")] == [asked.id]
    done = company.confirm("support", asked)
    assert (done.outcome, done.proposal.approver_id) == (Outcome.EXECUTED, company.actor("support").user_id)
    records = company.session.scalars(select(AuditRecord).where(AuditRecord.proposal_id == asked.id)).all()
    assert {one.action: one.details.get("on_behalf_of") for one in records} == {
        "approval.handed_over": None,
        "proposal.execute": "manager",
    }
    assert company.session.scalars(select(SalesOrder)).one().salesperson_id == asked.owner_id


def test_both_hear_of_it(company: Company, asked: Proposal) -> None:
    hand(company, asked, "support")
    (facts,) = events_of(company, "approval.handed_over")
    assert (facts["by"], facts["to"], facts["owner_id"]) == ("manager", "support", str(asked.owner_id))


def test_after_handing_it_over_the_first_one_may_still_decide_and_then_the_second_is_told(
    company: Company, asked: Proposal
) -> None:
    hand(company, asked, "support")
    proposals.reject(company.session, asked.id, actor=company.actor("manager"), now=company.now, reason="no")
    assert company.confirm("support", asked).outcome is Outcome.CLOSED
    with pytest.raises(ProposalClosed):
        proposals.reject(company.session, asked.id, actor=company.actor("support"), now=company.now)
    assert orders(company) == 0


def test_it_is_not_handed_back_in_a_circle_nor_on(company: Company, asked: Proposal) -> None:
    hand(company, asked, "support")
    for to in ("manager", "warehouse", "accountant"):
        with pytest.raises(RightNotOwn):
            hand(company, asked, to, by="support")
    with pytest.raises(DelegateMayAlready):
        hand(company, asked, "support")
    second = company.manager("manager2")
    with pytest.raises(DelegateMayAlready):
        hand(company, asked, second)
    with pytest.raises(DelegateMayAlready):
        hand(company, asked, "manager", by=second)


def test_nobody_takes_it_who_may_not(company: Company, asked: Proposal) -> None:
    company.session.execute(update(User).where(User.login == "hr").values(active=False))
    company.session.expire_all()
    for to, refusal in (
        ("manager", DelegateToOneself),
        ("sales", DelegateAsked),
        ("renhe", DelegateUnfit),
        ("hr", DelegateUnfit),
    ):
        with pytest.raises(refusal):
            hand(company, asked, to)
    assert company.confirm("sales", asked).outcome is Outcome.AWAITING_APPROVAL


def test_nobody_hands_on_what_they_may_not_decide(company: Company, asked: Proposal) -> None:
    for by in ("support", "admin", "sales", "sales2"):
        with pytest.raises(ApprovalNotYours):
            hand(company, asked, "warehouse", by=by)


def test_whoever_sells_is_not_handed_what_shows_costs(company: Company) -> None:
    company.session.execute(update(User).where(User.login == "buyer").values(purchase_limit=1))
    company.session.expire_all()
    asked = purchase_over_limit(company)
    with pytest.raises(DelegateUnfit):
        hand(company, asked, "sales")
    with pytest.raises(DelegateUnfit):
        hand(company, asked, "warehouse")
    hand(company, asked, "accountant")
    assert company.confirm("accountant", asked).outcome is Outcome.EXECUTED


def draft_purchase(company: Company) -> str:
    """The number of a purchase order of five monitors, 500 and tax, that nobody approved yet."""
    company.run("manager", "create_supplier", {"name": "脉岸电子", "lead_time_days": 5})
    company.run("manager", "set_supplier_product", {"supplier": "脉岸电子", "product": "BP-200", "price": "100"})
    lines = [{"product": "BP-200", "quantity": 5}]
    arguments = {"supplier": "脉岸电子", "warehouse": "SH", "lines": lines}
    return str(company.run("buyer", "create_purchase_order", arguments).document.number)


def purchase_over_limit(company: Company) -> Proposal:
    """A purchase over the buyer's limit, agreed to by the buyer."""
    card = company.propose("buyer", "approve_purchase_order", {"purchase_order": draft_purchase(company)})
    confirmation = company.confirm("buyer", card)
    assert confirmation.outcome is Outcome.AWAITING_APPROVAL
    return confirmation.proposal


@pytest.mark.parametrize("change", [{"active": False}, {"roles": ["support"]}, {"discount_limit_percent": 10}])
def test_the_right_is_the_one_its_holder_has_when_it_is_used(
    company: Company, asked: Proposal, change: dict[str, object]
) -> None:
    hand(company, asked, "support")
    company.session.execute(update(User).where(User.login == "manager").values(**change))
    company.session.expire_all()
    with pytest.raises(ApprovalNotYours):
        company.confirm("support", asked)
    with pytest.raises(NotYourProposal):
        proposals.reject(company.session, asked.id, actor=company.actor("support"), now=company.now)
    assert orders(company) == 0


def test_a_request_that_is_over_is_not_handed_on(company: Company, asked: Proposal) -> None:
    with pytest.raises(ProposalClosed):
        hand(company.later(timedelta(days=7)), asked, "support")
    company.confirm("manager", asked)
    with pytest.raises(ProposalClosed):
        hand(company, asked, "support")
    kept = proposals.get(company.session, asked.id, actor=company.actor("sales"), now=company.now)
    assert kept.status is ProposalStatus.EXECUTED
