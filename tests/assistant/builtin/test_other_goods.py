"""Other goods in place of a card's only ones, and what leaves the card's goods as they are."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.operations import CommandResult
from core.proposals import Proposal, ProposedStep
from tests.assistant.builtin.hearing import card, decided, turn_of

NAMES = {
    "TH-30": ("耳温枪", "Ear thermometer"),
    "BP-200": ("上臂式血压计", "Upper-arm blood pressure monitor"),
    "BP-CUFF-L": ("大号袖带", "Large cuff"),
    "TH-50": ("额温枪", "Forehead thermometer"),
}
EAR = [{"product": "TH-30", "quantity": "6"}]
CUFF = [{"product": "BP-CUFF-L", "quantity": "2", "unit": "箱"}]
EAR_AND_CUFF = [{"product": "TH-30", "quantity": "6"}, {"product": "BP-CUFF-L", "quantity": "4"}]
TWO = [{"product": "TH-30", "quantity": "6"}, {"product": "BP-200", "quantity": "2"}]


def _card(lines: list[dict[str, str]]) -> Proposal:
    named = [SimpleNamespace(product=one["product"], name_zh=zh, name_en=en) for one in lines
             for zh, en in [NAMES[one["product"]]]]  # fmt: skip
    arguments = {"customer": "C-0001", "lines": lines}
    step = ProposedStep("place_order", arguments, cast(CommandResult, SimpleNamespace(lines=named)), None)
    return replace(card(arguments), steps=(step,))


def goods_after(
    text: str, lines: list[dict[str, str]], *, intent: str = "aside", fresh: bool = True, mood: str = "command"
) -> Any:  # noqa: ANN401
    """The lines to which the card is changed, None where it is not."""
    table = _card(lines)
    shown = turn_of({"operation": "place_order", "arguments": {}, "outcome": "proposed"})
    before = replace(shown, proposal_id=table.id if fresh else None)
    found = decided(text, intent, mood=mood, pending=(table,), transcript=(before,)).calls
    changes = [call for call in found if call.operation == "change_card"]
    return changes[0].arguments["steps"][0]["arguments"]["lines"] if changes else None


@pytest.mark.parametrize("intent", ["aside", "open_ticket", "get_stock", "search_knowledge"])
@pytest.mark.parametrize(
    ("text", "lines", "goods"),
    [
        ("哦不对，看错了，是额温枪", EAR, ["TH-50", "6", None]),
        ("说错了，应该是血氧仪", EAR, ["PO-5", "6", None]),
        ("不是这个，是额温枪8个", EAR, ["TH-50", "8", "个"]),
        ("no, not the ear ones, the forehead thermometer", EAR, ["TH-50", "6", None]),
        ("sorry, I meant pulse oximeters", EAR, ["PO-5", "6", None]),
        ("wrong, 10 forehead thermometers", EAR, ["TH-50", "10", None]),
        ("oops, should be the medium cuff", CUFF, ["BP-CUFF-M", "2", "箱"]),
        ("我看错单子了，是额温枪", EAR, ["TH-50", "6", None]),
        ("哎呀听错了，人家要的是额温枪", EAR, ["TH-50", "6", None]),
        ("不是耳温枪，是额温枪", EAR, ["TH-50", "6", None]),
        ("额温枪，不是耳温枪", EAR, ["TH-50", "6", None]),
        ("sorry, I misread it, they want forehead thermometers", EAR, ["TH-50", "6", None]),
        ("no, the doctor meant forehead thermometers", EAR, ["TH-50", "6", None]),
        ("oh wait, wrong item: it should be pulse oximeters, same number", EAR, ["PO-5", "6", None]),
        ("not ear thermometers, forehead thermometers", EAR, ["TH-50", "6", None]),
        ("the medium cuff", CUFF, ["BP-CUFF-M", "2", "箱"]),
        ("中号袖带", CUFF, ["BP-CUFF-M", "2", "箱"]),
    ],
)
def test_the_right_goods_take_the_place_of_the_only_ones(
    text: str, lines: list[dict[str, str]], goods: list[str | None], intent: str
) -> None:
    found = goods_after(text, lines, intent=intent)
    assert found is not None
    assert [[one["product"], one["quantity"], one.get("unit")] for one in found] == [goods]


@pytest.mark.parametrize(
    "text",
    [
        "额温枪有货吗",
        "are there forehead thermometers too?",
        "sorry, what does the forehead thermometer cost",
        "I'd rather know the price of forehead thermometers",
        "不对，查一下额温枪的库存",
        "no, show me the forehead thermometer",
        "额温枪上次发错了2台",
        "你们发错了，是额温枪",
        "oh no, they sent us the wrong thing, forehead thermometers",
        "不是额温枪",
        "不对，我看了一下库存，额温枪没有了",
        "the forehead thermometers were wrong last time",
        "actually the forehead thermometer we got is broken",
        "not pulse oximeters",
        "no pulse oximeters please",
        "不要血氧仪",
        "pulse oximeter",
        "no, forehead thermometers for Huadong Hospital",
    ],
)
@pytest.mark.parametrize("intent", ["get_stock", "open_ticket"])
def test_goods_that_are_asked_about_told_of_or_ruled_out_come_in_nobodys_place(text: str, intent: str) -> None:
    found = goods_after(text, EAR, intent=intent, mood="question")
    assert found is None or [one["product"] for one in found] == ["TH-30"]


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("再来5个额温枪", {"TH-30": "6", "TH-50": "5"}),
        ("加5个额温枪", {"TH-30": "6", "TH-50": "5"}),
        ("and 4 forehead thermometers", {"TH-30": "6", "TH-50": "4"}),
        ("also 4 pulse oximeters", {"TH-30": "6", "PO-5": "4"}),
    ],
)
def test_goods_that_are_added_come_beside_the_only_ones(text: str, added: dict[str, str]) -> None:
    found = goods_after(text, EAR, intent="place_order")
    assert {one["product"]: one["quantity"] for one in found or ()} == added


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("no, forehead thermometers", {"TH-50": "6", "BP-CUFF-L": "4"}),
        ("not the ear thermometers, the forehead thermometers", {"TH-50": "6", "BP-CUFF-L": "4"}),
        ("forehead thermometers rather than ear thermometers", {"TH-50": "6", "BP-CUFF-L": "4"}),
        ("I meant the medium cuff", {"TH-30": "6", "BP-CUFF-M": "4"}),
        (
            "sorry, wrong size, the nurses want the medium cuff. Ear thermometers stay as they are",
            {"TH-30": "6", "BP-CUFF-M": "4"},
        ),
        ("搞错了，要中号袖带", {"TH-30": "6", "BP-CUFF-M": "4"}),
        ("尺码错了，急诊科要中号袖带，数量不变", {"TH-30": "6", "BP-CUFF-M": "4"}),
        ("袖带要中号，不要大号", {"TH-30": "6", "BP-CUFF-M": "4"}),
        ("cuffs in medium, not large", {"TH-30": "6", "BP-CUFF-M": "4"}),
    ],
)
def test_of_several_goods_those_of_the_same_sort_are_put_right(text: str, goods: dict[str, str]) -> None:
    found = goods_after(text, EAR_AND_CUFF, intent="open_ticket")
    kinds = {"Medium cuff": "BP-CUFF-M", "中号袖带": "BP-CUFF-M", "medium cuff": "BP-CUFF-M"}
    assert {kinds.get(one["product"], one["product"]): one["quantity"] for one in found or ()} == goods


@pytest.mark.parametrize(
    "text",
    [
        "the medium cuff we got last week is broken",
        "do you have the medium cuff?",
        "not the medium cuff",
        "we have plenty of medium cuffs",
        "the large cuffs are for the second ward",
        "上次的中号袖带发错了",
        "额温枪坏了，显示错误",
    ],
)
def test_goods_of_the_same_sort_that_are_told_of_replace_nothing(text: str) -> None:
    found = goods_after(text, EAR_AND_CUFF, intent="open_ticket", mood="question")
    assert found is None or {one["product"] for one in found} >= {"TH-30", "BP-CUFF-L"}


@pytest.mark.parametrize("text", ["sorry, pulse oximeters", "不对，是血氧仪"])
def test_of_several_goods_none_is_replaced_unasked(text: str) -> None:
    found = goods_after(text, TWO)
    assert found is None or {one["product"] for one in found} >= {"TH-30", "BP-200"}


@pytest.mark.parametrize("text", ["额温枪", "sorry, forehead thermometers"])
def test_an_older_card_keeps_its_goods(text: str) -> None:
    assert goods_after(text, EAR, intent="get_stock", fresh=False, mood="question") is None


@pytest.mark.parametrize(
    "text",
    ["just 2 of the ear thermometers and no large cuff", "2 of the ear thermometers will do, none of the large cuff"],
)
def test_none_of_one_and_so_many_of_another_in_one_breath(text: str) -> None:
    assert goods_after(text, EAR_AND_CUFF) == [{"product": "TH-30", "quantity": "2"}]


FOREHEAD = [{"product": "BP-200", "quantity": "2"}, {"product": "TH-50", "quantity": "6"}]


@pytest.mark.parametrize(("text", "lines", "product"), [
    ("forehead", EAR, "TH-50"), ("medium", CUFF, "BP-CUFF-M"), ("额温的", EAR, "TH-50"), ("中号", CUFF, "BP-CUFF-M"),
])  # fmt: skip
def test_one_word_names_the_other_sort_of_the_cards_goods(text: str, lines: list[dict[str, str]], product: str) -> None:
    [line] = goods_after(text, lines)
    assert line["product"] == product
    assert line["quantity"] == lines[0]["quantity"]


@pytest.mark.parametrize("text", ["great", "hello", "blue", "好的", "forehead?", "large"])
def test_any_other_word_names_no_goods(text: str) -> None:
    assert goods_after(text, CUFF) is None


@pytest.mark.parametrize("text", ["thermometers 12", "the thermometers should be 12"])
def test_a_word_that_ends_a_name_on_the_card_means_that_line(text: str) -> None:
    [_, line] = goods_after(text, FOREHEAD)
    assert (line["product"], line["quantity"]) == ("TH-50", "12")
