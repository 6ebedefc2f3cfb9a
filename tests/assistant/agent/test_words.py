"""Which of a model's words are said: none that is false, made up, in the wrong language, or raw."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage

from assistant.agent.claims import Claim, claim_in
from assistant.agent.words import speaks
from assistant.testing import calling
from tests.assistant.agent.shop import OWN_WORDS, STOCK, Shop, own_planner, planners, reading_stock, saying, scripted

UNFIT = {
    "a figure nobody returned": "上海仓还有71台。",
    "a figure written in words": "上海仓还有九十台。",
    "a rounded figure": "上海仓大约有1.2万台。",
    "a date nobody returned": "70台，12月25日到货。",
    "a weekday nobody returned": "70台，周五可以发货。",
    "an order nobody returned": "70台，见订单 SO-2026-00042。",
    "a product nobody returned": "70台，也可以考虑 BP-300。",
    "false success": "已为您下单70台。",
    "false success at the end": "70台，订单创建成功！",
    "a promise": "有70台，到货后我会通知您。",
    "a promise to look": "有70台，请稍等，正在为您查询其他仓库。",
    "the wrong language": "There are 70 units left in Shanghai.",
    "a tool's name": "调用 get_stock 得到70台。",
    "JSON": '结果是 {"available": "70"}',
    "an address": "70台，详见 https://example.com/stock",
    "a table": "| 仓库 | 数量 |\n|---|---|\n| 上海仓 | 70 |",
    "an id": "70台（0199a5f0-1234-7abc-8def-001122334455）",
    "nothing of the answer": "查询结果如下。",
}

FIT = [
    "上海仓还有70台可以承诺。",
    "上海仓有 70 台上臂式血压计（BP-200），价格请另查。",
    "**上海仓**：70台。",
    "<think>Stock is 70.</think>上海仓还有七十台。",
    "上海仓还有70台，可以满足需要。",
]


@pytest.mark.parametrize("kind", UNFIT, ids=str)
def test_words_that_are_not_true_or_not_fit_give_way_to_the_results_own(shop: Shop, kind: str) -> None:
    model = scripted(calling(STOCK), saying(UNFIT[kind]))
    outcome = shop.run(shop.turn("上海仓血压计BP-200有多少？"), planners(model))
    plain = shop.run(shop.turn("上海仓血压计BP-200有多少？"), planners(None, reading_stock()))
    assert outcome.planner == "model"
    assert outcome.text == plain.text
    assert "unsaid" in outcome.trace["model"]


@pytest.mark.parametrize("words", FIT)
def test_words_that_stand_on_results_are_said(shop: Shop, words: str) -> None:
    model = scripted(calling(STOCK), saying(words))
    outcome = shop.run(shop.turn("上海仓血压计BP-200有多少？"), planners(model))
    assert outcome.trace["model"] == {}
    assert outcome.text == words.replace("**", "").rpartition("</think>")[2]


@pytest.mark.parametrize("words", ["库存是70台。", "已为您下单。", "我会尽快处理。", "SO-2026-00001 明天到。"])
def test_figures_and_deeds_without_any_result_are_never_said(shop: Shop, words: str) -> None:
    outcome = shop.run(shop.turn("血压计"), planners(scripted(saying(words))))
    assert (outcome.planner, outcome.text) == ("builtin", OWN_WORDS)


def test_what_a_result_says_itself_is_said_though_it_sounds_like_a_deed(shop: Shop) -> None:
    due = ("find_due_shipments", {"until": "2026-11-23"})
    turn = shop.turn("anything that still has to leave the building today?", language="en")
    own = shop.run(turn, planners(None, own_planner(calling(due), ""))).text
    assert "shipped" in own
    outcome = shop.run(turn, planners(scripted(calling(due), saying(own))))
    assert (outcome.text, outcome.trace["model"]) == (own, {})


def test_an_answer_from_memory_gives_way_to_one_from_the_books(shop: Shop) -> None:
    model = scripted(saying("上海仓的血压计库存很充足。"))
    outcome = shop.run(shop.turn("上海仓血压计还有吗？"), planners(model, reading_stock()))
    assert outcome.planner == "builtin"
    assert "70" in outcome.text


def test_a_question_that_both_ask_keeps_its_choices_and_is_remembered(shop: Shop) -> None:
    question = {"operation": "get_stock", "arguments": {}, "parameter": "product", "choices": ["BP-200", "TH-30"]}
    asking = AIMessage("哪种产品？", additional_kwargs={"question": question})
    outcome = shop.run(shop.turn("还有多少？"), planners(scripted(saying("请问您要查什么产品？")), own_planner(asking)))
    assert (outcome.planner, outcome.text, outcome.question) == ("model", "哪种产品？", question)


def test_a_question_back_is_the_models_to_ask(shop: Shop) -> None:
    builtin = own_planner()
    outcome = shop.run(shop.turn("还有多少？"), planners(scripted(saying("您要查哪种产品？")), builtin))
    assert (outcome.planner, outcome.text) == ("model", "您要查哪种产品？")
    assert len(builtin.heard) == 1  # its first reading, and no answer


def test_small_talk_is_the_models_where_nobody_knows_better(shop: Shop) -> None:
    outcome = shop.run(shop.turn("你好"), planners(scripted(saying("你好，很高兴为您服务。"))))
    assert (outcome.planner, outcome.text) == ("model", "你好，很高兴为您服务。")


def test_figures_of_the_persons_own_message_may_be_repeated(shop: Shop) -> None:
    model = scripted(calling(STOCK), saying("您要的20台没有问题，上海仓有70台。"))
    outcome = shop.run(shop.turn("SH BP-200 二十台有吗"), planners(model))
    assert outcome.text == "您要的20台没有问题，上海仓有70台。"


@pytest.mark.parametrize(
    ("words", "language", "fits"),
    [
        ("上海仓还有 70 台 BP-200", "zh", True),
        ("Shanghai has 70 units of BP-200", "zh", False),
        ("Sorry, I can only answer in English. 抱歉", "zh", False),
        ("BP-200: 70", "zh", True),
        ("BP-200: 70", "en", True),
        ("Shanghai has 70 units of 上臂式血压计 (BP-200)", "en", True),
        ("上海仓还有70台", "en", False),
        ("Quedan setenta unidades", "en", True),
    ],
)
def test_the_language_of_words_is_seen(words: str, language: str, fits: bool) -> None:
    assert speaks(words, language) is fits


@pytest.mark.parametrize(
    "words",
    [
        "已创建订单", "订单已经创建", "已为您取消该订单", "已成功提交", "下单成功", "好的，下单了", "修改完成",
        "已帮您更新了", "The order has been placed.", "I've created the ticket.", "Order created!",
        "Successfully updated.", "I placed it", "Your order is confirmed", "It’s been cancelled", "Done.", "All set!",
    ],
)  # fmt: skip
def test_words_that_pretend_a_deed_are_seen(words: str) -> None:
    assert claim_in(words) is Claim.DONE


@pytest.mark.parametrize(
    "words",
    [
        "我会尽快联系您", "稍后为您处理", "请稍等", "正在查询", "让我查一下",
        "I'll check and get back to you", "We will notify you", "One moment please", "Let me look that up",
        "Someone will contact you",
    ],
)  # fmt: skip
def test_words_that_promise_a_deed_are_seen(words: str) -> None:
    assert claim_in(words) is Claim.PROMISED


@pytest.mark.parametrize(
    "words",
    [
        "上海仓有70台", "您要哪种产品？", "请确认这张卡片", "没有找到这样的客户",
        "可以按时送到", "需要我为您做什么吗？",
        "There are 70 units.", "Which product do you mean?", "Please confirm the card.", "Yes, that is possible.",
        "It can be delivered on Friday.",
    ],
)  # fmt: skip
def test_honest_words_are_not_taken_for_claims(words: str) -> None:
    assert claim_in(words) is None
