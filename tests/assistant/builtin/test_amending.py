"""Changing an open card: what each clause changes, and what is asked about instead."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.builtin.dialogue.amending_lines import Unclear
from tests.assistant.builtin.hearing import ORDER, amended, card, card_of, decided, lines_after, turn_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("改成25台", {"BP-200": "25", "GS-50": "5"}),
        ("血压计改成30台", {"BP-200": "30", "GS-50": "5"}),
        ("make the BP-200 30", {"BP-200": "30", "GS-50": "5"}),
        ("加10盒试纸", {"BP-200": "20", "GS-50": "15"}),
        ("试纸加到10盒", {"BP-200": "20", "GS-50": "10"}),
        ("加2台血氧仪", {"BP-200": "20", "GS-50": "5", "PO-5": "2"}),
        ("去掉试纸", {"BP-200": "20"}),
        ("drop the test strips", {"BP-200": "20"}),
        ("试纸要2箱", {"BP-200": "20", "GS-50": "2箱"}),
    ],
)
def test_a_change_touches_the_line_it_names_and_no_other(text: str, lines: dict[str, str]) -> None:
    assert lines_after(text) == lines


def test_a_bare_figure_that_fits_several_lines_is_asked_about() -> None:
    two = {**ORDER, "lines": [{"product": "BP-200", "quantity": "20"}, {"product": "PO-5", "quantity": "3"}]}
    change = amended("改成25台", two)
    assert change is not None
    assert change.unclear == Unclear(("BP-200", "PO-5"), "改成25台")


def test_dropping_the_last_line_is_not_done_silently() -> None:
    change = amended("去掉血压计", {**ORDER, "lines": [{"product": "BP-200", "quantity": "20"}]})
    assert change is not None
    assert change.empties_card


def test_not_this_but_that_keeps_only_that() -> None:
    change = amended("不是上海仓，是宁波仓")
    assert change is not None
    assert change.steps[0]["arguments"]["warehouse"] == "NB"


def test_a_message_without_values_changes_nothing() -> None:
    assert amended("好的，我先问下客户") is None


THREE = {
    "customer": "C-0001",
    "lines": [
        {"product": "BP-200", "quantity": "20"},
        {"product": "BP-CUFF-L", "quantity": "4"},
        {"product": "PO-5", "quantity": "6"},
    ],
}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("血压计改成30台，血氧仪不要了", {"BP-200": "30", "BP-CUFF-L": "4"}),
        ("make the BP-200 15 and drop the pulse oximeters", {"BP-200": "15", "BP-CUFF-L": "4"}),
        ("血压计改成10台，再加2盒试纸", {"BP-200": "10", "BP-CUFF-L": "4", "PO-5": "6", "GS-50": "2"}),
        ("都改成5", {"BP-200": "5", "BP-CUFF-L": "5", "PO-5": "5"}),
        ("make all of them 7", {"BP-200": "7", "BP-CUFF-L": "7", "PO-5": "7"}),
        ("血压计少5台", {"BP-200": "15", "BP-CUFF-L": "4", "PO-5": "6"}),
        ("血压计翻倍", {"BP-200": "40", "BP-CUFF-L": "4", "PO-5": "6"}),
        ("drop everything except the pulse oximeters", {"PO-5": "6"}),
        ("everything but the pulse oximeters", {"BP-200": "20", "BP-CUFF-L": "4"}),
        ("第二个不要了", {"BP-200": "20", "PO-5": "6"}),
        ("make the first one 40", {"BP-200": "40", "BP-CUFF-L": "4", "PO-5": "6"}),
        ("血氧仪换成耳温枪", {"BP-200": "20", "BP-CUFF-L": "4", "TH-30": "6"}),
        ("swap the pulse oximeters for ear thermometers and make it 8 ear thermometers",
         {"BP-200": "20", "BP-CUFF-L": "4", "TH-30": "8"}),
        ("去掉袖带", {"BP-200": "20", "PO-5": "6"}),
    ],
)  # fmt: skip
def test_every_clause_changes_its_part(text: str, lines: dict[str, str]) -> None:
    assert lines_after(text, THREE) == lines


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("下周三之前到就行", {"requested_on": "2026-12-02"}),
        ("they need it by Friday", {"requested_on": "2026-11-27"}),
        ("给他打个97折吧", {"discount_percent": "3"}),
        ("换成宁波仓发货，打97折", {"warehouse": "NB", "discount_percent": "3"}),
        ("客户换成华东医院", {"customer": "C-0002"}),
        ("加个备注：送货前打电话，找王主任", {"note": "送货前打电话，找王主任"}),
    ],
)
def test_what_stands_above_the_lines_is_changed_by_what_is_said(text: str, changed: dict[str, str]) -> None:
    change = amended(text)
    assert change is not None
    arguments = change.steps[0]["arguments"]
    assert {name: arguments[name] for name in changed} == {
        name: value.replace("，", ",") for name, value in changed.items()
    }
    assert arguments["lines"] == ORDER["lines"]


def test_a_part_of_the_head_is_taken_off_by_its_name() -> None:
    change = amended("去掉折扣", {**ORDER, "discount_percent": "3"})
    assert change is not None
    assert "discount_percent" not in change.steps[0]["arguments"]


@pytest.mark.parametrize("text", ["下周三之前到就行", "delivery must be there by Friday"])
def test_a_mere_value_is_no_change_once_something_else_was_shown(text: str) -> None:
    assert amended(text, fresh=False) is None


@pytest.mark.parametrize("text", ["下周五能到吗？", "上海仓还有多少台血压计？", "how many BP-200 are in Shanghai?"])
def test_a_question_changes_nothing(text: str) -> None:
    assert amended(text) is None


def test_a_clause_that_fits_nothing_is_asked_about_and_nothing_is_changed() -> None:
    change = amended("血压计改成30台，耳温枪减少2台")
    assert change is not None
    assert change.unread == "耳温枪减少2台"
    assert not change.steps


def test_the_line_that_is_meant_is_asked_for_by_name() -> None:
    two = {**ORDER, "lines": [{"product": "BP-200", "quantity": "20"}, {"product": "PO-5", "quantity": "3"}]}
    decision = decided("改成25台", "place_order", pending=(card(two),))
    assert decision.question is not None
    assert [choice.value for choice in decision.question.choices] == ["BP-200 改成25台", "PO-5 改成25台"]


def test_a_product_is_not_put_on_the_card_by_a_mere_mention() -> None:
    assert amended("我要看看血氧仪") is None


def test_of_two_orders_on_a_card_the_one_that_is_named_is_changed() -> None:
    other = {"customer": "C-0002", "lines": [{"product": "PO-5", "quantity": "3"}]}
    both = card_of(ORDER, other)
    decision = decided("血压计改成25台", "place_order", pending=(both,))
    first, second = decision.calls[0].arguments["steps"]
    assert first["arguments"]["lines"][0] == {"product": "BP-200", "quantity": "25"}
    assert second["arguments"] == other


@pytest.mark.parametrize(
    "text",
    [
        "血压计至少25台", "no more than 15 BP-200", "血压计改成20到25台", "BP-200 about 30", "第一个改成30到40",
        "血压计再加2箱", "血压计少要1箱", "血压计不要超过15台", "血压计要不要多订点",
    ],
)  # fmt: skip
def test_what_nobody_can_be_held_to_changes_no_line(text: str) -> None:
    change = amended(text)
    assert change is None or not change.steps


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("试纸不要紧，血压计改成25台", {"BP-200": "25", "GS-50": "5"}),
        ("血压计改成25台，试纸不要动", {"BP-200": "25", "GS-50": "5"}),
        ("除了试纸都翻倍", {"BP-200": "40", "GS-50": "5"}),
        ("double everything except the test strips", {"BP-200": "40", "GS-50": "5"}),
        ("only the test strips need to be 10", {"BP-200": "20", "GS-50": "10"}),
    ],
)
def test_words_of_dropping_within_other_words_drop_nothing(text: str, lines: dict[str, str]) -> None:
    assert lines_after(text) == lines


@pytest.mark.parametrize("text", ["血压计要30台有没有货", "30台要多少钱", "I need it by Friday?"])
def test_a_question_about_the_card_does_not_change_it(text: str) -> None:
    decision = decided(text, "get_stock", pending=(card(ORDER),))
    assert not decision.amended


def test_what_was_asked_last_is_answered_before_an_older_card_is_changed() -> None:
    question: dict[str, Any] = {
        "operation": "place_order",
        "arguments": {"customer": "C-0002", "lines": [{"product": "GS-50"}]},
        "parameter": "lines.0.quantity",
        "replace": None,
        "choices": [],
    }
    one = {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "20"}]}
    decision = decided("30盒", "place_order", pending=(card(one),), question=question)
    assert decision.calls[0].operation == "place_order"
    assert decision.calls[0].arguments["lines"] == [{"product": "GS-50", "quantity": "30"}]


def test_a_confirmed_order_is_not_changed_by_a_word() -> None:
    steps = [{"operation": "place_order", "arguments": ORDER, "document": "SO-2026-00042"}]
    done = turn_of(
        {"operation": "place_order", "arguments": ORDER, "outcome": "ok"}, {"status": "executed", "steps": steps}
    )
    decision = decided("change it to 10", "set_price", transcript=(done,))
    assert not decision.calls
    assert [talk.key for talk in decision.talk] == ["order_is_confirmed"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("去掉5台血压计", {"BP-200": "15", "GS-50": "5"}),
        ("drop 5 of the BP-200", {"BP-200": "15", "GS-50": "5"}),
        ("去掉5台", {"BP-200": "15", "GS-50": "5"}),
        ("第一个去掉5台", {"BP-200": "15", "GS-50": "5"}),
        ("drop the 20 BP-200", {"GS-50": "5"}),
        ("去掉5盒试纸", {"BP-200": "20"}),
        ("血压计不要了，血氧仪8台", {"GS-50": "5", "PO-5": "8"}),
        ("drop the test strips, 8 BP-200", {"BP-200": "8"}),
        ("试纸不要了，血压计30台", {"BP-200": "30"}),
        ("加血氧仪，8台", {"BP-200": "20", "GS-50": "5", "PO-5": "8"}),
    ],
)
def test_a_figure_that_is_dropped_leaves_the_rest_of_its_line(text: str, lines: dict[str, str]) -> None:
    assert lines_after(text) == lines


@pytest.mark.parametrize(
    "text", ["去掉30台血压计", "make it 30 without the test strips", "去掉2箱血压计", "去掉5台血压计和2盒试纸"]
)
def test_a_figure_that_cannot_be_dropped_changes_nothing(text: str) -> None:
    change = amended(text)
    assert change is None or (change.unread and not change.steps)


def test_doubling_what_several_lines_are_called_is_asked_about_or_meant_for_all() -> None:
    cuffs = {**ORDER, "lines": [{"product": "BP-CUFF-M", "quantity": "2"}, {"product": "BP-CUFF-L", "quantity": "3"}]}
    change = amended("袖带翻倍", cuffs)
    assert change is not None
    assert change.unclear == Unclear(("BP-CUFF-M", "BP-CUFF-L"), "袖带翻倍")
    assert lines_after("袖带都翻倍", cuffs) == {"BP-CUFF-M": "4", "BP-CUFF-L": "6"}
    assert lines_after("double the cuffs", cuffs) == {"BP-CUFF-M": "4", "BP-CUFF-L": "6"}


def test_what_comes_instead_of_one_of_several_products_is_asked_about() -> None:
    change = amended("换成血氧仪")
    assert change is not None
    assert change.unclear == Unclear(("BP-200", "GS-50"), "换成血氧仪")


@pytest.mark.parametrize("text", ["再加血氧仪", "add pulse oximeters"])
def test_how_much_of_a_product_is_put_on_a_card_is_asked_and_never_made_up(text: str) -> None:
    decision = decided(text, "place_order", pending=(card(ORDER),))
    assert not decision.calls
    assert decision.question is not None
    assert decision.question.key == "quantity_of"
    answer = decided("3台", "place_order", pending=(card(ORDER),), question=decision.question.as_json())
    assert answer.calls[0].operation == "change_card"
    assert answer.calls[0].arguments["steps"][0]["arguments"]["lines"][2] == {"product": "PO-5", "quantity": "3"}


@pytest.mark.parametrize(
    ("text", "discounts"),
    [
        ("试纸打95折", [None, "5"]),
        ("5% off the test strips", [None, "5"]),
        ("血压计30台打95折", ["5", None]),
        ("再加5台血氧仪打95折", [None, None, "5"]),
    ],
)
def test_a_discount_on_one_product_is_not_one_on_the_order(text: str, discounts: list[str | None]) -> None:
    change = amended(text)
    assert change is not None
    arguments = change.steps[0]["arguments"]
    assert [line.get("discount_percent") for line in arguments["lines"]] == discounts
    assert "discount_percent" not in arguments


@pytest.mark.parametrize("text", ["都打95折", "血压计和试纸都打95折", "打95折"])
def test_a_discount_on_everything_is_one_on_the_order(text: str) -> None:
    change = amended(text)
    assert change is not None
    arguments = change.steps[0]["arguments"]
    assert arguments["discount_percent"] == "5"
    assert all("discount_percent" not in line for line in arguments["lines"])


def test_a_discount_is_taken_off_the_product_it_was_given_to() -> None:
    lines = [ORDER["lines"][0], {**ORDER["lines"][1], "discount_percent": "5"}]
    change = amended("试纸不打折", {**ORDER, "lines": lines})
    assert change is not None
    assert change.steps[0]["arguments"]["lines"] == ORDER["lines"]


@pytest.mark.parametrize("text", ["血氧仪打95折", "试纸不打折", "no discount on the test strips"])
def test_a_discount_on_what_has_none_or_is_not_there_is_asked_about(text: str) -> None:
    change = amended(text, {**ORDER, "discount_percent": "3"})
    assert change is not None
    assert change.unread == text
