"""A request is refused for a reason: with the no, or afterwards, once, by whoever refused it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import proposals
from core.audit import AuditRecord
from core.doctor import examine
from core.proposals import NotYourProposal, Proposal, ProposalStatus, ProposalUnknown, ReasonGiven, ReasonTooLong
from core.proposals.models import REASON_MAX
from tests.company import Company
from tests.core.proposals.conftest import asked_for, events_of, order


@pytest.fixture
def asked(company: Company) -> Proposal:
    return asked_for(company)


def refuse(company: Company, asked: Proposal, reason: str = "", login: str = "manager") -> Proposal:
    return proposals.reject(company.session, asked.id, actor=company.actor(login), now=company.now, reason=reason)


def explain(company: Company, asked: Proposal, reason: str, login: str = "manager") -> Proposal:
    return proposals.explain(company.session, asked.id, actor=company.actor(login), now=company.now, reason=reason)


def test_the_reason_is_kept_with_the_request_and_in_the_audit_log(company: Company, asked: Proposal) -> None:
    assert refuse(company, asked, "  折扣太大，\n毛利不够 ").reason == "折扣太大， 毛利不够"
    seen = proposals.get(company.session, asked.id, actor=company.actor("sales"), now=company.now)
    assert (seen.status, seen.reason) == (ProposalStatus.REJECTED, "折扣太大， 毛利不够")
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.action == "approval.refused")).one()
    assert (record.login, record.proposal_id, record.details) == (
        "manager",
        asked.id,
        {"reason": "折扣太大， 毛利不够"},
    )


def test_what_cannot_be_shown_is_left_out_and_markup_stays_as_written(company: Company, asked: Proposal) -> None:
    reason = "<b>too</b> *low*\u202e [x](http://e.example)\x00\u200b"
    assert refuse(company, asked, reason).reason == "<b>too</b> *low* [x](http://e.example)"


@pytest.mark.parametrize("length", [REASON_MAX + 1, 10_000])
def test_a_reason_that_is_no_sentence_decides_nothing(company: Company, asked: Proposal, length: int) -> None:
    with pytest.raises(ReasonTooLong) as refused:
        refuse(company, asked, "贵" * length)
    assert refused.value.facts == {"length": length, "limit": REASON_MAX}
    shown = proposals.get(company.session, asked.id, actor=company.actor("sales"), now=company.now)
    assert shown.status is ProposalStatus.AWAITING_APPROVAL
    assert refuse(company, asked, "贵" * REASON_MAX).reason == "贵" * REASON_MAX


def test_the_owner_s_own_no_has_no_reason(company: Company, asked: Proposal) -> None:
    withdrawn = refuse(company, asked, "not needed", login="sales")
    assert (withdrawn.status, withdrawn.reason) == (ProposalStatus.WITHDRAWN, None)


def test_the_reason_may_come_afterwards_once(company: Company, asked: Proposal) -> None:
    refuse(company, asked)
    assert explain(company, asked, "margin too thin").reason == "margin too thin"
    assert events_of(company, "approval.explained")[0]["owner_id"] == str(asked.owner_id)
    with pytest.raises(ReasonGiven):
        explain(company, asked, "another one")


def test_it_comes_within_a_week(company: Company, asked: Proposal) -> None:
    refuse(company, asked)
    with pytest.raises(ReasonGiven):
        explain(company.later(timedelta(days=7, minutes=1)), asked, "too late")
    assert explain(company.later(timedelta(days=7)), asked, "in time").reason == "in time"


def test_nobody_else_explains_a_refusal(company: Company, asked: Proposal) -> None:
    second = company.manager("manager2")
    refuse(company, asked)
    for login in (second, "sales"):
        with pytest.raises(NotYourProposal):
            explain(company, asked, "mine", login=login)
    for login in ("sales2", "renhe"):
        with pytest.raises(ProposalUnknown):
            explain(company, asked, "mine", login=login)


def test_what_is_not_refused_is_not_explained(company: Company, asked: Proposal) -> None:
    with pytest.raises(NotYourProposal):
        explain(company, asked, "why not")
    company.confirm("manager", asked)
    with pytest.raises(NotYourProposal):
        explain(company, asked, "why not")
    dropped = company.propose("sales", "place_order", order(1))
    refuse(company, dropped, login="sales")
    with pytest.raises(NotYourProposal):
        explain(company, dropped, "my own", login="sales")


def test_the_doctor_has_nothing_against_a_refusal_on_record(company: Company, asked: Proposal) -> None:
    refuse(company, asked)
    assert [finding for finding in examine(company.session, now=company.now) if finding.fails] == []
