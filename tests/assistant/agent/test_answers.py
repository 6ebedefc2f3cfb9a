"""What a model answered, made uniform: tools that were offered, plain words, ids of their own; or turned down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, InvalidToolCall

from assistant.models import UnfitAnswer
from assistant.models.answers import ARGUMENTS_MAX, WORDS_MAX, fit, plain
from assistant.testing import calling

OFFERED = {"get_stock", "reply_to_user"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (AIMessage("还有70台。"), "还有70台。"),
        (calling(("reply_to_user", {"text": "还有70台。"})), "还有70台。"),
        (calling(("reply_to_user", {"message": "还有70台。"})), "还有70台。"),
        (calling(("reply_to_user", {"text": "a"}), ("reply_to_user", {"text": "b"})), "a\nb"),
        (AIMessage([{"type": "text", "text": "还有70台。"}]), "还有70台。"),
    ],
)
def test_words_come_as_words_however_they_were_said(said: AIMessage, words: str) -> None:
    answer = fit(said, OFFERED)
    assert (answer.text, answer.tool_calls) == (words, [])


def test_words_beside_a_call_are_left_out() -> None:
    answer = fit(calling(("get_stock", {}), ("reply_to_user", {"text": "请稍等"})), OFFERED)
    assert [call["name"] for call in answer.tool_calls] == ["get_stock"]
    assert not answer.text


@pytest.mark.parametrize(
    "said",
    [
        HumanMessage("hello"),
        AIMessage(""),
        AIMessage(" \n\t"),
        AIMessage("<think>what now"),
        AIMessage("字" * (WORDS_MAX + 1)),
        AIMessage("half an ans", response_metadata={"finish_reason": "length"}),
        AIMessage("no", response_metadata={"finish_reason": "content_filter"}),
        AIMessage('{"name": "format_disk"}'),
        AIMessage('[{"arguments": {"product": "BP-200"}}]'),
        AIMessage("<|im_start|>assistant"),
        calling(("format_disk", {})),
        calling(("get_stock", {}), ("format_disk", {})),
        calling(("get_stock", {"product": "x" * ARGUMENTS_MAX})),
        calling(("reply_to_user", {})),
        calling(("reply_to_user", {"text": None})),
        AIMessage(
            "",
            invalid_tool_calls=[
                InvalidToolCall(type="invalid_tool_call", name="get_stock", args="{", id="1", error="no")
            ],
        ),
    ],
)
def test_what_cannot_be_used_is_turned_down(said: AIMessage) -> None:
    with pytest.raises(UnfitAnswer):
        fit(said, OFFERED)


def test_characters_no_database_can_hold_are_left_out() -> None:
    answer = fit(calling(("get_stock", {"product": "BP\x00-200\ud83d", "lines": [{"\x01a": "b\x07"}]})), OFFERED)
    assert answer.tool_calls[0]["args"] == {"product": "BP-200", "lines": [{"a": "b"}]}
    assert fit(AIMessage("有货\x00\udc00"), OFFERED).text == "有货"


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("**70** 台", "70 台"),
        ("## 库存\n- 上海仓\n* 宁波仓", "库存\n- 上海仓\n- 宁波仓"),
        ("`BP-200`", "BP-200"),
        ("见[手册](https://example.com/x)", "见手册"),
        ("<think>hm</think>\n\n好的", "好的"),
        ("袖带太松 [1]", "袖带太松 [1]"),
        ("3 * 4", "3 * 4"),
    ],
)
def test_markup_and_thoughts_are_taken_off(marked: str, text: str) -> None:
    assert plain(marked) == text


@given(st.text(max_size=300))
def test_plain_words_stay_plain(words: str) -> None:
    once = plain(words)
    assert "**" not in once
    assert "\x00" not in once
    once.encode()
