"""A weak model behind a real HTTP endpoint: what it means is understood, what it made up is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.turn import TurnOutcome
from tests.assistant.agent.endpoint import ScriptedEndpoint, calls, problem, words
from tests.assistant.agent.shop import ORDER, STOCK, Shop, own_planner, planners, reading_stock

STOCK_JSON = json.dumps({"name": STOCK[0], "arguments": STOCK[1]})
STOCK_ARGUMENTS = json.dumps(STOCK[1])
ONLY_A_REPLY = {"type": "function", "function": {"name": "reply_to_user"}}
REPLY = calls(("reply_to_user", {"text": "上海仓还有70台。"}))

NOTATIONS = {
    "tags": f"<tool_call>\n{STOCK_JSON}\n</tool_call>",
    "tags that are never closed": f"<tool_call>\n{STOCK_JSON}",
    "tags after a thought": f"<think>Which tool?</think>\n<tool_call>{STOCK_JSON}</tool_call>",
    "a tag with the name": f"<function=get_stock>{STOCK_ARGUMENTS}</function>",
    "tags for parameters": "<function=get_stock><parameter=product>BP-200</parameter>"
    "<parameter=warehouse>\nSH\n</parameter></function>",
    "a fence": f"```json\n{STOCK_JSON}\n```",
    "a fence after words": f"I will look it up.\n```json\n{STOCK_JSON}\n```",
    "bare JSON": STOCK_JSON,
    "a list": f"[{STOCK_JSON}]",
    "parameters": json.dumps({"name": STOCK[0], "parameters": STOCK[1]}),
    "a function inside": json.dumps({"type": "function", "function": {"name": STOCK[0], "arguments": STOCK_ARGUMENTS}}),
    "tool_calls in the words": json.dumps({"tool_calls": [{"name": STOCK[0], "arguments": STOCK[1]}]}),
    "only a name for a key": json.dumps({STOCK[0]: STOCK[1]}),
    "code": 'get_stock(product="BP-200", warehouse="SH")',
    "printed code in a fence": "```tool_code\nprint(default_api.get_stock(product='BP-200', warehouse='SH'))\n```",
    "a list of code": '[get_stock(product="BP-200", warehouse="SH")]',
    "a mark of its own": f"[TOOL_CALLS] [{STOCK_JSON}]",
    "a python tag": f"<|python_tag|>{STOCK_JSON}<|eom_id|>",
    "wide bars": "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_stock\n```json\n"
    f"{STOCK_ARGUMENTS}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "thought and action": f"Thought: look it up\nAction: get_stock\nAction Input: {STOCK_ARGUMENTS}",
}

MENDED = {
    "in a fence": f"```json\n{STOCK_ARGUMENTS}\n```",
    "with words around": f"Here you are: {STOCK_ARGUMENTS} as asked",
}


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_a_call_written_as_text_is_made(shop: Shop, endpoint: ScriptedEndpoint, notation: str) -> None:
    endpoint.answers = [words(NOTATIONS[notation]), REPLY]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？")
    assert (outcome.planner, outcome.text) == ("model", "上海仓还有70台。")
    assert [(call.operation, call.arguments) for call in outcome.calls] == [STOCK]


@pytest.mark.parametrize("written", ['reply_to_user(text="您要查哪种产品？")', '```json\n{"name": "reply_to_user", '
    '"arguments": {"text": "您要查哪种产品？"}}\n```'])  # fmt: skip
def test_a_reply_written_as_a_call_is_said_and_nothing_of_the_call(
    shop: Shop, endpoint: ScriptedEndpoint, written: str
) -> None:
    endpoint.answers = [words(written)]
    outcome = answered(shop, endpoint, "还有多少？")
    assert (outcome.planner, outcome.text) == ("model", "您要查哪种产品？")


@pytest.mark.parametrize("mended", MENDED, ids=str)
def test_arguments_that_are_nearly_json_are_read(shop: Shop, endpoint: ScriptedEndpoint, mended: str) -> None:
    endpoint.answers = [calls((STOCK[0], MENDED[mended])), REPLY]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？")
    assert outcome.planner == "model"
    assert [call.arguments for call in outcome.calls] == [STOCK[1]]


def test_a_written_call_of_what_was_not_offered_is_not_made(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [words('<tool_call>{"name": "report_sales", "arguments": {"period": "上个月"}}</tool_call>')]
    outcome = answered(shop, endpoint, "上个月销售额", login="renhe")
    assert (outcome.planner, outcome.calls) == ("builtin", ())


def test_a_written_order_is_a_card_like_any_other(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [words(json.dumps({"name": ORDER[0], "arguments": ORDER[1]}, ensure_ascii=False))]
    outcome = answered(shop, endpoint, "给仁和诊所下单2台BP-200")
    assert outcome.proposal is not None
    assert outcome.proposal.status.value == "pending"


def test_optional_arguments_that_nobody_said_are_left_out(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    line = {"product": "BP-200", "quantity": "2", "discount_percent": "10", "unit": None}
    made_up = {"customer": "仁和诊所", "lines": [line], "requested_on": "2026-12-24", "note": "请尽快"}
    endpoint.answers = [calls(("place_order", made_up))]
    outcome = answered(shop, endpoint, "给仁和诊所下单2台BP-200")
    assert outcome.proposal is not None
    arguments = outcome.proposal.steps[0].arguments
    assert not {"requested_on", "note"} & set(arguments)
    assert "discount_percent" not in arguments["lines"][0]


def test_the_same_call_again_is_not_run_again_and_ends_the_calling(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    find = ("find_customers", {"text": "仁和"})
    endpoint.answers = [calls(find), calls(find), calls(("reply_to_user", {"text": "找到了仁和诊所。"}))]
    outcome = answered(shop, endpoint, "找一下仁和")
    assert len(outcome.calls) == 1
    assert endpoint.asked[2]["tool_choice"] == ONLY_A_REPLY
    assert endpoint.asked[2]["tools"] == endpoint.asked[0]["tools"]  # so that the prompt begins alike


def test_a_model_that_never_ends_is_ended(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    def another(asked: dict[str, Any]) -> Any:  # noqa: ANN401 - an answer
        return calls(("find_customers", {"text": f"客户{len(asked['messages'])}"}))

    endpoint.answers = [another]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？", builtin=reading_stock())
    assert "70" in outcome.text
    assert len(endpoint.asked) <= 6


def test_a_model_that_calls_though_it_may_only_speak_is_offered_nothing_else(
    shop: Shop, endpoint: ScriptedEndpoint
) -> None:
    more = calls(("find_customers", {"text": "仁和"}))
    endpoint.answers = [calls(STOCK), more, REPLY, calls(STOCK), REPLY]
    with_planners = planners(endpoint.model())
    for _ in range(2):
        assert shop.run(shop.turn("上海仓血压计BP-200还有多少？"), with_planners).text == "上海仓还有70台。"
    with_planners.close()
    offered = [[tool["function"]["name"] for tool in asked["tools"]] for asked in endpoint.asked]
    assert offered[1] == offered[0]
    assert offered[2] == offered[4] == ["reply_to_user"]


def test_an_endpoint_that_takes_no_tools_name_is_offered_nothing_else(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [
        lambda asked: (
            problem(400)
            if asked["tool_choice"] == ONLY_A_REPLY
            else (REPLY if len(asked["tools"]) == 1 else calls(STOCK))
        )
    ]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？")
    assert (outcome.text, outcome.planner) == ("上海仓还有70台。", "model")


def test_words_in_the_wrong_language_are_asked_for_once_more(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [calls(STOCK), calls(("reply_to_user", {"text": "There are 70 units in Shanghai."})), REPLY]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？")
    assert (outcome.text, outcome.trace["model"]) == ("上海仓还有70台。", {"reworded": "language"})
    asked = endpoint.asked[2]
    assert asked["tool_choice"] == ONLY_A_REPLY
    assert "in Chinese" in asked["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("上海仓还有80台。", "figure: 80"),
        ("已为您预留70台。", "claim: done"),
        ("还有70台，稍后我会通知您。", "claim: promised"),
        ("宁波仓 SO-2026-00001 用了70台。", "figure: SO-2026-00001"),
    ],
)
def test_untrue_words_are_asked_for_once_more_and_then_the_results_speak_alone(
    shop: Shop, endpoint: ScriptedEndpoint, said: str, why: str
) -> None:
    again = calls(("reply_to_user", {"text": said}))
    endpoint.answers = [calls(STOCK), again, again]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？")
    plain = shop.run(shop.turn("上海仓血压计BP-200还有多少？"), planners(None, reading_stock()))
    assert (outcome.planner, outcome.text) == ("model", plain.text)
    assert outcome.trace["model"] == {"unsaid": why}
    assert len(endpoint.asked) == 3


def test_a_second_wording_that_is_true_is_said(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [calls(STOCK), calls(("reply_to_user", {"text": "上海仓还有80台。"})), REPLY]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？")
    assert (outcome.text, outcome.trace["model"]) == ("上海仓还有70台。", {"reworded": "figure: 80"})


def test_an_endpoint_that_dies_before_the_second_wording_costs_the_wording_only(
    shop: Shop, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answers = [calls(STOCK), calls(("reply_to_user", {"text": "上海仓还有80台。"})), words("")]
    outcome = answered(shop, endpoint, "上海仓血压计BP-200还有多少？")
    assert outcome.planner == "model"
    assert "70" in outcome.text
    assert "80" not in outcome.text


def answered(
    shop: Shop,
    endpoint: ScriptedEndpoint,
    text: str,
    *,
    login: str = "sales",
    builtin: Any = None,  # noqa: ANN401
) -> TurnOutcome:
    with_planners = planners(endpoint.model(), builtin or own_planner())
    outcome = shop.run(shop.turn(text, login=login), with_planners)
    with_planners.close()
    return outcome
