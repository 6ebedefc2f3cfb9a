"""What goes on from the question before."""

from __future__ import annotations

import pytest

from knowledge.going_on import going_on, is_fragment


@pytest.mark.parametrize(
    ("before", "text", "question"),
    [
        ("血压计老是跳E2是什么意思", "那E4呢", "血压计老是跳E4是什么意思"),
        ("display says E5, what now?", "and E6?", "display says E6, what now?"),
        ("what payment terms do clinics get", "and hospitals?", "what payment terms do hospitals get"),
        ("耳温枪保修多久", "那血压计呢？", "血压计保修多久"),
        ("口罩没拆封能退吗", "拆了一盒的呢", "口罩拆了一盒的能退吗"),
        ("发到新疆要几天", "西藏呢", "发到西藏要几天"),
    ],
)
def test_what_is_of_the_same_kind_is_replaced(before: str, text: str, question: str) -> None:
    assert going_on(before, text) == question


@pytest.mark.parametrize(
    ("before", "text", "question"),
    [
        ("买多少钱包邮", "新疆呢", "新疆 买多少钱包邮"),
        ("how long does the warranty last?", "and cuffs?", "how long does the warranty last cuffs?"),
    ],
)
def test_a_fragment_of_no_kind_that_was_named_is_put_to_the_question(before: str, text: str, question: str) -> None:
    assert going_on(before, text) == question


def test_a_question_of_its_own_is_asked_beside_the_one_before() -> None:
    assert going_on("试纸开瓶能用多久", "可以放冰箱吗") == "试纸开瓶能用多久 可以放冰箱吗"
    assert not is_fragment("可以放冰箱吗")
    assert is_fragment("and hospitals?")
    assert not is_fragment("呢？")
