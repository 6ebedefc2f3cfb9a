"""An order of several things that were looked up one after the other, each meant by its place or its name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assistant.builtin.hearing import decided, turn_of


def _read(product: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"operation": "get_price", "arguments": {"product": product, "customer": "C-0001", **more}, "outcome": "ok"}


BOTH = (turn_of(_read("ST-1", quantity="24")), turn_of(_read("NB-8")))


def _ordered(text: str, intent: str = "get_price") -> tuple[str | None, dict[str, str]] | None:
    calls = [one for one in decided(text, intent, transcript=BOTH).calls if one.operation == "place_order"]
    lines = {line["product"]: line["quantity"] for call in calls for line in call.arguments["lines"]}
    return (calls[0].arguments.get("customer"), lines) if calls else None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ok 3 of the first and 2 of the second please", {"ST-1": "3", "NB-8": "2"}),
        ("the stethoscopes, and four of those", {"ST-1": "24", "NB-8": "4"}),
        ("前者要4个，后者要6台", {"ST-1": "4", "NB-8": "6"}),
        ("they take 5 of the latter", {"NB-8": "5"}),
    ],
)
def test_what_was_looked_up_is_ordered_by_its_place(text: str, lines: dict[str, str]) -> None:
    assert _ordered(text) == ("C-0001", lines)


def test_another_customer_may_take_it() -> None:
    assert _ordered("Huadong Hospital takes four of the first") == ("C-0002", {"ST-1": "4"})


@pytest.mark.parametrize(
    "text",
    [
        "how much are 3 of the first?",
        "for 20 of those",
        "the second one broke down last week, 3 of the first as well",
        "3 of the first and 2 infusion pumps",
        "about 3 of the first",
        "the second",
    ],
)
def test_what_says_more_or_less_orders_nothing(text: str) -> None:
    assert _ordered(text) is None
