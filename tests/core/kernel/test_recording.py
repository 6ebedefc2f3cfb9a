"""States, events, numbers and the audit log: what everything else writes down with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from core import audit, events, states
from core.audit import AuditRecord
from core.customers.models import CUSTOMER_NUMBERS
from core.database import new_id
from core.events import Event, EventRecord
from core.sales.models import ORDER_NUMBERS
from core.service.models import MACHINE, Ticket, TicketState
from core.states import InvalidTransition, StateMachine, TransitionRecord
from tests.company import Company

ON = date(2026, 11, 23)


class Kettle(StrEnum):
    """States of nothing that is sold."""

    COLD = "cold"
    HOT = "hot"
    EMPTY = "empty"


@pytest.fixture
def machine() -> Iterator[StateMachine]:
    """The life of a kettle, forgotten afterwards: the doctor looks at every machine there is."""
    known = dict(states._machines)
    yield StateMachine(
        "kettle",
        table="kettles",
        initial=Kettle.COLD,
        allowed={(Kettle.COLD, Kettle.HOT), (Kettle.HOT, Kettle.EMPTY), (Kettle.HOT, Kettle.COLD)},
    )
    states._machines.clear()
    states._machines.update(known)


def test_what_is_allowed_passes_and_the_rest_is_refused_with_what_is(machine: StateMachine) -> None:
    machine.check("K-1", Kettle.HOT, Kettle.EMPTY)
    with pytest.raises(InvalidTransition) as refused:
        machine.check("K-1", Kettle.HOT, Kettle.HOT)
    assert refused.value.facts == {
        "document": "K-1",
        "kind": "kettle",
        "state": "hot",
        "wanted": "hot",
        "allowed": ["cold", "empty"],
    }


def test_every_step_is_recorded_with_who_when_and_where(company: Company, machine: StateMachine) -> None:
    kettle, actor = new_id(), company.actor("sales")
    machine.record(company.session, kettle, (None, Kettle.COLD, Kettle.HOT), actor=actor, now=company.now)
    steps = company.session.scalars(
        select(TransitionRecord).where(TransitionRecord.document_id == kettle).order_by(TransitionRecord.id)
    ).all()
    assert [(step.from_state, step.to_state) for step in steps] == [(None, "cold"), ("cold", "hot")]
    assert {(step.login, step.channel, step.at, step.user_id) for step in steps} == {
        ("sales", "test", company.now, actor.user_id)
    }


def test_a_row_advances_with_its_step_on_record_or_not_at_all(company: Company) -> None:
    number = company.run("sales", "open_ticket", {"subject": "袖带漏气"}).document.number
    ticket = company.session.scalars(select(Ticket).where(Ticket.number == number)).one()
    actor = company.actor("support")
    MACHINE.advance(company.session, ticket, TicketState.OPEN, actor=actor, now=company.now)
    with pytest.raises(InvalidTransition) as refused:
        MACHINE.advance(company.session, ticket, TicketState.OPEN, actor=actor, now=company.now)
    assert (refused.value.facts["document"], ticket.state) == (number, TicketState.OPEN)
    steps = company.session.execute(
        select(TransitionRecord.from_state, TransitionRecord.to_state, TransitionRecord.login)
        .where(TransitionRecord.document_id == ticket.id)
        .order_by(TransitionRecord.id)
    ).all()
    assert [tuple(step) for step in steps] == [(None, "new", "sales"), ("new", "open", "support")]


def test_all_machines_are_known_by_their_kind(machine: StateMachine) -> None:
    assert {one.kind for one in states.all_machines()} >= {"kettle", "proposal", "sales_order", "ticket"}


def test_an_event_is_a_row_and_reaches_its_handlers_in_the_same_transaction(company: Company) -> None:
    heard: list[tuple[Event, int]] = []

    @events.on("kettle.whistled")
    def listen(session: Session, event: Event) -> None:
        heard.append((event, len(session.scalars(select(EventRecord.id)).all())))

    kettle, cook = new_id(), company.actor("sales")
    now = company.now
    events.emit(company.session, "kettle.whistled", subject_id=kettle, actor=cook, now=now, facts={"loud": True})
    events.emit(company.session, "kettle.cooled", subject_id=kettle, actor=None, now=now, facts={})
    assert heard == [(Event("kettle.whistled", kettle, cook, now, {"loud": True}), 1)]
    assert company.session.scalars(select(EventRecord.kind).order_by(EventRecord.id)).all() == [
        "kettle.whistled",
        "kettle.cooled",
    ]


def test_a_handler_that_fails_fails_what_it_listens_to(company: Company) -> None:
    @events.on("kettle.burst")
    def fail(session: Session, event: Event) -> None:
        raise RuntimeError("too hot")

    with pytest.raises(RuntimeError, match="too hot"):
        events.emit(company.session, "kettle.burst", subject_id=None, actor=None, now=company.now, facts={})


def test_numbers_follow_one_another_and_are_written_as_their_kind_is(session: Session) -> None:
    first, second = (ORDER_NUMBERS.take(session, ON) for _ in range(2))
    assert first.startswith("SO-2026-")
    assert int(second[-5:]) == int(first[-5:]) + 1
    assert ORDER_NUMBERS.written(42, ON) == "SO-2026-00042"
    assert ORDER_NUMBERS.written(123_456, ON) == "SO-2026-123456"
    assert CUSTOMER_NUMBERS.written(7, ON) == "C-0007"


def test_a_series_can_be_moved_on_and_never_back(session: Session) -> None:
    reached = int(ORDER_NUMBERS.take(session, ON)[-5:])
    ORDER_NUMBERS.advance(session, beyond=reached + 500)
    assert int(ORDER_NUMBERS.take(session, ON)[-5:]) == reached + 501
    ORDER_NUMBERS.advance(session, beyond=3)
    assert int(ORDER_NUMBERS.take(session, ON)[-5:]) > reached + 501


def test_a_deed_is_recorded_with_all_that_is_known_of_it(company: Company) -> None:
    proposal, approver = new_id(), new_id()
    audit.record(
        company.session,
        action="kettle.boil",
        actor=company.actor("sales"),
        now=company.now,
        details={"litres": "1.5"},
        proposal_id=proposal,
        approver_id=approver,
    )
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.action == "kettle.boil")).one()
    assert (record.login, record.proposal_id, record.approver_id) == ("sales", proposal, approver)
    assert record.details == {"litres": "1.5"}


@pytest.mark.parametrize("table", ["audit_log", "transitions", "events", "stock_moves"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET at = at", "TRUNCATE {}"])
def test_what_was_recorded_cannot_be_changed_by_the_application(company: Company, table: str, deed: str) -> None:
    company.order(1)
    with pytest.raises(ProgrammingError, match="permission denied"):
        company.session.execute(text(deed.format(table)))
