"""Which tools a model is offered: those the message may mean, what is asked every day, and what the talk is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.agent.choosing import CORE, TOOLS_MAX, Chooser
from assistant.models import Guidance
from assistant.testing import calling
from core import operations
from tests.assistant.agent.endpoint import ScriptedEndpoint, calls
from tests.assistant.agent.shop import ORDER, STOCK, Shop, planners, saying, scripted

MEANT = [
    ("manager", "把BP-200从上海仓调10台到宁波仓", "transfer_stock"),
    ("manager", "what do we still owe our suppliers?", "get_payables"),
    ("manager", "给华东医院的信用额度调到20万", "set_credit_limit"),
    ("manager", "close the books for October", "close_period"),
    ("accountant", "仁和诊所打来了两千块", "record_payment"),
    ("accountant", "show me the trial balance", "get_trial_balance"),
    ("buyer", "向苏州精测采购100台BP-200", "create_purchase_order"),
    ("buyer", "which goods are below their reorder point", "find_shortages"),
    ("warehouse", "这批试纸快过期了，报废3盒", "scrap_stock"),
    ("warehouse", "DN-2026-00003 has left the house", "ship_delivery"),
    ("sales", "给仁和诊所报个价，20台BP-200", "create_quotation"),
    ("sales", "how did we sell last month, by product", "report_sales"),
    ("support", "我这台血压计屏幕不亮了", "open_ticket"),
]


@pytest.mark.parametrize(("login", "text", "operation"), MEANT)
def test_what_is_meant_is_among_the_tools(shop: Shop, chooser: Chooser, login: str, text: str, operation: str) -> None:
    offered = chooser.relevant(shop.turn(text, login=login, language="en" if text.isascii() else "zh"))
    assert offered is not None
    assert operation in offered
    assert len(offered) <= TOOLS_MAX


@pytest.mark.parametrize("text", ["", "……", "12345", "呵呵", "x" * 2000])
def test_what_is_asked_every_day_is_always_offered(shop: Shop, chooser: Chooser, text: str) -> None:
    offered = chooser.relevant(shop.turn(text, login="manager"))
    assert offered is not None
    assert offered[: len(CORE)] == CORE


def test_a_small_model_is_offered_fewer_and_still_what_is_meant(shop: Shop, chooser: Chooser) -> None:
    few = replace(chooser, tools_max=8)
    offered = few.relevant(shop.turn("把BP-200从上海仓调10台到宁波仓", login="manager")) or ()
    assert len(offered) == 8
    assert offered[:2] == CORE[:2]
    assert "transfer_stock" in offered


def test_nothing_is_offered_that_the_person_may_not_use(shop: Shop, chooser: Chooser) -> None:
    for login in ("sales", "warehouse", "accountant"):
        turn = shop.turn("把10月的账关掉，再把额度调到20万，给仁和诊所开发票", login=login)
        allowed = {one.name for one in operations.available_to(turn.actor)}
        assert set(chooser.relevant(turn) or ()) <= allowed


def test_a_person_with_few_tools_is_offered_all_of_them(shop: Shop, chooser: Chooser) -> None:
    assert chooser.relevant(shop.turn("请假", login="hr")) is None


def test_what_an_open_card_and_the_last_turns_are_about_is_offered(shop: Shop, chooser: Chooser) -> None:
    shop.run(shop.turn("x", login="manager"), planners(scripted(calling(("list_accounts", {})), saying("科目如表。"))))
    assert "list_accounts" in (chooser.relevant(shop.turn("那个呢", login="manager")) or ())
    draft = ("draft_order", ORDER[1])
    shop.run(shop.turn("y", login="manager"), planners(scripted(calling(draft))))
    assert "draft_order" in (chooser.relevant(shop.turn("改成5台", login="manager")) or ())


def test_the_endpoint_gets_no_more_tools_than_that(shop: Shop, endpoint: ScriptedEndpoint, chooser: Chooser) -> None:
    endpoint.answers = [calls(STOCK), calls(("reply_to_user", {"text": "上海仓还有70台。"}))]
    with_planners = planners(endpoint.model(), guidance=Guidance(relevant=chooser.relevant))
    outcome = shop.run(shop.turn("上海仓BP-200还有多少", login="manager"), with_planners)
    with_planners.close()
    assert outcome.planner == "model"
    names = {tool["function"]["name"] for tool in endpoint.asked[0]["tools"]}
    assert len(names) <= TOOLS_MAX + 1
    assert {"get_stock", "reply_to_user"} <= names
