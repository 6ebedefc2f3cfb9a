"""What is said of several customers' orders at once."""

from __future__ import annotations

import pytest

from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.recipients import by_customer
from tests.assistant.builtin.hearing import COUNTED, read


def _days(text: str) -> dict[str, str | None]:
    said = read(text)
    parts = by_customer("place_order", said.text.text, said.spans)
    filled = [fill("place_order", part, own, COUNTED).arguments for part, own in parts]
    return {str(one["customer"]): one.get("requested_on") for one in filled}


@pytest.mark.parametrize(
    "text",
    [
        "仁和诊所订5台血压计，华东医院订3盒试纸，都下周三前要",
        "5 BP-200 for Renhe Clinic and 3 test strips for Huadong Hospital, both by next Wednesday",
    ],
)
def test_a_day_that_is_said_of_all_is_every_orders_day(text: str) -> None:
    assert _days(text) == {"C-0001": "2026-12-02", "C-0002": "2026-12-02"}


def test_a_day_that_is_said_of_the_last_is_only_that_ones() -> None:
    assert _days("仁和诊所订5台血压计，华东医院订3盒试纸，下周三前要") == {"C-0001": None, "C-0002": "2026-12-02"}
