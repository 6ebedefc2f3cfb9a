"""An order of what was just looked up, and what is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import core
from assistant.history import TurnRecord
from core import operations
from tests.assistant.builtin.hearing import decided, turn_of

operations.load(core)


def _read(operation: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"operation": operation, "arguments": arguments, "outcome": "ok"}


PRICE = _read("get_price", product="BP-200", customer="C-0001")
OTHER = _read("get_price", product="GS-50", customer="C-0001")
STOCK = _read("get_stock", product="PO-5")
CHECK = _read(
    "check_availability",
    customer="C-0001",
    lines=[{"product": "BP-200", "quantity": "15"}, {"product": "GS-50", "quantity": "4", "unit": "箱"}],
)


def _called(text: str, *calls: dict[str, Any], intent: str = "find_promotions", **around: Any) -> Any:  # noqa: ANN401
    turns: tuple[TurnRecord, ...] = tuple(turn_of(call) for call in calls)
    found = decided(text, intent, transcript=turns, **around).calls
    return next((call.arguments for call in found if call.operation == "place_order"), None)


@pytest.mark.parametrize("text", ["two of each then, order", "各两个，下单吧", "OK, order two of each"])
def test_each_of_the_goods_looked_up_in_a_row_is_ordered(text: str) -> None:
    found = _called(text, OTHER, PRICE)
    assert found is not None
    assert found["customer"] == "C-0001"
    assert {line["product"]: line["quantity"] for line in found["lines"]} == {"GS-50": "2", "BP-200": "2"}


@pytest.mark.parametrize(
    "text", ["All right, worth a try. 14 at the normal price then", "14 then, order", "那就按原价来14台"]
)
def test_a_figure_is_of_the_goods_looked_up_last(text: str) -> None:
    found = _called(text, OTHER, PRICE)
    assert found is not None
    assert found["customer"] == "C-0001"
    assert [(line["product"], line["quantity"]) for line in found["lines"]] == [("BP-200", "14")]


@pytest.mark.parametrize("text", ["那就宁波出，直接下", "from Ningbo then, order it"])
def test_what_was_checked_is_ordered_from_the_warehouse_that_is_said(text: str) -> None:
    assert _called(text, CHECK) == {**CHECK["arguments"], "warehouse": "NB"}


@pytest.mark.parametrize(
    "text",
    [
        "14 then",  # the price of so many, perhaps
        "two of each then",
        "don't order 14 yet",
        "先别下单",
        "should I order 14?",
        "should I order 14",
        "which order was that",
        "about 14, order",
        "14 or 16, order",
        "order 14 for Huadong",
        "they ordered 14 last year and sent them all back again",
    ],
)
def test_what_orders_nothing_or_leaves_open_what_is_no_order(text: str) -> None:
    assert _called(text, OTHER, PRICE) is None


def test_a_figure_of_several_goods_says_not_of_which() -> None:
    assert _called("14 then, order", CHECK) is None


def test_nothing_is_ordered_for_nobody() -> None:
    assert _called("14 then, order", STOCK) is None


@pytest.mark.parametrize("call", [_read("find_orders"), {**PRICE, "outcome": "refused"}])
def test_only_goods_that_were_looked_up_are_ordered(call: dict[str, Any]) -> None:
    assert _called("14 then, order", call) is None


def test_an_answer_to_a_question_is_no_order() -> None:
    asked: dict[str, Any] = {
        "operation": "get_price",
        "arguments": {},
        "parameter": "product",
        "replace": None,
        "choices": [],
    }
    assert _called("14 then, order", PRICE, question=asked) is None


def test_what_was_looked_up_for_two_is_ordered_for_neither() -> None:
    other = {**OTHER, "arguments": {**OTHER["arguments"], "customer": "C-0002"}}
    both = replace(turn_of(PRICE), calls=(PRICE, other))
    found = decided("two of each, order", "find_promotions", transcript=(both,)).calls
    assert [call for call in found if call.operation == "place_order" and "customer" in call.arguments] == []


@pytest.mark.parametrize("text", ["全走宁波仓呢", "都从宁波仓走呢"])
def test_what_was_checked_is_checked_again_for_another_warehouse(text: str) -> None:
    found = decided(text, "get_stock", transcript=(turn_of(CHECK),)).calls
    assert [(call.operation, call.arguments) for call in found] == [
        ("check_availability", {**CHECK["arguments"], "warehouse": "NB"})
    ]


@pytest.mark.parametrize(
    "text", ["fine, we'll have those", "ok, done, send them", "great, we will take it", "deal, ship it"]
)
def test_what_was_priced_is_taken_with_a_word(text: str) -> None:
    priced = _read("get_price", product="BP-200", customer="C-0001", quantity="4")
    assert _called(text, priced, intent="acknowledge") == {
        "customer": "C-0001",
        "lines": [{"product": "BP-200", "quantity": "4"}],
    }


@pytest.mark.parametrize("text", ["ok, get it", "fine, send the price list", "we'll have to see"])
def test_who_understands_or_waits_orders_nothing(text: str) -> None:
    assert _called(text, PRICE, intent="acknowledge") is None
