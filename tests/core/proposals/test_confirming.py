"""A yes does what was shown, once: not twice, not for another person, not when it is too late or has changed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from core import proposals
from core.actor import system_actor
from core.audit import AuditRecord
from core.doctor import examine
from core.identity import User
from core.proposals import (
    NotYourProposal,
    Outcome,
    Proposal,
    ProposalClosed,
    ProposalRow,
    ProposalStatus,
    ProposalUnknown,
    Step,
    Unreadable,
)
from core.states import TransitionRecord
from tests.company import Company
from tests.core.proposals.conftest import executions, order, orders, rows


def test_a_yes_writes_the_order_and_is_on_record(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    done = company.confirm("sales", proposal)
    assert (done.outcome, done.proposal.status) == (Outcome.EXECUTED, ProposalStatus.EXECUTED)
    document = done.proposal.steps[0].document
    assert document is not None
    assert company.ask("sales", "get_order", {"order": document.number}).head.customer == "C-0001"
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.proposal_id == proposal.id)).one()
    assert (record.login, record.channel, record.details["documents"]) == ("sales", "test", [document.number])


def forget_how_to_read(company: Company, proposal: Proposal, how: str) -> None:
    """The kept proposal as another version of the program would have left it."""
    row = company.session.get_one(ProposalRow, proposal.id)
    if how == "a field is new":
        row.results = [{name: value for name, value in result.items() if name != "head"} for result in row.results]
    else:
        row.steps = [{**step, "operation": "place_wish"} for step in row.steps]
    company.session.flush()


@pytest.mark.parametrize("how", ["a field is new", "the operation is gone"])
def test_an_open_card_this_version_cannot_read_has_expired(company: Company, how: str) -> None:
    talk = uuid4()
    actor = company.actor("sales")
    steps = [Step("place_order", order(20))]
    proposal = proposals.propose(company.session, steps, actor=actor, now=company.now, conversation_id=talk)
    assert len(proposals.open_in(company.session, talk, now=company.now)) == 1
    forget_how_to_read(company, proposal, how)
    assert proposals.open_in(company.session, talk, now=company.now) == ()
    shown = proposals.get(company.session, proposal.id, actor=actor, now=company.now)
    assert (shown.status, type(shown.steps[0].result)) == (ProposalStatus.EXPIRED, Unreadable)
    answered = company.confirm("sales", proposal)
    assert (answered.outcome, answered.proposal.status, orders(company)) == (Outcome.EXPIRED, shown.status, 0)


@pytest.mark.parametrize("how", ["a field is new", "the operation is gone"])
def test_a_receipt_this_version_cannot_read_still_has_its_number(company: Company, how: str) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    number = company.confirm("sales", proposal).proposal.steps[0].document
    forget_how_to_read(company, proposal, how)
    again = company.confirm("sales", proposal)
    assert again.outcome is Outcome.ALREADY_EXECUTED
    assert again.proposal.steps[0].document == number


def test_a_second_yes_returns_the_first_receipt_and_writes_nothing(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    first = company.confirm("sales", proposal)
    second = company.later(timedelta(days=3)).confirm("sales", proposal)
    assert second.outcome is Outcome.ALREADY_EXECUTED
    assert second.proposal.steps[0].document == first.proposal.steps[0].document
    assert (orders(company), executions(company)) == (1, 1)


@pytest.mark.parametrize("login", ["teammate", "manager", "hr"])
def test_a_colleague_s_yes_is_refused_with_whose_it_is(company: Company, login: str) -> None:
    proposal = company.propose("sales", "place_order", order())
    with pytest.raises(NotYourProposal) as refused:
        company.confirm(login, proposal)
    assert refused.value.facts["owner"] == "sales"
    assert orders(company) == 0


@pytest.mark.parametrize("login", ["renhe", "visitor"])
def test_to_outsiders_another_s_card_does_not_exist(company: Company, login: str) -> None:
    proposal = company.propose("sales", "place_order", order())
    with pytest.raises(ProposalUnknown):
        company.confirm(login, proposal)


@pytest.mark.parametrize("login", ["sales2", "hr", "renhe", "visitor"])
def test_a_receipt_is_shown_to_nobody_it_does_not_concern(company: Company, login: str) -> None:
    proposal = company.propose("sales", "place_order", order())
    company.confirm("sales", proposal)
    with pytest.raises(ProposalUnknown):
        company.confirm(login, proposal)
    with pytest.raises(ProposalUnknown):
        proposals.reject(company.session, proposal.id, actor=company.actor(login), now=company.now)


def test_a_card_that_never_was_is_unknown(company: Company) -> None:
    with pytest.raises(ProposalUnknown):
        proposals.confirm(company.session, uuid4(), actor=company.actor("sales"), now=company.now)


def test_a_yes_that_comes_too_late_writes_nothing(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order())
    late = company.later(timedelta(hours=24)).confirm("sales", proposal)
    assert (late.outcome, late.proposal.status) == (Outcome.EXPIRED, ProposalStatus.EXPIRED)
    assert company.confirm("sales", proposal).outcome is Outcome.EXPIRED
    assert orders(company) == 0


def test_the_last_second_is_not_too_late(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order())
    almost = company.later(timedelta(hours=23, minutes=59, seconds=59))
    # The promise moved with the day, so the person is asked again: but not because it expired.
    assert almost.confirm("sales", proposal).outcome is Outcome.CHANGED


def test_after_a_no_there_is_no_yes(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order())
    actor = company.actor("sales")
    assert proposals.reject(company.session, proposal.id, actor=actor, now=company.now).status == "rejected"
    assert company.confirm("sales", proposal).outcome is Outcome.CLOSED
    with pytest.raises(ProposalClosed):
        proposals.reject(company.session, proposal.id, actor=actor, now=company.now)
    assert orders(company) == 0


def test_when_the_price_rose_the_new_card_is_shown_and_nothing_is_written(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    company.run("manager", "set_price", {"product": "BP-200", "price": "199"})
    before = rows(company)
    changed = company.confirm("sales", proposal)
    assert (changed.outcome, changed.proposal.status) == (Outcome.CHANGED, ProposalStatus.SUPERSEDED)
    assert rows(company) == before
    assert company.on_hand("BP-200") == (70, 0)
    assert changed.replacement is not None
    assert changed.proposal.replaced_by_id == changed.replacement.id
    assert changed.replacement.steps[0].result.terms()["net"] == "3980.00"
    assert company.confirm("sales", changed.replacement).outcome is Outcome.EXECUTED


def test_when_somebody_took_the_goods_the_new_card_comes_from_elsewhere(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(25))
    company.order(60, login="teammate", customer="华东医院")
    changed = company.confirm("sales", proposal)
    assert changed.outcome is Outcome.CHANGED
    assert changed.replacement is not None
    line = changed.replacement.steps[0].result.terms()["lines"][0]
    assert (line["warehouse"], line["promised_on"]) == ("NB", "2026-11-25")


def test_when_nobody_has_the_goods_any_more_it_fails_with_what_is_left(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(65))
    company.order(60, login="teammate", customer="华东医院")
    failed = company.confirm("sales", proposal)
    assert (failed.outcome, failed.proposal.status) == (Outcome.FAILED, ProposalStatus.FAILED)
    assert failed.refusal is not None
    assert int(str(failed.refusal.facts["available"]).split(".")[0]) == 40
    assert failed.proposal.refusal is not None
    assert failed.proposal.refusal.code == "InsufficientStock"
    assert company.on_hand("BP-200") == (70, 60)
    assert company.confirm("sales", proposal).outcome is Outcome.FAILED


def test_a_better_price_does_not_void_the_yes(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    company.run("manager", "set_price", {"product": "BP-200", "price": "179"})
    done = company.confirm("sales", proposal)
    assert done.outcome is Outcome.EXECUTED
    assert done.proposal.steps[0].result.terms()["net"] == "3580.00"


def test_an_earlier_day_does_not_void_the_yes(company: Company) -> None:
    evening = company.at(company.now.replace(hour=9))  # 17:00 in Shanghai: leaves tomorrow
    proposal = evening.propose("sales", "place_order", order(20))
    done = company.confirm("sales", proposal)
    assert done.outcome is Outcome.EXECUTED
    assert done.proposal.steps[0].result.terms()["lines"][0]["promised_on"] == "2026-11-24"


def test_a_later_day_asks_again(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    evening = company.at(company.now.replace(hour=9))
    assert evening.confirm("sales", proposal).outcome is Outcome.CHANGED


def test_less_stock_behind_it_does_not_void_the_yes(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    company.order(30, login="teammate", customer="华东医院")
    assert company.confirm("sales", proposal).outcome is Outcome.EXECUTED


def test_who_lost_the_right_in_between_may_not(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    company.session.execute(update(User).where(User.login == "sales").values(roles=["hr"]))
    company.session.expire_all()
    failed = company.confirm("sales", proposal)
    assert failed.refusal is not None
    assert (failed.outcome, failed.refusal.code) == (Outcome.FAILED, "OperationNotAllowed")
    assert orders(company) == 0


def test_all_steps_are_written_or_none(company: Company) -> None:
    actor = company.actor("sales")
    lines = [{"product": "BP-200", "quantity": 40}]
    steps = [
        Step("create_customer", {"name": "海屿门诊部", "region": "华东"}),
        Step("place_order", {"customer": "海屿门诊部", "lines": lines}),
    ]
    proposal = proposals.propose(company.session, steps, actor=actor, now=company.now, conversation_id=None)
    number = company.order(65)
    failed = company.confirm("sales", proposal)
    assert failed.outcome is Outcome.FAILED
    assert company.ask("sales", "find_customers", {"text": "海屿"}).count == 0
    company.run("sales", "cancel_order", {"order": number})
    again = proposals.propose(company.session, steps, actor=actor, now=company.now, conversation_id=None)
    done = company.confirm("sales", again)
    assert [step.document and step.document.kind for step in done.proposal.steps] == ["customer", "sales_order"]


def test_what_is_over_expires_and_the_rest_stays(company: Company) -> None:
    old = company.propose("sales", "place_order", order(1))
    new = company.later(timedelta(hours=1)).propose("sales", "place_order", order(2))
    system, actor = system_actor(company.actor("sales").zone), company.actor("sales")
    at = company.now + timedelta(hours=24)
    assert proposals.expire_due(company.session, now=at, actor=system) == 1
    assert proposals.expire_due(company.session, now=at, actor=system) == 0
    assert proposals.get(company.session, old.id, actor=actor, now=company.now).status is ProposalStatus.EXPIRED
    assert proposals.get(company.session, new.id, actor=actor, now=company.now).status is ProposalStatus.PENDING


def test_every_way_it_went_is_recorded_and_the_doctor_agrees(company: Company) -> None:
    executed, rejected, changed = (company.propose("sales", "place_order", order(1)) for _ in range(3))
    company.confirm("sales", executed)
    proposals.reject(company.session, rejected.id, actor=company.actor("sales"), now=company.now)
    company.run("manager", "set_price", {"product": "BP-200", "price": "999"})
    company.confirm("sales", changed)
    states = company.session.execute(
        select(TransitionRecord.document_id, TransitionRecord.to_state)
        .where(TransitionRecord.kind == "proposal")
        .order_by(TransitionRecord.id)
    ).all()
    ways = {one: [state for known, state in states if known == one] for one, _ in states}
    assert sorted(ways.values()) == [["pending"]] + [["pending", end] for end in ("executed", "rejected", "superseded")]
    assert not [finding for finding in examine(company.session, now=company.now) if finding.fails]


def test_an_order_shows_no_number_before_it_has_one(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(1))
    stored = company.session.scalar(text("SELECT terms::text FROM proposals WHERE id = :id"), {"id": proposal.id})
    assert "SO-" not in str(stored)
    assert str(company.product_id("BP-200")) not in str(stored)
