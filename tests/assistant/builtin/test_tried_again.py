"""A refused command given again with another value, and what is no such thing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import core
from core import operations
from tests.assistant.builtin.hearing import card, decided, turn_of

operations.load(core)
CLOSED: dict[str, Any] = {
    "operation": "close_period",
    "arguments": {"period": "2026-11-01..2026-11-30"},
    "outcome": "refused",
}
ORDERED: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "C-0001", "lines": [{"product": "NB-8", "quantity": "10"}], "discount_percent": "30"},
    "outcome": "refused",
}


def _again(text: str, *calls: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    before = replace(turn_of(calls[0]), calls=calls)
    found = decided(text, "aside", transcript=(before,)).calls
    return (found[0].operation, dict(found[0].arguments)) if found else None


@pytest.mark.parametrize("text", ["October then", "Of course, it is still running. October then."])
def test_another_period_is_tried(text: str) -> None:
    assert _again(text, CLOSED) == ("close_period", {"period": "2026-10-01..2026-10-31"})


def test_the_rest_of_the_command_stays_as_it_was() -> None:
    found = _again("fine then 20%", ORDERED)
    assert found is not None
    assert found[1] == {**ORDERED["arguments"], "discount_percent": "20"}


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("how was October?", (CLOSED,)),
        ("November then", (CLOSED,)),  # the same
        ("October then", ({**CLOSED, "outcome": "ok"},)),
        ("October then", (CLOSED, CLOSED)),
        ("October then", ({**CLOSED, "operation": "report_sales"},)),
        ("sales of October by region", (CLOSED,)),
    ],
)
def test_what_says_more_or_the_same_is_left_alone(text: str, calls: tuple[dict[str, Any], ...]) -> None:
    assert _again(text, *calls) is None


QUOTED: dict[str, Any] = {
    "operation": "create_quotation",
    "arguments": {"customer": "C-0001", "lines": [{"product": "NB-8", "quantity": "4"}], "discount_percent": "35"},
    "outcome": "refused",
    "refusal": "DiscountOverEveryLimit",
}


@pytest.mark.parametrize(
    "text", ["hm, too high. 15", "15 then", "fair enough, 15 then", "太高了，那就15吧", "15 rather", "那降到15"]
)
def test_a_mere_figure_is_another_value_for_what_was_refused(text: str) -> None:
    assert _again(text, QUOTED) == ("create_quotation", {**QUOTED["arguments"], "discount_percent": "15"})


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("15 then", {**QUOTED, "refusal": "OrderAlreadyShipped"}),  # not refused because of a figure
        ("15 then", {**QUOTED, "arguments": {"customer": "C-0001", "lines": []}}),
        ("35 then", QUOTED),
        ("15 or 16?", QUOTED),
        ("15 nebulisers", QUOTED),
        ("my extension is 15", QUOTED),
        ("第15个", QUOTED),
    ],
)
def test_a_figure_goes_nowhere_where_nothing_says_what_it_is(text: str, call: dict[str, Any]) -> None:
    assert _again(text, call) is None


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("sorry six, not four", {"lines": [{"product": "NB-8", "quantity": "6"}]}),
        ("不是4，是6", {"lines": [{"product": "NB-8", "quantity": "6"}]}),
        ("12%, not 35%", {"discount_percent": "12"}),
    ],
)
def test_a_value_is_put_in_the_place_of_the_one_that_is_taken_back(text: str, change: dict[str, Any]) -> None:
    assert _again(text, QUOTED) == ("create_quotation", {**QUOTED["arguments"], **change})


@pytest.mark.parametrize("text", ["sorry six, not nine", "six of them are broken, not four", "is it six, not four?"])
def test_what_takes_nothing_back_changes_nothing(text: str) -> None:
    assert _again(text, QUOTED) is None


ASKED: dict[str, Any] = {
    "operation": "create_gift_promotion",
    "arguments": {"product": "GS-50", "buy_quantity": "24", "gift_quantity": "1"},
    "parameter": "name",
    "replace": None,
    "choices": [],
}


@pytest.mark.parametrize("text", ["oh, thirty, not twenty-four", "说错了，不是24，是30"])
def test_a_value_said_before_a_question_may_be_taken_back_before_it_is_answered(text: str) -> None:
    decision = decided(text, "set_exchange_rate", question=ASKED)
    assert decision.question is not None
    assert decision.question.parameter == "name"
    assert decision.question.arguments == {**ASKED["arguments"], "buy_quantity": "30"}


NO_DAY: dict[str, Any] = {
    "operation": "reschedule_purchase_order",
    "arguments": {"purchase_order": "PO-2026-00011", "due_on": "31 November"},
    "parameter": None,
    "replace": "31 November",
    "choices": [],
}


@pytest.mark.parametrize("text", ["oops, 30 November of course", "哎呀看错了，11月30号"])
def test_the_day_that_was_meant_is_taken_though_small_talk_is_made_around_it(text: str) -> None:
    found = decided(text, "acknowledge", question=NO_DAY).calls
    assert [call.arguments["due_on"] for call in found] == ["2026-11-30"]


def test_a_day_in_small_talk_is_no_answer() -> None:
    assert not decided("my sister's wedding is on 30 November", "off_topic", question=NO_DAY).calls


def test_a_refused_change_of_a_card_tried_again_changes_the_card_and_makes_no_second_one() -> None:
    had = {"customer": "C-0001", "lines": [{"product": "NB-8", "quantity": "10"}]}
    table = card(had)
    found = decided("fine then 20%", "aside", transcript=(turn_of(ORDERED),), pending=(table,)).calls
    steps = [{"operation": "place_order", "arguments": {**ORDERED["arguments"], "discount_percent": "20"}}]
    assert [(one.operation, one.arguments) for one in found] == [
        ("change_card", {"proposal": str(table.id), "steps": steps})
    ]
    others = card({**had, "customer": "C-0002", "lines": []})
    found = decided("fine then 20%", "aside", transcript=(turn_of(ORDERED),), pending=(others,)).calls
    assert [one.operation for one in found] == ["place_order"]


NOT_THEIRS: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "C-0002", "lines": [{"product": "BP-200", "quantity": "5"}]},
    "outcome": "refused",
}


@pytest.mark.parametrize(
    "text",
    [
        "sorry, I meant Xin'an Clinic",
        "my bad! Xin'an Clinic",
        "说错了，是新安诊所",
        "新安诊所",
        "not Huadong Hospital, Xin'an Clinic",
    ],
)
def test_another_name_is_put_in_the_place_of_the_refused_one(text: str) -> None:
    assert _again(text, NOT_THEIRS) == ("place_order", {**NOT_THEIRS["arguments"], "customer": "C-0007"})


@pytest.mark.parametrize(
    "text",
    [
        "sorry, I meant Xin'an Clinic or Boai Hospital",
        "what does Xin'an Clinic owe us?",
        "Xin'an Clinic called this morning about something else entirely",
        "Huadong Hospital",
    ],
)
def test_a_name_that_puts_nothing_right_tries_nothing(text: str) -> None:
    assert _again(text, NOT_THEIRS) is None or _again(text, NOT_THEIRS) != (
        "place_order",
        {**NOT_THEIRS["arguments"], "customer": "C-0007"},
    )
