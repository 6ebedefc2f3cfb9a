"""Which of the offered choices is picked by its place, its sort, its people or its name; and what picks none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from assistant.builtin.dialogue.answering import answered
from assistant.builtin.dialogue.picking import is_no_name
from assistant.builtin.traits import Trait, Traits
from tests.assistant.builtin.hearing import COUNTED, read

KNOWN = Traits(
    given={
        "C-0021": Trait(
            "安泰大药房", "Antai Pharmacy", ("华南", "South China", "广东", "惠州"), "pharmacy", ("冯丽 Feng Li",)
        ),
        "C-0022": Trait("安泰医院", "Antai Hospital", ("华北", "North China", "河北", "保定"), "hospital", ("欧阳平",)),
    }
)
WHICH: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "安泰", "lines": [{"product": "BP-200", "quantity": "10"}]},
    "parameter": None,
    "replace": "安泰",
    "choices": [
        {"value": "C-0021", "zh": "安泰大药房", "en": "Antai Pharmacy"},
        {"value": "C-0022", "zh": "安泰医院", "en": "Antai Hospital"},
    ],
}


def _answer(text: str, *, new: bool = False, known: Traits = KNOWN, choices: Sequence[Any] | None = None) -> Any:  # noqa: ANN401
    heard = read(text)
    question = WHICH if choices is None else {**WHICH, "choices": choices}
    return answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=new, known=known.of)


@pytest.mark.parametrize(
    "text",
    [
        "冯丽那家",
        "老冯他们",
        "冯经理负责的",
        "惠州的那个呀",
        "就是华南那家嘛",
        "不是医院，是药房",
        "医院那家不是，惠州的",
        "别给保定的",
        "the one in the south of course",
        "Ms Feng's place",
        "feng li",
        "Huizhou I think",
        "the pharmacy lot, not the hospital",
        "not the hospital",
        "the pharmacy rather than the one in Baoding",
    ],
)
@pytest.mark.parametrize("new", [False, True])
def test_what_tells_a_choice_from_the_others_picks_it(text: str, new: bool) -> None:
    assert (_answer(text, new=new) or {}).get("customer") == "C-0021"


@pytest.mark.parametrize(
    "text", ["欧阳那边", "姓欧阳的", "保定", "Baoding please", "north", "the hospital, not Feng's"]
)
def test_the_other_one_is_picked_as_well(text: str) -> None:
    assert _answer(text)["customer"] == "C-0022"


@pytest.mark.parametrize(
    "text",
    ["安泰啊", "都可以", "the one with the green door", "老钱那家", "医院和药房", "惠州的医院", "the usual Antai"],
)
def test_what_fits_none_or_several_leaves_the_question_open(text: str) -> None:
    assert _answer(text)["customer"] == "安泰"


@pytest.mark.parametrize(
    "text", ["惠州那边的货怎么还没到", "is Feng Li on holiday?", "给惠州那家开张发票", "show me the stock in the south"]
)
def test_another_request_that_names_a_place_picks_nothing(text: str) -> None:
    assert _answer(text, new=True) is None


def test_the_words_of_one_choice_in_a_row_are_ruled_out_together() -> None:
    choices = [
        {"value": "C-0041", "zh": "和睦康复护理院", "en": "Hemu Care Home"},
        {"value": "C-0042", "zh": "和睦药房", "en": "Hemu Pharmacy"},
    ]
    for text in ("the pharmacy, not the care home", "not the care home", "药房，不是康复护理院"):
        assert _answer(text, choices=choices)["customer"] == "C-0042"


def test_a_place_in_a_longer_tale_picks_nothing() -> None:
    for text in ("I was in Huizhou last year, lovely weather and great food", "惠州我去年出差去过，风景特别漂亮"):
        assert _answer(text)["customer"] == "安泰"


def test_what_is_known_of_nobody_picks_by_the_name_alone() -> None:
    assert _answer("大药房", known=Traits())["customer"] == "C-0021"
    assert _answer("惠州的", known=Traits())["customer"] == "安泰"


def test_a_place_that_picks_a_customer_is_no_warehouse() -> None:
    choices = [
        {"value": "C-0031", "zh": "同心诊所（宁波）", "en": "Tongxin Clinic (Ningbo)"},
        {"value": "C-0032", "zh": "同心诊所（成都）", "en": "Tongxin Clinic (Chengdu)"},
    ]
    found = _answer("宁波的，成都那家不是", choices=choices)
    assert found["customer"] == "C-0031"
    assert "warehouse" not in found
    assert _answer("成都那家，宁波仓发", choices=choices)["warehouse"] == "NB"


@pytest.mark.parametrize(
    "text",
    ["好的", "嗯嗯", "是的是的", "不是", "你好", "稍等一下", "yes", "ok sure", "no thanks", "hi there", "hm, wait"],
)
def test_a_yes_a_no_and_a_greeting_are_no_names(text: str) -> None:
    assert is_no_name(text)


@pytest.mark.parametrize("text", ["火星诊所", "好邻居药房", "Sunrise Clinic", "Hello Pharmacy", "康宁", "是仁和诊所"])
def test_names_are_names_though_nobody_knows_them(text: str) -> None:
    assert not is_no_name(text)
