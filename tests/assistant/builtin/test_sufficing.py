"""Look-ups that are made though nobody is sure, and those that answer a question about a command."""

from __future__ import annotations

import pytest

from tests.assistant.builtin.hearing import decided, decided_between


def called(text: str, *scores: tuple[str, float]) -> list[str]:
    return [call.operation for call in decided_between(text, *scores).calls]


ORDERS, CUSTOMER = ("find_orders", 0.45), ("get_customer", 0.3)


def test_the_likelier_of_two_look_ups_is_made() -> None:
    assert called("仁和诊所的情况", ORDERS, CUSTOMER) == ["find_orders"]


def test_a_look_up_well_ahead_of_all_else_is_made() -> None:
    assert called("仁和诊所的情况", ("find_orders", 0.32)) == ["find_orders"]


@pytest.mark.parametrize(
    "scores",
    [
        [("find_orders", 0.25)],  # hardly anything speaks for it
        [("find_orders", 0.4), ("get_customer", 0.2)],  # neither ahead nor one of two
        [ORDERS, ("greet", 0.3)],  # the other is talk
        [ORDERS, ("place_order", 0.3)],  # the other is no look-up
        [("search_knowledge", 0.45), ORDERS],  # the documents are asked in any case
    ],
)
def test_otherwise_nothing_is_taken_for_sure(scores: list[tuple[str, float]]) -> None:
    assert set(called("仁和诊所的情况", *scores)) <= {"search_knowledge"}


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("did I quote Renhe Clinic a BP-200?", "create_quotation", "get_price"),
        ("did I quote Renhe Clinic anything?", "create_quotation", "find_quotations"),
        ("was SO-2026-00001 to come back?", "request_return", "get_order"),
        ("仁和诊所退过货吗？", "request_return", "find_returns"),
        ("仁和诊所能退货吗？", "receive_return", "find_returns"),
        ("how do returns work?", "request_return", "search_knowledge"),
        ("how is a quotation made?", "create_quotation", "search_knowledge"),
    ],
)
def test_a_question_about_a_command_is_answered_by_the_first_look_up_for_which_enough_is_said(
    text: str, intent: str, answer: str
) -> None:
    assert [call.operation for call in decided(text, intent, mood="question").calls] == [answer]
