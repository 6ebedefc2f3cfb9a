"""What somebody who is not signed in is told: of their health, and how somebody can reach them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from assistant.builtin.wording import say_decision
from assistant.turn import TurnInput
from tests.assistant.builtin.hearing import NOW, SALES, VISITOR, decided


def _decided(text: str, intent: str, **around: Any) -> Any:  # noqa: ANN401
    return decided(text, intent, mood="remark", actor=VISITOR, **around)


@pytest.mark.parametrize(
    ("text", "doctor"),
    [("我血压180，头晕", "医生"), ("my blood pressure is 180 and I feel dizzy", "doctor")],
)
def test_with_a_health_question_a_visitor_is_sent_to_a_doctor_and_asked_for_a_number(text: str, doctor: str) -> None:
    decision = _decided(text, "health_advice")
    assert [one.key for one in decision.talk] == ["see_a_doctor"]
    assert not decision.calls
    assert (decision.question.key, decision.question.arguments["subject"]) == ("which_contact", text.replace("，", ","))
    actor = VISITOR.speaking("en") if text.isascii() else VISITOR
    words, _ = say_decision(decision, TurnInput(actor, text, (), (), None, NOW, UUID(int=2), "test"))
    assert doctor in words


def test_who_left_a_number_is_told_that_somebody_calls() -> None:
    decision = _decided("头晕得厉害，电话13800001111", "health_advice")
    assert [one.key for one in decision.talk] == ["health_advice"]
    assert [(one.operation, one.arguments["contact"]) for one in decision.calls] == [("open_ticket", "13800001111")]


def test_who_asks_for_a_person_is_only_asked_for_a_number() -> None:
    decision = _decided("找个人跟我说", "ask_for_person")
    assert (decision.talk, decision.calls) == ([], [])
    assert decision.question.key == "which_contact"


def test_colleagues_are_given_the_advice_and_no_ticket() -> None:
    decision = decided("血压180头晕怎么办", "health_advice", mood="remark", actor=SALES)
    assert [one.key for one in decision.talk] == ["health_advice"]
    assert (decision.calls, decision.question) == ([], None)


@pytest.mark.parametrize(
    ("answer", "contact"),
    [
        ("13800001111", "13800001111"),
        ("打我电话13800001111", "13800001111"),
        ("you can call me on 13800001111", "13800001111"),
        ("me@example.com", "me@example.com"),
    ],
)
@pytest.mark.parametrize("intent", ["aside", "open_ticket", "get_customer"])
def test_the_number_goes_to_the_ticket_which_stays_about_what_was_said(answer: str, contact: str, intent: str) -> None:
    question = _decided("我血压180，头晕", "health_advice").question.as_json()
    [call] = _decided(answer, intent, question=question).calls
    assert call.operation == "open_ticket"
    assert call.arguments == {"priority": "urgent", "subject": "我血压180,头晕", "contact": contact}
