"""What touches no money, stock or third party is done at once, and can be taken back for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import proposals
from core.doctor import examine
from core.operations import CommandNeedsConfirmation, OperationNotAllowed
from core.proposals import CannotUndo, Proposal, ProposalStatus, Step
from core.service.models import Ticket, TicketState
from tests.company import Company
from tests.core.proposals.conftest import executions, order

TICKET = {"subject": "耳温枪不开机"}


def done(company: Company, login: str, command: str, arguments: dict[str, str], cause: str | None = None) -> Proposal:
    """The receipt of a harmless command."""
    return proposals.run_harmless(
        company.session,
        Step(command, dict(arguments)),
        actor=company.actor(login),
        now=company.now,
        conversation_id=None,
        cause=cause,
    )


def undone(company: Company, login: str, receipt: Proposal) -> Proposal:
    """The receipt of taking it back."""
    return proposals.undo(company.session, receipt.id, actor=company.actor(login), now=company.now)


def test_it_is_done_at_once_with_a_receipt_and_on_record(company: Company) -> None:
    receipt = done(company, "renhe", "open_ticket", TICKET)
    assert (receipt.status, receipt.undoable, receipt.decided_at) == (ProposalStatus.EXECUTED, True, company.now)
    document = receipt.steps[0].document
    assert document is not None
    assert company.ask("renhe", "get_ticket", {"ticket": document.number}).subject == "耳温枪不开机"
    assert executions(company) == 1


def test_what_is_not_harmless_is_not_done(company: Company) -> None:
    with pytest.raises(CommandNeedsConfirmation):
        proposals.run_harmless(
            company.session,
            Step("place_order", order()),
            actor=company.actor("sales"),
            now=company.now,
            conversation_id=None,
        )
    with pytest.raises(OperationNotAllowed):
        done(company, "renhe", "start_ticket", {"ticket": "T-2026-00001"})


def test_a_repeated_attempt_at_one_message_returns_the_first_receipt(company: Company) -> None:
    first = done(company, "renhe", "open_ticket", TICKET, cause="inbox-9/0")
    second = done(company, "renhe", "open_ticket", TICKET, cause="inbox-9/0")
    assert second == first
    assert company.session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_undo_takes_it_back_once(company: Company) -> None:
    receipt = done(company, "renhe", "open_ticket", TICKET)
    taken_back = undone(company, "renhe", receipt)
    assert (taken_back.steps[0].operation, taken_back.undoable) == ("withdraw_ticket", False)
    assert company.session.scalars(select(Ticket.state)).one() is TicketState.RESOLVED
    with pytest.raises(CannotUndo):
        undone(company, "renhe", receipt)
    assert not proposals.get(company.session, receipt.id, actor=company.actor("renhe"), now=company.now).undoable
    assert not [finding for finding in examine(company.session, now=company.now) if finding.fails]


def test_undo_is_for_half_an_hour(company: Company) -> None:
    receipt = done(company, "renhe", "open_ticket", TICKET)
    with pytest.raises(CannotUndo):
        undone(company.later(timedelta(minutes=31)), "renhe", receipt)
    assert undone(company.later(timedelta(minutes=30)), "renhe", receipt).steps[0].operation == "withdraw_ticket"


@pytest.mark.parametrize("login", ["support", "sales", "visitor"])
def test_another_s_deed_cannot_be_taken_back(company: Company, login: str) -> None:
    receipt = done(company, "renhe", "open_ticket", TICKET)
    with pytest.raises(CannotUndo):
        undone(company, login, receipt)


def test_an_order_has_no_undo(company: Company) -> None:
    receipt = company.confirm("sales", company.propose("sales", "place_order", order())).proposal
    assert not receipt.undoable
    with pytest.raises(CannotUndo):
        undone(company, "sales", receipt)


def test_a_visitor_s_deed_is_done_and_stays(company: Company) -> None:
    receipt = done(company, "visitor", "open_ticket", {**TICKET, "contact": "138-0000-0099"})
    assert (receipt.owner_id, receipt.owner_login) == (None, "visitor")
    with pytest.raises(CannotUndo):
        undone(company, "visitor", receipt)
