"""The day on a card said by how far it is from the one that stands there, and days that only tell a tale."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assistant.builtin.hearing import decided
from tests.assistant.builtin.tabled import changed_to

DUE: dict[str, Any] = {
    "customer": "C-0001",
    "lines": [{"product": "IS-30", "quantity": "30"}],
    "requested_on": "2026-12-04",
}


@pytest.mark.parametrize("intent", ["aside", "report_sales", "set_sales_term"])
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("make that a week later", "2026-12-11"),
        ("no, two days earlier than that", "2026-12-02"),
        ("push it back by three days please", "2026-12-07"),
        ("bring it forward two days", "2026-12-02"),
        ("the Monday after that", "2026-12-07"),
        ("the following Friday", "2026-12-11"),
        ("a month later will do", "2027-01-04"),
        ("晚一周吧", "2026-12-11"),
        ("再往后推两天", "2026-12-06"),
        ("提前三天", "2026-12-01"),
        ("比这个早两天", "2026-12-02"),
    ],
)
def test_the_day_of_the_card_is_shifted(text: str, day: str, intent: str) -> None:
    assert changed_to(text, DUE, intent=intent)["arguments"] == {**DUE, "requested_on": day}


@pytest.mark.parametrize(
    "text",
    [
        "they came two days later last time",
        "他们上次晚了三天才收到",
        "is a week later any cheaper?",
        "Renhe Clinic got theirs a week later",
        "a week later the pump broke down and nobody there could tell us what had happened to it",
    ],
)
def test_a_tale_of_days_shifts_nothing(text: str) -> None:
    assert changed_to(text, DUE) is None


def test_without_a_day_there_is_nothing_to_shift() -> None:
    assert changed_to("make that a week later", {**DUE, "requested_on": None}) is None


@pytest.mark.parametrize(
    "text",
    [
        "仁和诊所昨天水管爆了，给他们补20台血压计",
        "Renhe Clinic had a fire last Friday, 20 BP-200 for them please",
    ],
)
def test_when_something_happened_is_not_when_it_is_wanted(text: str) -> None:
    [call] = decided(text, "place_order").calls
    assert "requested_on" not in call.arguments


def test_when_it_is_wanted_is_kept() -> None:
    [call] = decided("仁和诊所20台血压计，12月4号要", "place_order").calls
    assert call.arguments["requested_on"] == "2026-12-04"


@pytest.mark.parametrize("text", ["给仁和诊所下单3台雾化器，上周五到", "3 nebulisers for Renhe Clinic by last Friday"])
def test_a_past_day_that_is_asked_for_is_kept(text: str) -> None:
    [call] = decided(text, "place_order").calls
    assert "requested_on" in call.arguments
