"""A refused command given again with another value, and what is no such thing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import core
from core import operations
from tests.assistant.builtin.hearing import decided, turn_of

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
