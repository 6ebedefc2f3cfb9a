"""Questions with a tale around them: which of the clauses is asked, and that it is answered only where it may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.tales import READINGS_MAX, readings
from tests.knowledge.shelf import Shelf


def test_the_clause_that_asks_comes_first_and_then_with_those_beside_it() -> None:
    assert readings("我妈自己在家，机器响了一下，是什么意思，她很着急", "zh") == (
        "是什么意思",
        "机器响了一下，是什么意思",
        "我妈自己在家，机器响了一下，是什么意思",
        "她很着急，是什么意思",
        "我妈自己在家，是什么意思",
    )
    first, *_ = readings("I got it last week and now it beeps and I don't know which key stops it", "en")
    assert first == "I don't know which key stops it"


@pytest.mark.parametrize("text", ["保修多久", "how long is the warranty", "", "，，，", "a, " * 40])
def test_what_is_no_tale_or_an_endless_one_has_no_other_reading(text: str) -> None:
    assert readings(text, "zh") == ()


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_any_text_may_come(text: str, language: str) -> None:
    assert len(readings(text, language)) <= READINGS_MAX


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("我爸上礼拜把雾化机拿去用，他说用着用着自己停了，电源也好好的，怎么回事", "过热"),
        ("隔壁病区来问，他们那台制氧机的滤网从来没弄过，多久要洗一次啊", "两周"),
        ("老板又改主意了，要送到另一个院区，货还没出库，地址能改吗", "出库之前可以更改"),
        ("請問額溫槍多久要校準一次", "12 个月"),
        ("客人說耳溫槍螢幕一直跳Lo，這代表什麼", "34.0"),
        ("血压仪显示E1是怎么回事", "没有检测到充气"),
        ("家属问，血氧仪摔过的还保修吗", "摔落"),
        (
            "my aunt shares the blood pressure monitor and everything is mixed up, can it keep them apart",
            "Two people",
        ),
        (
            "good morning, my boss asked me to find out until what time we must order so that it leaves the same day",
            "16:00",
        ),
        ("um so his arm is thirty four centimetres round and I'm not sure which cuff he needs", "32–42"),
        ("What are your rules for opened strips, do you take them back?", "do not take back"),
    ],
)
def test_a_question_with_a_tale_around_it_is_answered(demo: Shelf, question: str, said: str) -> None:
    language = "en" if question.isascii() else "zh"
    assert said in demo.ask(question, language=language).text


@pytest.mark.parametrize(
    "question",
    [
        "my washing machine leaks since yesterday and the guarantee ran out last month, who repairs it",
        "my grandfather's hearing aid whistles, he has had it for years, how often must the battery be replaced",
        "the printer in our office jams all the time, I cleaned the rollers, what else could it be",
        "uh I heard the pharmacy next door closes, they sold masks too, how much do they charge",
        "昨天带孩子去公园玩，回来就发烧了，吃了点药还是不退，要不要去医院",
        "我家空调不制冷了，遥控器电池也换了，滤网多久洗一次",
        "同事推荐我来应聘，简历也投了，你们什么时候能给答复",
        "我的手机屏幕摔碎了，还在保修期，去哪里修比较好",
    ],
)
def test_a_tale_of_something_else_is_not_answered_for_the_words_of_one_clause(demo: Shelf, question: str) -> None:
    language = "en" if question.isascii() else "zh"
    assert not demo.ask(question, language=language).answered
