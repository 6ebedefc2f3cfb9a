"""Times of day as they are written and told."""

from __future__ import annotations

import pytest

from assistant.builtin.clocks import find_clocks
from assistant.builtin.normalise import normalise


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("pick it up at 3pm", ["15:00"]),
        ("下午3点半来提", ["15:30"]),
        ("signed for it at 9 this morning", ["09:00"]),
        ("at two in the afternoon", ["14:00"]),
        ("SF took it at quarter past two", ["02:15"]),
        ("half past three", ["03:30"]),
        ("quarter to one", ["00:45"]),
        ("van shanghai -> ningbo at 2 today, 20 stethoscopes", ["02:00"]),
        ("before the 11 oclock, eleven o'clock at the latest", ["11:00", "11:00"]),
        ("at 20 today", []),
        ("order 9 this week", []),
        ("half the boxes, quarter of the price", []),
        ("two this afternoon and 3 in the box", ["14:00"]),
    ],
)
def test_hours_are_found_and_other_figures_are_not(text: str, times: list[str]) -> None:
    assert [f"{span.value:%H:%M}" for span in find_clocks(normalise(text))] == times
