"""The loop between a model and the tools: well-formed messages, hard limits, and an end in every case."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage

from assistant.agent.loop import CALLS_MAX, ROUNDS_MAX
from assistant.testing import ScriptedModel, calling
from tests.assistant.agent.shop import (
    ORDER,
    OWN_WORDS,
    STOCK,
    Shop,
    Wanted,
    is_well_formed,
    own_planner,
    planners,
    reading_stock,
    saying,
    scripted,
)

HOUSES: Wanted = ("find_warehouses", {})


def test_a_model_reads_and_then_answers_from_what_it_read(shop: Shop) -> None:
    model = scripted(calling(STOCK), saying("上海仓还有70台可以承诺。"))
    outcome = shop.run(shop.turn("上海仓血压计还有多少？"), planners(model))
    assert (outcome.planner, outcome.text) == ("model", "上海仓还有70台可以承诺。")
    assert [(call.operation, call.outcome) for call in outcome.calls] == [("get_stock", "ok")]


def test_every_request_is_well_formed_however_the_talk_went(shop: Shop) -> None:
    first = scripted(calling(STOCK, ("find_warehouses", {})), saying("上海仓有70台。"))
    shop.run(shop.turn("BP-200 SH?"), planners(first))
    shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(scripted(calling(ORDER))))
    shop.run(shop.turn("confirm:00000000-0000-7000-8000-000000000000"), planners(None))
    last = scripted(calling(HOUSES, HOUSES), calling(STOCK, HOUSES), saying("70台。"))
    shop.run(shop.turn("SH BP-200 还有吗"), planners(last))
    asked = [*first.heard, *last.heard]
    assert len(asked) == 5
    assert all(is_well_formed(one.messages) for one in asked)
    assert [type(one) for one in asked[2].messages] == [SystemMessage, *[HumanMessage, AIMessage] * 3, HumanMessage]


def test_a_model_has_to_call_something_and_a_reply_is_a_tool(shop: Shop) -> None:
    model = scripted(saying("您要哪种产品？"))
    shop.run(shop.turn("还有多少？"), planners(model))
    assert model.heard[0].tool_choice == "required"
    assert "reply_to_user" in model.heard[0].tools
    assert "place_order" in model.heard[0].tools


def test_what_the_person_may_not_use_is_not_offered(shop: Shop) -> None:
    model = scripted(saying("您好，想了解什么？"))
    shop.run(shop.turn("你好", login="renhe"), planners(model))
    assert not {"draft_order", "create_quotation"} & set(model.heard[0].tools)


def test_a_repeated_call_is_run_once_and_then_only_words_are_wanted(shop: Shop) -> None:
    model = scripted(calling(STOCK, HOUSES), calling(HOUSES), saying("还有70台。"))
    outcome = shop.run(shop.turn("SH BP-200"), planners(model))
    assert len(outcome.calls) == 2
    assert model.heard[2].tool_choice == "reply_to_user"
    assert "before" in str(model.heard[2].messages[-1].content)
    assert outcome.text == "还有70台。"


def test_after_an_answer_only_words_are_wanted_and_after_finding_things_more_calls_may_follow(shop: Shop) -> None:
    answered, found = scripted(calling(STOCK), saying("70台")), scripted(calling(HOUSES), saying("两个仓库"))
    shop.run(shop.turn("SH BP-200"), planners(answered))
    shop.run(shop.turn("有哪些仓库"), planners(found))
    assert answered.heard[1].tool_choice == "reply_to_user"
    assert found.heard[1].tool_choice == "required"


def test_the_same_call_twice_in_one_answer_makes_one_line_on_the_card(shop: Shop) -> None:
    outcome = shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(scripted(calling(ORDER, ORDER))))
    assert outcome.proposal is not None
    assert len(outcome.proposal.steps) == 1


def test_a_model_that_repeats_itself_for_ever_is_answered_for(shop: Shop) -> None:
    model = ScriptedModel(lines=[calling(HOUSES)], for_ever=True)
    outcome = shop.run(shop.turn("SH BP-200"), planners(model, reading_stock()))
    assert [one.tool_choice for one in model.heard] == ["required", "required", "reply_to_user", "required"]
    assert model.heard[3].tools == ("reply_to_user",)
    assert outcome.planner == "builtin"
    assert "70" in outcome.text


def test_a_model_that_never_ends_is_stopped_after_so_many_rounds(shop: Shop) -> None:
    def another(messages: Any) -> AIMessage:  # noqa: ANN401 - messages
        return calling(("get_customer", {"customer": f"客户{len(messages)}"}))

    model = ScriptedModel(lines=[another], for_ever=True)
    outcome = shop.run(shop.turn("客户的地址"), planners(model, reading_stock()))
    assert len(model.heard) == ROUNDS_MAX + 1  # the last time in two ways
    assert model.heard[-1].tools == ("reply_to_user",)
    assert outcome.planner == "builtin"


def test_no_more_than_so_many_calls_are_run(shop: Shop) -> None:
    many = calling(*(("get_customer", {"customer": f"客户{number}"}) for number in range(CALLS_MAX + 5)))
    model = scripted(many, saying("没有找到这样的客户。"))
    outcome = shop.run(shop.turn("客户"), planners(model))
    assert len(outcome.calls) == CALLS_MAX
    assert is_well_formed(model.heard[1].messages)
    assert sum("Too many" in str(one.content) for one in model.heard[1].messages if isinstance(one, ToolMessage)) == 5


@pytest.mark.parametrize("ids", [("same", "same"), ("", "")])
def test_calls_without_ids_of_their_own_are_told_apart(shop: Shop, ids: tuple[str, str]) -> None:
    both = AIMessage(
        "",
        tool_calls=[
            ToolCall(name=STOCK[0], args=STOCK[1], id=ids[0]),
            ToolCall(name="find_warehouses", args={}, id=ids[1]),
        ],
    )
    model = scripted(both, saying("上海仓还有70台。"))
    outcome = shop.run(shop.turn("SH BP-200，还有哪些仓库"), planners(model))
    assert [call.operation for call in outcome.calls] == ["get_stock", "find_warehouses"]
    assert is_well_formed(model.heard[1].messages)


def test_a_reply_beside_calls_waits_for_their_results(shop: Shop) -> None:
    early = calling(STOCK, ("reply_to_user", {"text": "请稍候，正在查询"}))
    model = scripted(early, saying("还有70台。"))
    outcome = shop.run(shop.turn("SH BP-200"), planners(model))
    assert outcome.text == "还有70台。"


def test_reads_may_be_followed_by_what_they_led_to(shop: Shop) -> None:
    model = scripted(calling(("find_customers", {"text": "仁和"})), calling(ORDER))
    outcome = shop.run(shop.turn("给仁和下单2台BP-200"), planners(model))
    assert [call.outcome for call in outcome.calls] == ["ok", "proposed"]
    assert outcome.proposal is not None


def test_a_long_result_is_told_in_words_rather_than_cut(shop: Shop) -> None:
    from assistant.replies.blocks import TextBlock
    from assistant.tools import ToolResult
    from assistant.tools.calls import TOLD_MAX
    from assistant.turn import CallMade

    rows = [{"customer": f"客户{number}", "amount": "100.00"} for number in range(500)]
    made = (CallMade("report_sales", {}, "ok", result=rows),)
    told = ToolResult("1", made, "共 500 行", (TextBlock(text="x"),)).told()
    assert len(told) < TOLD_MAX
    assert "共 500 行" in told
    assert "客户1" not in told


def test_without_a_model_the_built_in_planner_is_asked_at_once(shop: Shop) -> None:
    builtin = own_planner()
    outcome = shop.run(shop.turn("你好"), planners(None, builtin))
    assert (outcome.planner, outcome.text) == ("builtin", OWN_WORDS)
    assert builtin.heard[0].messages[0].additional_kwargs["turn"].text == "你好"
