"""What the built-in planner is sure of, it answers without asking the model, as far as the setting lets it."""

from __future__ import annotations

import pytest

from assistant.builtin.planner import BuiltinPlanner
from assistant.models import FastPath, Guidance
from assistant.turn import TurnOutcome
from tests.assistant.agent.endpoint import ScriptedEndpoint, calls, problem
from tests.assistant.agent.shop import ORDER, STOCK, Shop, planners

LOOK_UPS = ["上海仓BP-200还有多少？", "how many BP-200 are in stock?", "耳温枪多少钱", "What does TH-30 cost?"]
ORDERS = ["给仁和诊所下单2台BP-200", "Order 2 BP-200 for Renhe Clinic"]
UNSURE = [
    "血压计那边最近怎么样啊",
    "sth to measure fever, got any?",
    "BP-200还有多少，另外给仁和下2台",
    "客户抱怨袖带太松，怎么回他",
]


@pytest.mark.parametrize("text", LOOK_UPS)
@pytest.mark.parametrize("path", [FastPath.READS, FastPath.ON])
def test_a_plain_look_up_never_reaches_the_endpoint(
    shop: Shop, endpoint: ScriptedEndpoint, builtin: BuiltinPlanner, text: str, path: FastPath
) -> None:
    outcome = answered(shop, endpoint, builtin, text, path)
    assert endpoint.asked == []
    assert (outcome.planner, outcome.trace["fast_path"]) == ("builtin", path.value)
    assert [call.outcome for call in outcome.calls] == ["ok"]


@pytest.mark.parametrize("text", [*LOOK_UPS, *ORDERS])
def test_off_means_that_the_model_is_always_asked(
    shop: Shop, endpoint: ScriptedEndpoint, builtin: BuiltinPlanner, text: str
) -> None:
    outcome = answered(shop, endpoint, builtin, text, FastPath.OFF)
    assert endpoint.asked
    assert "fast_path" not in outcome.trace


@pytest.mark.parametrize("text", ORDERS)
def test_a_plain_order_is_a_card_at_once_only_where_the_path_is_on(
    shop: Shop, endpoint: ScriptedEndpoint, builtin: BuiltinPlanner, text: str
) -> None:
    endpoint.answers = [calls(ORDER)]
    slow = answered(shop, endpoint, builtin, text, FastPath.READS)
    assert len(endpoint.asked) == 1
    assert slow.planner == "model"
    fast = answered(Shop(shop.database), endpoint, builtin, text, FastPath.ON)
    assert len(endpoint.asked) == 1
    assert fast.planner == "builtin"
    assert fast.proposal is not None
    assert fast.proposal.status.value == "pending"


@pytest.mark.parametrize("text", UNSURE)
def test_what_the_built_in_planner_is_not_sure_of_is_the_models(
    shop: Shop, endpoint: ScriptedEndpoint, builtin: BuiltinPlanner, text: str
) -> None:
    endpoint.answers = [
        calls(("reply_to_user", {"text": "Which one do you mean?" if text.isascii() else "您指哪一种？"}))
    ]
    outcome = answered(shop, endpoint, builtin, text, FastPath.ON)
    assert endpoint.asked
    assert "fast_path" not in outcome.trace


def test_a_look_up_that_finds_nothing_is_tried_by_the_model(
    shop: Shop, endpoint: ScriptedEndpoint, builtin: BuiltinPlanner
) -> None:
    endpoint.answers = [calls(STOCK), calls(("reply_to_user", {"text": "上海仓还有70台。"}))]
    outcome = answered(shop, endpoint, builtin, "SO-2026-99999到哪了", FastPath.READS)
    assert endpoint.asked
    assert outcome.planner == "model"


def test_while_a_question_waits_nothing_is_plain(
    shop: Shop, endpoint: ScriptedEndpoint, builtin: BuiltinPlanner
) -> None:
    endpoint.answers = [problem(503)]
    asked = answered(shop, endpoint, builtin, "下单2台BP-200", FastPath.READS)
    assert asked.question is not None
    before = len(endpoint.asked)
    answered(shop, endpoint, builtin, "上海仓BP-200还有多少？", FastPath.READS)
    assert len(endpoint.asked) == before + 1


def answered(shop: Shop, endpoint: ScriptedEndpoint, builtin: BuiltinPlanner, text: str, path: FastPath) -> TurnOutcome:
    with_planners = planners(endpoint.model(), builtin, guidance=Guidance(fast_path=path))
    outcome = shop.run(shop.turn(text, language="en" if text.isascii() else "zh"), with_planners)
    with_planners.close()
    return outcome
