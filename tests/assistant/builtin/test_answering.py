"""Answers to the open question, also in parts, out of order, or by a part of a name."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.builtin.dialogue.answering import answered, said_again
from tests.assistant.builtin.hearing import COUNTED, read

QUESTION: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "宏达", "lines": [{"product": "BP-200", "quantity": "10"}]},
    "parameter": None,
    "replace": "宏达",
    "choices": [
        {"value": "C-0003", "zh": "宏达贸易（杭州）", "en": "Hongda Trading (Hangzhou)"},
        {"value": "C-0004", "zh": "宏达医疗（成都）", "en": "Hongda Medical (Chengdu)"},
    ],
}


@pytest.mark.parametrize("text", ["第二个", "the second one", "C-0004", "宏达医疗（成都）", "成都"])
def test_a_choice_is_picked_by_place_code_or_name(text: str) -> None:
    heard = read(text)
    found = answered(QUESTION, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found is not None
    assert found["customer"] == "C-0004"
    assert found["lines"] == [{"product": "BP-200", "quantity": "10"}]


def test_an_answer_in_parts_keeps_what_was_said_first() -> None:
    question = {"operation": "place_order", "arguments": {"customer": "C-0001"}, "parameter": "lines", "choices": []}
    heard = read("20台血压计")
    found = answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found == {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "20"}]}


def test_a_new_request_is_no_answer() -> None:
    heard = read("上海仓还有多少台血压计？")
    question = {"operation": "place_order", "arguments": {}, "parameter": "customer", "choices": []}
    assert answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=True) is None


@pytest.mark.parametrize("text", ["成都的", "the Chengdu one please", "要成都那家", "medical"])
def test_a_choice_is_picked_by_a_part_of_its_name(text: str) -> None:
    heard = read(text)
    found = answered(QUESTION, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found is not None
    assert found["customer"] == "C-0004"


@pytest.mark.parametrize("text", ["哪家便宜", "the usual one"])
def test_a_part_that_fits_several_or_none_picks_nothing(text: str) -> None:
    heard = read(text)
    found = answered(QUESTION, heard.text.text, heard.spans, COUNTED, is_new_request=True)
    assert found is None


def test_a_choice_with_a_figure_takes_the_figure_too() -> None:
    heard = read("成都的，要12台")
    found = answered(QUESTION, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found is not None
    assert found["lines"] == [{"product": "BP-200", "quantity": "12"}]


def test_another_question_about_a_choice_does_not_pick_it() -> None:
    heard = read("成都仓还有多少台血压计？")
    assert answered(QUESTION, heard.text.text, heard.spans, COUNTED, is_new_request=True) is None


UNKNOWN: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "火星诊所", "lines": [{"product": "BP-200", "quantity": "2"}]},
    "parameter": None,
    "replace": "火星诊所",
    "choices": [],
}


@pytest.mark.parametrize("text", ["哦，是仁和诊所", "sorry, Renhe Clinic", "仁和诊所"])
def test_what_was_not_found_is_said_better(text: str) -> None:
    heard = read(text)
    found = answered(UNKNOWN, heard.text.text, heard.spans, COUNTED, is_new_request=True)
    assert found == {**UNKNOWN["arguments"], "customer": "C-0001"}


def test_a_product_that_was_not_found_is_replaced_in_its_line() -> None:
    question = {**UNKNOWN, "arguments": {"customer": "C-0001", "lines": [{"product": "XX-9", "quantity": "2"}]}}
    heard = read("3台血氧仪")
    found = answered({**question, "replace": "XX-9"}, heard.text.text, heard.spans, COUNTED, is_new_request=True)
    assert found == {"customer": "C-0001", "lines": [{"product": "PO-5", "quantity": "3"}]}


def test_a_day_that_does_not_exist_is_replaced() -> None:
    question = {**UNKNOWN, "arguments": {**UNKNOWN["arguments"], "requested_on": "2月30日"}, "replace": "2月30日"}
    heard = read("那就12月30日")
    found = answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found is not None
    assert found["requested_on"] == "2026-12-30"


def test_a_greeting_is_no_number_of_an_order() -> None:
    question: dict[str, Any] = {
        "operation": "cancel_order",
        "arguments": {},
        "parameter": "order",
        "replace": None,
        "choices": [],
    }
    heard = read("hi")
    assert answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=False) is None


@pytest.mark.parametrize("text", ["血氧仪", "PO-5", "第二个"])
def test_the_line_that_was_asked_for_says_the_change_again(text: str) -> None:
    question: dict[str, Any] = {
        "operation": "place_order", "arguments": {}, "parameter": None, "replace": None,
        "choices": [
            {"value": "BP-200 改成25台", "zh": "BP-200 上臂式血压计", "en": "BP-200 monitor"},
            {"value": "PO-5 改成25台", "zh": "PO-5 血氧仪", "en": "PO-5 pulse oximeter"},
        ],
    }  # fmt: skip
    heard = read(text)
    assert said_again(question, heard.text.text, heard.spans) == "PO-5 改成25台"


HOW_MANY: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "C-0001", "lines": [{"product": "GS-50"}]},
    "parameter": "lines.0.quantity",
    "replace": None,
    "choices": [],
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20盒，下周五送", {"requested_on": "2026-12-04"}),
        ("20盒，打95折", {"discount_percent": "5"}),
        ("twenty, by next Friday, 5% off", {"requested_on": "2026-12-04", "discount_percent": "5"}),
        ("20盒，宁波仓发", {"warehouse": "NB"}),
        ("20盒，还要5台血压计",
         {"lines": [{"product": "GS-50", "quantity": "20"}, {"product": "BP-200", "quantity": "5"}]}),
    ],
)  # fmt: skip
def test_what_is_said_along_with_an_answer_is_taken_too(text: str, found: dict[str, Any]) -> None:
    heard = read(text)
    given = answered(HOW_MANY, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert given is not None
    assert given["lines"][0] == {"product": "GS-50", "quantity": "20"}
    assert {name: given[name] for name in found} == found


def test_a_customer_said_with_more_goods_keeps_the_goods_of_before() -> None:
    question = {**HOW_MANY, "parameter": "customer", "arguments": {"lines": [{"product": "BP-200", "quantity": "20"}]}}
    heard = read("仁和诊所，再加5盒试纸")
    found = answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found == {
        "customer": "C-0001",
        "lines": [{"product": "BP-200", "quantity": "20"}, {"product": "GS-50", "quantity": "5"}],
    }


def test_a_question_whose_card_has_gone_takes_no_answer() -> None:
    question = {**HOW_MANY, "parameter": None, "choices": [{"value": "BP-200 改成25", "zh": "BP-200", "en": "BP-200"}]}
    heard = read("第一个")
    assert answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=False) is None


WHICH_CUFF = {
    "operation": "place_order",
    "arguments": {"customer": "C-0001", "lines": [{"product": "cuffs", "quantity": "10"}]},
    "parameter": None,
    "replace": "cuffs",
    "choices": [
        {"value": "BP-CUFF-M", "zh": "中号袖带", "en": "Medium cuff"},
        {"value": "BP-CUFF-L", "zh": "大号袖带", "en": "Large cuff"},
    ],
}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("medium. and let's say fifteen", "15"),
        ("the medium ones, and make it 15", "15"),
        ("medium, 15 rather", "15"),
        ("中号的，改成15", "15"),
        ("medium, we are at 15 Taihu Road", "10"),
    ],
)
def test_another_figure_with_a_choice_takes_the_place_of_the_one_before(text: str, quantity: str) -> None:
    heard = read(text)
    found = answered(WHICH_CUFF, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found is not None
    assert found["lines"] == [{"product": "BP-CUFF-M", "quantity": quantity}]
