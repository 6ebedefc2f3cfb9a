"""A card shows exactly what a yes would do, and showing it leaves nothing behind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from core import proposals
from core.catalog.references import QuantityNotPositive
from core.inventory.allocating import InsufficientStock
from core.names import NameUnknown
from core.operations import OperationNotAllowed
from core.proposals import NothingProposed, ProposalRow, ProposalStatus, ProposalUnknown, Step, VisitorMayNotPropose
from core.proposals.running import BeyondTheBooks
from tests.company import Company
from tests.core.proposals.conftest import executions, order, rows


def test_a_card_shows_the_very_order_that_a_yes_makes(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20))
    shown = proposal.steps[0].result
    confirmed = company.confirm("sales", proposal).proposal.steps[0].result
    assert shown.terms() == confirmed.terms()
    assert shown.terms()["gross"] == "4271.40"
    assert shown.terms()["lines"][0]["promised_on"] == date(2026, 11, 24).isoformat()


def test_a_preview_leaves_nothing_but_itself(company: Company) -> None:
    before = rows(company)
    proposal = company.propose("sales", "place_order", order(20))
    assert rows(company) == before
    assert company.on_hand("BP-200") == (70, 0)
    assert executions(company) == 0
    assert (proposal.status, proposal.steps[0].document) == (ProposalStatus.PENDING, None)


def test_a_preview_is_impatient_only_for_itself(company: Company) -> None:
    patience = text("SHOW lock_timeout")
    company.session.execute(text("SET LOCAL lock_timeout = '7s'"))
    company.propose("sales", "place_order", order(20))
    assert company.session.scalar(patience) == "7s"
    with pytest.raises(InsufficientStock):
        company.propose("sales", "place_order", order(101))
    assert company.session.scalar(patience) == "7s"


def test_it_keeps_what_was_meant_as_codes(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(20, "上臂式血压计", requested_on="下周五"))
    assert proposal.steps[0].arguments == {
        "customer": "C-0001",
        "lines": [{"product": "BP-200", "quantity": "20"}],
        "requested_on": "2026-12-04",
    }


def test_it_belongs_to_who_asked_and_lasts_a_day(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order())
    assert (proposal.owner_login, proposal.owner_id) == ("sales", company.actor("sales").user_id)
    assert proposal.expires_at - proposal.created_at == timedelta(hours=24)


@pytest.mark.parametrize(
    ("login", "arguments", "refusal"),
    [
        ("sales", order(101), InsufficientStock),
        ("sales", order(0), QuantityNotPositive),
        ("sales", order(1, "龙门吊"), NameUnknown),
        ("hr", order(), OperationNotAllowed),
    ],
)
def test_what_would_be_refused_makes_no_card(
    company: Company, login: str, arguments: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        company.propose(login, "place_order", arguments)
    assert proposals.waiting_for(company.session, company.actor("manager"), now=company.now) == ()
    assert company.session.scalars(select(ProposalRow)).all() == []


def test_more_money_than_the_books_can_hold_is_refused_and_leaves_the_session_usable(company: Company) -> None:
    company.run("manager", "set_price", {"product": "BP-200", "price": "99999999"})
    with pytest.raises(BeyondTheBooks):
        company.propose("sales", "draft_order", order(1_000_000))
    assert company.session.scalars(select(ProposalRow)).all() == []


def test_a_visitor_proposes_nothing(company: Company) -> None:
    with pytest.raises(VisitorMayNotPropose):
        company.propose("visitor", "open_ticket", {"subject": "坏了", "contact": "138"})


def test_a_query_is_nothing_to_agree_to(company: Company) -> None:
    for steps in ([], [Step("get_stock", {"product": "BP-200"})]):
        with pytest.raises(NothingProposed):
            proposals.propose(
                company.session, steps, actor=company.actor("sales"), now=company.now, conversation_id=None
            )


def test_several_steps_are_one_card_and_each_sees_the_one_before(company: Company) -> None:
    steps = [
        Step("create_customer", {"name": "海屿门诊部", "region": "华东"}),
        Step("place_order", {"customer": "海屿门诊部", "lines": [{"product": "BP-200", "quantity": 2}]}),
    ]
    actor = company.actor("sales")
    proposal = proposals.propose(company.session, steps, actor=actor, now=company.now, conversation_id=None)
    assert [step.operation for step in proposal.steps] == ["create_customer", "place_order"]
    with pytest.raises(NameUnknown):
        company.ask("sales", "get_customer", {"customer": "海屿门诊部"})


def test_a_conversation_s_open_cards_are_its_own(company: Company) -> None:
    here, there = uuid4(), uuid4()
    actor = company.actor("sales")
    for conversation, quantity in ((here, 1), (here, 2), (there, 3)):
        step = Step("place_order", order(quantity))
        proposals.propose(company.session, [step], actor=actor, now=company.now, conversation_id=conversation)
    found = proposals.open_in(company.session, here, now=company.now)
    assert [step.arguments["lines"][0]["quantity"] for one in found for step in one.steps] == ["1", "2"]
    tomorrow = company.now + timedelta(hours=24)
    assert proposals.open_in(company.session, here, now=tomorrow) == ()


def test_a_changed_card_takes_the_place_of_the_old(company: Company) -> None:
    actor = company.actor("sales")
    old = company.propose("sales", "place_order", order(20))
    new = proposals.propose(
        company.session,
        [Step("place_order", order(25))],
        actor=actor,
        now=company.now,
        conversation_id=None,
        replaces=old.id,
    )
    before = proposals.get(company.session, old.id, actor=actor, now=company.now)
    assert (before.status, before.replaced_by_id) == (ProposalStatus.SUPERSEDED, new.id)
    assert company.confirm("sales", old).outcome is proposals.Outcome.CLOSED
    assert company.confirm("sales", new).outcome is proposals.Outcome.EXECUTED
    assert company.on_hand("BP-200") == (70, 25)


def test_another_s_card_is_not_replaced(company: Company) -> None:
    theirs = company.propose("sales", "place_order", order(20))
    proposals.propose(
        company.session,
        [Step("place_order", order(1))],
        actor=company.actor("teammate"),
        now=company.now,
        conversation_id=None,
        replaces=theirs.id,
    )
    kept = proposals.get(company.session, theirs.id, actor=company.actor("sales"), now=company.now)
    assert kept.status is ProposalStatus.PENDING


def test_a_repeated_attempt_at_one_message_leaves_one_open_card(company: Company) -> None:
    actor, steps = company.actor("sales"), [Step("place_order", order(20))]
    first, second = (
        proposals.propose(company.session, steps, actor=actor, now=company.now, conversation_id=None, cause="inbox-7/0")
        for _ in range(2)
    )
    assert proposals.get(company.session, first.id, actor=actor, now=company.now).status is ProposalStatus.SUPERSEDED
    assert proposals.get(company.session, second.id, actor=actor, now=company.now).status is ProposalStatus.PENDING


def test_a_card_is_shown_to_its_owner_and_to_nobody_it_does_not_concern(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order())
    assert proposals.get(company.session, proposal.id, actor=company.actor("sales"), now=company.now) == proposal
    for login in ("teammate", "manager", "renhe", "visitor"):
        with pytest.raises(ProposalUnknown):
            proposals.get(company.session, proposal.id, actor=company.actor(login), now=company.now)
    with pytest.raises(ProposalUnknown):
        proposals.get(company.session, uuid4(), actor=company.actor("sales"), now=company.now)


def test_amounts_of_a_kept_card_are_still_exact(company: Company) -> None:
    proposal = company.propose("sales", "place_order", order(3, "TH-30"))
    kept = proposals.get(company.session, proposal.id, actor=company.actor("sales"), now=company.now)
    assert kept.steps[0].result == proposal.steps[0].result
    assert kept.steps[0].result.terms()["net"] == str(Decimal("385.50"))
