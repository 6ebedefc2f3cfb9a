"""Arguments nobody said are left out; what was said in any spelling, name or earlier turn stays."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.agent.support import said_in, supported
from assistant.testing import calling
from assistant.tools import ToolCall
from tests.assistant.agent.shop import ORDER, Shop, own_planner, planners, scripted


def kept(shop: Shop, text: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments that stay of a call made for a message."""
    turn = shop.turn(text)
    return supported(ToolCall("1", name, arguments), said_in(turn, shop.database)).arguments


STAYS: list[tuple[str, str, dict[str, Any]]] = [
    ("上海仓血压计还有多少", "get_stock", {"product": "血压计", "warehouse": "上海仓"}),
    ("上海仓血压计还有多少", "get_stock", {"product": "血压计", "warehouse": "SH"}),
    ("how many BP-200 in Shanghai", "get_stock", {"product": "BP-200", "warehouse": "上海仓"}),
    ("how many BP-200 in Shangai", "get_stock", {"product": "BP-200", "warehouse": "Shanghai"}),
    ("TH-30 五个多少钱", "get_price", {"product": "TH-30", "quantity": "5"}),
    ("TH-30 一打多少钱", "get_price", {"product": "TH-30", "quantity": "12"}),
    ("TH-30 ５ 箱多少钱", "get_price", {"product": "TH-30", "quantity": "5", "unit": "case"}),
    ("仁和诊所上个月的订单", "find_orders", {"customer": "Renhe Clinic"}),
    ("东区的客户", "find_customers", {"region": "东区"}),
    ("我的订单有哪些是草稿", "find_orders", {"state": "draft"}),
    ("调价 BP-200 199 下周五起", "set_price", {"product": "BP-200", "price": "199", "valid_from": "2026-12-04"}),
    ("BP-200 199 from next Friday", "set_price", {"product": "BP-200", "price": "199", "valid_from": "next Friday"}),
    ("BP-200 改 199，12号生效", "set_price", {"product": "BP-200", "price": "199", "valid_from": "2026-12-12"}),
    ("取消 SO-2026-00001，客户不要了", "cancel_order", {"order": "SO-2026-00001", "reason": "客户不要了"}),
    ("cancel SO-2026-00001, too late", "cancel_order", {"order": "SO-2026-00001", "reason": "Too late for them"}),
]


@pytest.mark.parametrize(("text", "name", "arguments"), STAYS)
def test_what_was_said_stays(shop: Shop, text: str, name: str, arguments: dict[str, Any]) -> None:
    assert kept(shop, text, name, arguments) == arguments


GOES: list[tuple[str, str, dict[str, Any], str]] = [
    ("血压计还有多少", "get_stock", {"product": "血压计", "warehouse": "宁波仓"}, "warehouse"),
    ("TH-30 多少钱", "get_price", {"product": "TH-30", "quantity": "100"}, "quantity"),
    ("TH-30 多少钱", "get_price", {"product": "TH-30", "quantity": "1"}, "quantity"),
    ("TH-30 多少钱", "get_price", {"product": "TH-30", "unit": None}, "unit"),
    ("TH-30 多少钱", "get_price", {"product": "TH-30", "unit": ""}, "unit"),
    ("我的订单", "find_orders", {"customer": "华东医院"}, "customer"),
    ("BP-200 改 199", "set_price", {"product": "BP-200", "price": "199", "valid_from": "2026-12-25"}, "valid_from"),
    ("BP-200 改 199", "set_price", {"product": "BP-200", "price": "199", "valid_from": "tomorrow"}, "valid_from"),
    ("取消 SO-2026-00001", "cancel_order", {"order": "SO-2026-00001", "reason": "客户要求退款"}, "reason"),
    (
        "新建客户 康宁诊所，东区",
        "create_customer",
        {"name": "康宁诊所", "payment_terms_days": 60},
        "payment_terms_days",
    ),
]


@pytest.mark.parametrize(("text", "name", "arguments", "gone"), GOES)
def test_what_nobody_said_is_left_out(shop: Shop, text: str, name: str, arguments: dict[str, Any], gone: str) -> None:
    assert kept(shop, text, name, arguments) == {key: one for key, one in arguments.items() if key != gone}


@pytest.mark.parametrize(
    ("text", "percent", "stays"),
    [
        ("打95折", "5", True),
        ("九五折", "5", True),
        ("5% off", "5", True),
        ("便宜五个点", "5", True),
        ("", "5", False),
        ("", "0", False),
    ],
)
def test_a_discount_on_a_line_needs_somebody_who_said_it(shop: Shop, text: str, percent: str, stays: bool) -> None:
    line = {"product": "BP-200", "quantity": "20", "discount_percent": percent}
    (read,) = kept(shop, f"给仁和诊所下单20台BP-200 {text}", "place_order", {"customer": "仁和诊所", "lines": [line]})[
        "lines"
    ]
    assert ("discount_percent" in read) is stays
    assert (read["product"], read["quantity"]) == ("BP-200", "20")


def test_what_was_said_in_an_earlier_turn_supports_too(shop: Shop) -> None:
    shop.run(shop.turn("上海仓血压计还有多少"), planners(None, own_planner("70台")))
    assert "warehouse" in kept(shop, "耳温枪呢", "get_stock", {"product": "TH-30", "warehouse": "SH"})


def test_the_open_card_supports_a_change_of_it(shop: Shop) -> None:
    arguments = {**ORDER[1], "lines": [{**ORDER[1]["lines"][0], "discount_percent": "3"}]}
    shop.run(shop.turn("给仁和诊所下单2台BP-200，97折"), planners(scripted(calling(("place_order", arguments)))))
    shop.transcript.clear()
    line = {"product": "BP-200", "quantity": "5", "discount_percent": "3"}
    steps = [{"operation": "place_order", "arguments": {"customer": "C-0001", "lines": [line]}}]
    (step,) = kept(shop, "改成5台", "change_card", {"steps": steps})["steps"]
    assert step["arguments"]["lines"] == [line]


@pytest.mark.parametrize(
    "arguments",
    [{}, {"lines": None}, {"lines": "BP-200"}, {"lines": [None, 3]}, {"lines": [{"product": {}}]}, {"what": "ever"}],
)
def test_arguments_of_any_shape_are_left_to_the_operation_to_judge(shop: Shop, arguments: dict[str, Any]) -> None:
    assert kept(shop, "下单", "place_order", arguments) == arguments
    assert kept(shop, "下单", "no_such_operation", arguments) == arguments


def test_a_model_that_makes_up_a_discount_gets_a_card_without_it(shop: Shop) -> None:
    line = {**ORDER[1]["lines"][0], "discount_percent": "5", "unit": None}
    order = ("place_order", {**ORDER[1], "lines": [line], "requested_on": None, "note": "加急"})
    outcome = shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(scripted(calling(order))))
    assert outcome.proposal is not None
    assert "discount_percent" not in outcome.proposal.steps[0].arguments["lines"][0]
    assert not {"note", "requested_on"} & set(outcome.proposal.steps[0].arguments)
