"""What was done at once is taken back by a word as by its button, within its time and once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assistant.history import MessageKind
from core.calendar import FixedClock
from core.proposals import ProposalRow, ProposalStatus
from core.service.models import Ticket, TicketState
from tests.assistant.runtime.talking import Talk


def open_ticket(talk: Talk, login: str = "renhe") -> dict[str, Any]:
    arguments = {"subject": "血压计显示E3", "description": "开机就显示E3"}
    call = json.dumps({"operation": "open_ticket", "arguments": arguments})
    return talk.send(login, call, kind=MessageKind.CALL).result(20)


def states(talk: Talk) -> list[TicketState]:
    with talk.application.database.transaction() as session:
        return list(session.scalars(select(Ticket.state).order_by(Ticket.id)))


@pytest.mark.parametrize("words", ["撤销", "撤销刚才的", "undo that", "Undo, please."])
def test_a_word_takes_it_back(at_work: Talk, words: str) -> None:
    open_ticket(at_work)
    answer = at_work.say("renhe", words)
    assert states(at_work) == [TicketState.RESOLVED]
    assert answer["text"] in ("已撤销。", "Taken back.")


def test_a_question_in_between_does_not_hinder_it(at_work: Talk) -> None:
    open_ticket(at_work)
    at_work.say("renhe", "stock?")
    at_work.say("renhe", "撤销")
    assert states(at_work) == [TicketState.RESOLVED]


def test_the_second_time_it_says_that_it_was_undone_before(at_work: Talk) -> None:
    receipt = open_ticket(at_work)
    at_work.say("renhe", "撤销")
    assert at_work.say("renhe", "撤销")["text"] == "这一步之前已经撤销了。"
    assert at_work.press("renhe", f"undo:{receipt['proposal']['id']}")["text"] == "这一步之前已经撤销了。"
    assert states(at_work) == [TicketState.RESOLVED]


def test_after_its_time_it_says_how_long_that_was(at_work: Talk, clock: FixedClock) -> None:
    receipt = open_ticket(at_work)
    clock.advance(timedelta(minutes=31))
    for answer in (at_work.say("renhe", "undo that"), at_work.press("renhe", f"undo:{receipt['proposal']['id']}")):
        assert "30" in answer["text"]
    assert states(at_work) == [TicketState.NEW]


def test_somebody_else_takes_nothing_back(at_work: Talk) -> None:
    receipt = open_ticket(at_work)
    for login in ("support", "manager", "sales"):
        at_work.say(login, "撤销")
        at_work.press(login, f"undo:{receipt['proposal']['id']}")
    assert states(at_work) == [TicketState.NEW]


def test_to_an_open_card_it_is_a_no(at_work: Talk) -> None:
    open_ticket(at_work, "sales")
    card = at_work.say("sales", "card 3")
    assert at_work.say("sales", "撤销")["proposal"]["status"] == "rejected"
    assert states(at_work) == [TicketState.NEW]
    assert status_of(at_work, card) is ProposalStatus.REJECTED


def test_an_order_is_not_undone_by_a_word(at_work: Talk) -> None:
    open_ticket(at_work, "sales")
    card = at_work.say("sales", "card 3")
    at_work.press("sales", f"confirm:{card['proposal']['id']}")
    assert at_work.say("sales", "undo that")["text"] == "sales: undo that"  # the planner's to answer
    assert states(at_work) == [TicketState.NEW]
    assert status_of(at_work, card) is ProposalStatus.EXECUTED


def status_of(talk: Talk, card: dict[str, Any]) -> ProposalStatus:
    with talk.application.database.transaction() as session:
        return session.scalars(select(ProposalRow.status).where(ProposalRow.id == card["proposal"]["id"])).one()
