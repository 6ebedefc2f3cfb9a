"""The card just shown put right amid a tale: its customer, its discount, a line that falls short or is not wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.builtin.dialogue.decision import Call, Decision
from assistant.builtin.dialogue.waiting import asks_of_it
from tests.assistant.builtin.hearing import decided
from tests.assistant.builtin.tabled import PUMPS, card_on_the_table, changed_to, order, shown

ONE = {"customer": "C-0001", "lines": [{"product": "IS-30", "quantity": "30"}], "warehouse": "CD"}
LESS = {**ONE, "discount_percent": "8"}


def said_to(card: dict[str, Any], text: str, intent: str = "aside", *, mood: str = "command") -> Decision:
    table = card_on_the_table("place_order", card)
    latest = replace(shown(), proposal_id=table.id)
    return decided(text, intent, mood=mood, pending=(table,), transcript=(latest,))


@pytest.mark.parametrize("intent", ["get_customer", "aside", "set_segment"])
@pytest.mark.parametrize(
    "text",
    [
        "oh no, wrong line of my list. The customer is Xin'an Clinic, all the rest is fine",
        "sorry, the client should be Xin'an Clinic",
        "my mistake, Xin'an Clinic",
        "哎呀看错行了，客户是新安诊所，别的都对",
        "客户应该是新安诊所，刚才念错了",
    ],
)
def test_another_customer_is_put_in_the_place_of_the_cards_own(text: str, intent: str) -> None:
    step = changed_to(text, ONE, intent=intent)
    assert step["arguments"] == {**ONE, "customer": "C-0007"}


@pytest.mark.parametrize(
    "text",
    [
        "is the customer Xin'an Clinic?",
        "not Xin'an Clinic",
        "what does the customer Xin'an Clinic owe us",
        "Xin'an Clinic got three of them in May, no complaints, and they told Boai Hospital",
    ],
)
def test_a_customer_who_is_only_spoken_of_changes_no_card(text: str) -> None:
    assert changed_to(text, ONE, intent="get_customer") is None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("那边又打来了，支架4个不够，得6个", {"IS-30": "10", "IS-30-ST": "6"}),
        ("支架4个太多了，要2个就行", {"IS-30": "10", "IS-30-ST": "2"}),
        ("4 stands aren't enough, they need 6", {"IS-30": "10", "IS-30-ST": "6"}),
        ("no stands this time", {"IS-30": "10"}),
        ("she just texted. No stands this time, and twelve pumps rather than ten", {"IS-30": "12"}),
        ("支架这回不用，泵改12台", {"IS-30": "12"}),
        ("支架这次免了", {"IS-30": "10"}),
    ],
)
def test_a_line_that_falls_short_or_is_not_wanted_is_changed(text: str, lines: dict[str, str]) -> None:
    step = changed_to(text, PUMPS)
    assert {line["product"]: line["quantity"] for line in step["arguments"]["lines"]} == lines


@pytest.mark.parametrize("text", ["支架够不够？", "no hurry this time", "这次不用开票", "支架4个不够吗"])
def test_what_takes_nothing_off_leaves_the_lines(text: str) -> None:
    assert changed_to(text, PUMPS) is None


@pytest.mark.parametrize(
    "text", ["oh no, the boss won't like it. just 5", "5 only, my limit ends there", "只给5，再多要找经理了"]
)
def test_a_smaller_figure_with_words_of_allowance_is_the_discount(text: str) -> None:
    assert changed_to(text, LESS)["arguments"] == {**LESS, "discount_percent": "5"}


def test_a_bare_figure_that_may_be_discount_or_quantity_is_asked_about() -> None:
    decision = said_to(LESS, "only 5 then")
    assert decision.question is not None
    assert decision.question.facts["said"] == "5"


@pytest.mark.parametrize("text", ["make it 12", "quantity 5 please", "5 pumps only"])
def test_a_figure_that_is_no_discount_is_the_quantity(text: str) -> None:
    [line] = changed_to(text, LESS)["arguments"]["lines"]
    assert line["quantity"] in text


@pytest.mark.parametrize("intent", ["set_purchase_limit", "transfer_stock", "aside"])
@pytest.mark.parametrize(
    "text", ["they can live with 9 for now, leave the rest off", "he could do with 9 for the moment. leave the rest"]
)
def test_what_somebody_settles_for_is_the_quantity(text: str, intent: str) -> None:
    assert changed_to(text, ONE, intent=intent)["arguments"] == {
        **ONE,
        "lines": [{"product": "IS-30", "quantity": "9"}],
    }


@pytest.mark.parametrize("text", ["make it 5%, we keep Zhou Qihang out of it", "Zhou Qihang need not know, 5 percent"])
def test_a_colleague_named_in_passing_stops_no_change(text: str) -> None:
    assert changed_to(text, LESS)["arguments"]["discount_percent"] == "5"


@pytest.mark.parametrize("intent", ["list_approvals", "get_price", "search_knowledge"])
@pytest.mark.parametrize("text", ["why do I need the manager for that?", "why so expensive?", "为什么要经理批？"])
def test_why_a_card_is_as_it_is_shows_it_again(text: str, intent: str) -> None:
    decision = said_to(LESS, text, intent, mood="question")
    assert decision.card_waits
    assert not decision.calls


def test_why_something_else_is_so_is_looked_up() -> None:
    decision = said_to(order(IS_30="10"), "why is BP-200 out of stock in Ningbo?", "get_stock", mood="question")
    assert not decision.card_waits


def test_a_card_stays_in_sight_when_something_is_said_aside() -> None:
    assert said_to(ONE, "imagine carrying those up the stairs", "aside", mood="remark").card_waits
    assert not said_to(ONE, "what is the weather like?", "search_knowledge", mood="question").card_waits


@pytest.mark.parametrize(
    "text",
    ["they may want stethoscopes too, put 2 in", "maybe stethoscopes as well, chuck in 2", "还想要听诊器，放2个进去"],
)
@pytest.mark.parametrize("intent", ["set_price", "get_stock", "aside"])
def test_goods_that_are_wanted_too_are_put_in(text: str, intent: str) -> None:
    lines = changed_to(text, ONE, intent=intent)["arguments"]["lines"]
    assert [(line["product"], line["quantity"]) for line in lines] == [("IS-30", "30"), ("ST-1", "2")]


@pytest.mark.parametrize("text", ["put that in the note", "the stethoscopes came in", "how many stethoscopes came in?"])
def test_what_puts_no_goods_in_changes_nothing(text: str) -> None:
    assert changed_to(text, ONE) is None


THREE = order(IS_30="10", IS_30_ST="4", GW_M="20")


@pytest.mark.parametrize(
    ("text", "card", "lines"),
    [
        ("前两样各减1", THREE, ["9", "3", "20"]),
        ("double the last two", THREE, ["10", "8", "40"]),
        ("后两个翻倍", THREE, ["10", "8", "40"]),
    ],
)
def test_lines_may_be_meant_by_their_place(text: str, card: dict[str, Any], lines: list[str]) -> None:
    assert [line["quantity"] for line in changed_to(text, card)["arguments"]["lines"]] == lines


@pytest.mark.parametrize(
    ("text", "quantity"), [("the pumps were meant to be 12", "12"), ("the pumps should have been 9", "9")]
)
def test_what_a_line_was_meant_to_be_is_put_on_it(text: str, quantity: str) -> None:
    [line, _] = changed_to(text, PUMPS)["arguments"]["lines"]
    assert line["quantity"] == quantity


@pytest.mark.parametrize("text", ["does this include tax?", "when does that arrive?"])
def test_what_stands_on_the_card_is_shown_again_when_it_is_asked(text: str) -> None:
    decision = said_to(ONE, text, "get_order", mood="question")
    assert decision.card_waits
    assert not decision.calls


def test_the_documents_are_asked_about_a_card_that_stays_in_sight() -> None:
    asked = Decision(calls=[Call("search_knowledge", {})])
    assert asks_of_it("is delivery free on this?", asked)
    assert not asks_of_it("what does E3 mean?", asked)
    assert not asks_of_it("is delivery free on this?", Decision(calls=[Call("get_price", {})]))


@pytest.mark.parametrize("text", ["why don't we make it 5", "why not make it 5"])
def test_what_is_suggested_by_a_why_changes_the_card(text: str) -> None:
    [line] = changed_to(text, ONE)["arguments"]["lines"]
    assert line["quantity"] == "5"


@pytest.mark.parametrize("text", ["华东医院上次也是这么订的", "华东医院也是这个价"])
def test_that_another_had_it_so_too_changes_no_customer(text: str) -> None:
    assert changed_to(text, ONE, intent="get_last_order") is None
