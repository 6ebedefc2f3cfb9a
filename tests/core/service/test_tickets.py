"""Tickets: anybody may open one, those who serve look after it, and each sees their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.errors import Refusal
from core.events import EventRecord
from core.operations import InvalidArgument, OperationNotAllowed
from core.service.commands import WITHDRAWN, ContactNeeded, ResolutionMissing, SubjectMissing, TicketAlreadyTaken
from core.service.models import TicketPriority, TicketState
from core.service.references import TicketUnknown
from core.states import InvalidTransition, TransitionRecord
from tests.company import Company


def opened(company: Company, login: str = "renhe", **arguments: str) -> str:
    """The number of a new ticket."""
    result = company.run(login, "open_ticket", {"subject": "耳温枪不开机", **arguments})
    return str(result.document.number)


def test_a_customer_s_ticket_carries_who_and_what(company: Company) -> None:
    number = opened(company, product="耳温枪", priority="high", description="按了没反应")
    ticket = company.ask("renhe", "get_ticket", {"ticket": number})
    assert (ticket.state, ticket.priority) == (TicketState.NEW, TicketPriority.HIGH)
    assert (ticket.reporter, ticket.customer_zh, ticket.product) == ("renhe", "仁和诊所", "TH-30")
    assert ticket.opened_at == company.now


def test_opening_one_is_an_event(company: Company) -> None:
    number = opened(company)
    event = company.session.scalars(select(EventRecord).where(EventRecord.kind == "ticket.opened")).one()
    assert event.facts == {"number": number, "subject": "耳温枪不开机", "priority": "normal"}


def test_a_ticket_is_worked_on_and_resolved_and_opened_again(company: Company) -> None:
    number = opened(company)
    started = company.run("support", "start_ticket", {"ticket": number})
    assert (started.was, started.ticket.state, started.ticket.assignee) == (
        TicketState.NEW,
        TicketState.OPEN,
        "support",
    )
    later = company.later(timedelta(hours=2))
    resolved = later.run("support", "resolve_ticket", {"ticket": number, "resolution": " 换电池 "})
    assert (resolved.ticket.resolution, resolved.ticket.resolved_at) == ("换电池", later.now)
    again = later.run("support", "start_ticket", {"ticket": number})
    assert (again.was, again.ticket.resolution, again.ticket.resolved_at) == (TicketState.RESOLVED, "", None)
    states = company.session.scalars(select(TransitionRecord.to_state).order_by(TransitionRecord.id)).all()
    assert states == ["new", "open", "resolved", "open"]


def test_a_new_ticket_cannot_be_resolved_before_somebody_works_on_it(company: Company) -> None:
    number = opened(company)
    with pytest.raises(InvalidTransition) as refused:
        company.run("support", "resolve_ticket", {"ticket": number, "resolution": "换电池"})
    assert refused.value.facts["allowed"] == ["open"]


def test_one_s_own_untouched_ticket_can_be_taken_back(company: Company) -> None:
    number = opened(company)
    taken_back = company.run("renhe", "withdraw_ticket", {"ticket": number})
    assert (taken_back.ticket.state, taken_back.ticket.resolution) == (TicketState.RESOLVED, WITHDRAWN)


def test_what_is_worked_on_or_another_s_cannot_be_taken_back(company: Company) -> None:
    number = opened(company)
    with pytest.raises(TicketAlreadyTaken):
        company.run("support", "withdraw_ticket", {"ticket": number})
    company.run("support", "start_ticket", {"ticket": number})
    with pytest.raises(TicketAlreadyTaken):
        company.run("renhe", "withdraw_ticket", {"ticket": number})


def test_a_visitor_leaves_a_way_to_be_answered_and_reads_nothing(company: Company) -> None:
    with pytest.raises(ContactNeeded):
        opened(company, "visitor")
    number = opened(company, "visitor", contact="138-0000-0099")
    ticket = company.ask("support", "get_ticket", {"ticket": number})
    assert (ticket.contact, ticket.reporter, ticket.customer) == ("138-0000-0099", "", "")
    with pytest.raises(OperationNotAllowed):
        company.ask("visitor", "get_ticket", {"ticket": number})


@pytest.mark.parametrize(
    ("login", "subjects"),
    [
        ("renhe", {"诊所的", "销售替诊所报的"}),
        ("sales", {"诊所的", "销售替诊所报的"}),
        ("teammate", {"诊所的", "销售替诊所报的"}),
        ("sales2", {"西边的"}),
        ("hr", {"打印机"}),
        ("warehouse", set()),
        ("support", {"诊所的", "销售替诊所报的", "西边的", "打印机"}),
        ("manager", {"诊所的", "销售替诊所报的", "西边的", "打印机"}),
    ],
)
def test_everybody_sees_their_own_and_their_customers_tickets(company: Company, login: str, subjects: set[str]) -> None:
    opened(company, "renhe", subject="诊所的")
    opened(company, "sales", subject="销售替诊所报的", customer="仁和诊所")
    last = opened(company, "sales2", subject="西边的", customer="成都宏达医疗")
    opened(company, "hr", subject="打印机")
    page = company.ask(login, "find_tickets")
    assert {ticket.subject for ticket in page.tickets} == subjects
    assert page.count == len(subjects)
    if "西边的" not in subjects:
        with pytest.raises(TicketUnknown):
            company.ask(login, "get_ticket", {"ticket": last})


def test_tickets_are_found_by_customer_and_state(company: Company) -> None:
    number = opened(company)
    opened(company, "hr")
    company.run("support", "start_ticket", {"ticket": number})
    assert company.ask("support", "find_tickets", {"state": "open"}).tickets[0].number == number
    assert company.ask("support", "find_tickets", {"customer": "仁和诊所"}).count == 1
    assert company.ask("support", "find_tickets", {"state": "resolved"}).count == 0


@pytest.mark.parametrize(
    ("login", "command", "arguments", "refusal"),
    [
        ("renhe", "open_ticket", {"subject": " \n "}, SubjectMissing),
        ("renhe", "open_ticket", {"subject": "坏了", "priority": "yesterday"}, InvalidArgument),
        ("renhe", "start_ticket", {"ticket": "{number}"}, OperationNotAllowed),
        ("support", "start_ticket", {"ticket": "T-2026-99999"}, TicketUnknown),
        ("support", "resolve_ticket", {"ticket": "{number}", "resolution": "  "}, ResolutionMissing),
    ],
)
def test_what_cannot_be_is_refused(
    company: Company, login: str, command: str, arguments: dict[str, Any], refusal: type[Refusal]
) -> None:
    number = opened(company)
    written = {key: value.replace("{number}", number) for key, value in arguments.items()}
    with pytest.raises(refusal):
        company.run(login, command, written)


def test_long_words_are_cut_and_not_refused(company: Company) -> None:
    number = opened(company, subject="坏" * 10_000, description="了" * 10_000)
    ticket = company.ask("support", "get_ticket", {"ticket": number})
    assert (len(ticket.subject), len(ticket.description)) == (200, 4000)
