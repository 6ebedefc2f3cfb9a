"""Questions that go on from what was just shown or refused, and those that do not."""

from __future__ import annotations

from typing import Any

import pytest

import core
from core import operations
from tests.assistant.builtin.hearing import ORDER, decided, turn_of

operations.load(core)


def _after(operation: str, outcome: str = "ok", **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"operation": operation, "arguments": arguments, "outcome": outcome}


STOCK = _after("get_stock", product="BP-200", warehouse="NB")
CARD = _after("place_order", "proposed", **ORDER, requested_on="2026-11-30", discount_percent="3")
REFUSED = _after("place_order", "refused", **ORDER)
CHECK = {"lines": ORDER["lines"], "customer": "C-0001", "requested_on": "2026-11-30"}


def _asked(text: str, call: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = decided(text, "search_knowledge", transcript=(turn_of(call),)).calls
    return [(one.operation, one.arguments) for one in found]


@pytest.mark.parametrize(
    ("text", "call", "asked"),
    [
        ("and when do we get more of them?", STOCK, ("get_stock", {"product": "BP-200"})),
        ("when will there be any more", STOCK, ("get_stock", {"product": "BP-200"})),
        ("那下一批什么时候到", STOCK, ("get_stock", {"product": "BP-200"})),
        ("后面的货几号到", STOCK, ("get_stock", {"product": "BP-200"})),
        ("why so late?", CARD, ("check_availability", CHECK)),
        ("but why is that so late", CARD, ("check_availability", CHECK)),
        ("怎么这么晚？", CARD, ("check_availability", CHECK)),
        ("为什么要等这么久", CARD, ("check_availability", CHECK)),
        ("so whose client is that?", REFUSED, ("get_customer", {"customer": "C-0001"})),
        ("那这家归谁管？", REFUSED, ("get_customer", {"customer": "C-0001"})),
        ("has he approved it yet?", STOCK, ("list_requests", {})),
        ("经理批了没有", STOCK, ("list_requests", {})),
    ],
)
def test_a_question_about_what_one_is_speaking_of_is_read_for_it(
    text: str, call: dict[str, Any], asked: tuple[str, dict[str, Any]]
) -> None:
    assert _asked(text, call) == [asked]


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("why so late?", STOCK),
        ("why is the delivery policy so strict?", CARD),
        ("why so late? make it 10", CARD),
        ("when does the shop open?", STOCK),
        ("when do more customers pay in December", STOCK),
        ("whose customer is Huadong's neighbour in the east of the town", REFUSED),
        ("has he approved SO-2026-00001", STOCK),
        ("下一批什么时候到", _after("find_customers")),
    ],
)
def test_another_question_does_not_go_on(text: str, call: dict[str, Any]) -> None:
    assert not [name for name, _ in _asked(text, call) if name != "search_knowledge" and name != "get_order"]


PRICE = _after("get_price", product="BP-200", customer="C-0001", quantity="10")


@pytest.mark.parametrize(
    "text",
    [
        "why isn't that the 170 in the catalogue?",
        "how come so much",
        "为什么不是目录价170",
        "怎么比上次贵",
        "why not 160",
    ],
)
def test_why_a_price_is_so_shows_the_price_list_it_comes_from(text: str) -> None:
    assert _asked(text, PRICE) == [("get_price", PRICE["arguments"])]


@pytest.mark.parametrize(
    "text",
    ["why is it late?", "why does Huadong Hospital pay less?", "为什么华东医院便宜", "and for 20?", "why not GM-10"],
)
def test_why_something_else_is_so_is_no_question_about_the_price(text: str) -> None:
    assert ("get_price", PRICE["arguments"]) not in _asked(text, PRICE)


@pytest.mark.parametrize("text", ["what's her number", "do we have his mobile?", "她的电话多少"])
def test_the_number_of_somebody_there_is_on_the_customers_card(text: str) -> None:
    assert _asked(text, _after("get_customer", customer="C-0001")) == [("get_customer", {"customer": "C-0001"})]
