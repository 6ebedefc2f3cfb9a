"""What is left of a message when something else in it was asked about first: all of it is still used or asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.builtin.dialogue.decision import Decision
from tests.assistant.builtin.hearing import ORDER, card, decided, turn_of


def after(*messages: str, intent: str = "place_order", **around: Any) -> Decision:  # noqa: ANN401
    """What is decided about the last message, each before it having been asked back."""
    question: dict[str, Any] | None = None
    decision = Decision()
    for message in messages:
        decision = decided(message, intent, question=question, **around)
        question = decision.question.as_json() if decision.question else None
    return decision


def asked(decision: Decision) -> tuple[str, str | None]:
    assert not decision.calls
    assert decision.question is not None
    return decision.question.key, decision.question.facts.get("said") or decision.question.facts.get("product")


def ordered(decision: Decision) -> dict[str, str]:
    assert decision.question is None
    lines = decision.calls[0].arguments["lines"]
    return {line["product"]: line["quantity"] + line.get("unit", "") for line in lines}


@pytest.mark.parametrize(
    ("first", "answer", "left"),
    [
        ("下单20台血压计，单价180", "仁和诊所", "180"),
        ("下单20台血压计，送5盒试纸", "仁和诊所", "送5盒试纸"),
        ("下单20台血压计", "仁和诊所，单价180", "180"),
        ("order 20 BP-200, 5% off the first 10", "Renhe Clinic", "10"),
        ("order 20 BP-200", "for Renhe Clinic and Huadong Hospital", "Huadong Hospital"),
    ],
)
def test_words_that_were_open_when_the_customer_was_asked_for_are_asked_about_next(
    first: str, answer: str, left: str
) -> None:
    key, said = asked(after(first, answer))
    assert (key, said) == ("what_about", left)


def test_words_that_were_open_are_kept_through_two_questions() -> None:
    decision = after("下单血压计，送5盒试纸", "仁和诊所", "20台")
    assert asked(decision) == ("what_about", "送5盒试纸")


def test_a_second_range_is_asked_about_after_the_first() -> None:
    first = after("三五台血压计，试纸十来盒，给仁和诊所下单")
    assert asked(first)[0] == "exactly_how_many"
    second = after("三五台血压计，试纸十来盒，给仁和诊所下单", "4台")
    assert asked(second) == ("quantity_of", "GS-50")
    done = after("三五台血压计，试纸十来盒，给仁和诊所下单", "4台", "12盒")
    assert ordered(done) == {"BP-200": "4", "GS-50": "12"}


def test_a_range_said_along_with_the_customer_is_asked_about_in_its_own_line() -> None:
    decision = after("下单20台血压计", "仁和诊所，再加三五盒试纸")
    assert asked(decision) == ("quantity_of", "GS-50")
    done = after("下单20台血压计", "仁和诊所，再加三五盒试纸", "4盒")
    assert ordered(done) == {"BP-200": "20", "GS-50": "4"}


def test_a_range_is_no_answer_to_how_many() -> None:
    decision = after("下单血压计给仁和诊所", "三五台")
    assert asked(decision) == ("exactly_how_many", "三五台")
    assert ordered(after("下单血压计给仁和诊所", "三五台", "4台")) == {"BP-200": "4"}


def test_the_exact_figure_goes_to_the_line_it_was_asked_for() -> None:
    stock = turn_of({"operation": "get_stock", "arguments": {"product": "BP-200"}, "outcome": "ok"})
    words = "给仁和诊所下单20台，再加三五盒试纸"
    first = after(words, transcript=(stock,))
    assert asked(first)[0] == "exactly_how_many"
    done = after(words, "4盒", transcript=(stock,))
    assert ordered(done) == {"BP-200": "20", "GS-50": "4"}


def test_a_range_in_what_is_repeated_is_asked_for_in_its_line() -> None:
    before = {
        "customer": "C-0001",
        "lines": [{"product": "PO-5", "quantity": "2"}, {"product": "BP-200", "quantity": "9"}],
    }
    made = turn_of({"operation": "place_order", "arguments": before, "outcome": "ok"})
    words = "同样的再来一单，血压计三五台"
    done = after(words, "4台", intent="same_again", transcript=(made,))
    assert ordered(done) == {"PO-5": "2", "BP-200": "4"}


def test_a_look_up_of_about_ten_looks_for_ten() -> None:
    done = after("三五台血压计和十来盒试纸有货吗，给仁和诊所", "4台", intent="check_availability", mood="question")
    assert ordered(done) == {"BP-200": "4", "GS-50": "10"}


def test_what_a_changed_card_was_asked_about_still_changes_that_card() -> None:
    lines = [{"product": "XX-9", "quantity": "2"}]
    question: dict[str, Any] = {
        "operation": "place_order", "arguments": {"customer": "C-0001", "lines": lines}, "parameter": None,
        "replace": "XX-9", "choices": [], "changes": {"proposal": str(card(ORDER).id), "before": []},
    }  # fmt: skip
    unsure = decided("三五台血氧仪", "place_order", question=question, pending=(card(ORDER),))
    assert asked(unsure)[0] == "quantity_of"
    assert unsure.question is not None
    sure = decided("4台", "place_order", question=unsure.question.as_json(), pending=(card(ORDER),))
    assert sure.calls[0].operation == "change_card"
    assert sure.calls[0].arguments["steps"][0]["arguments"]["lines"] == [{"product": "PO-5", "quantity": "4"}]


FOR_WHOM: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"lines": [{"product": "BP-200", "quantity": "8"}]},
    "parameter": "customer",
    "replace": None,
    "choices": [],
}


@pytest.mark.parametrize("text", ["好呀", "嗯嗯", "你好", "yes please", "hello?", "sure"])
def test_what_is_no_name_is_taken_for_none_and_asked_about_once_more(text: str) -> None:
    decision = decided(text, "acknowledge", question=FOR_WHOM)
    assert not decision.calls
    assert decision.question is not None
    assert (decision.question.parameter, decision.question.arguments) == ("customer", FOR_WHOM["arguments"])


def test_nobody_is_asked_in_the_same_words_a_third_time() -> None:
    before = replace(turn_of({"operation": "find_warehouses", "arguments": {}, "outcome": "ok"}), question=FOR_WHOM)
    decision = decided("好呀", "acknowledge", question=FOR_WHOM, transcript=(before, before))
    assert decision.question is not None
    assert decision.question.key == "name_needed"


def test_a_yes_to_which_of_several_shows_them_once_more() -> None:
    arguments = {**FOR_WHOM["arguments"], "customer": "宏达"}
    names = [{"value": code, "zh": f"宏达{code}", "en": f"Hongda {code}"} for code in ("C-0003", "C-0004")]
    which = {**FOR_WHOM, "arguments": arguments, "parameter": None, "replace": "宏达", "choices": names}
    decision = decided("是的", "acknowledge", question=which)
    assert [call.arguments for call in decision.calls] == [arguments]


@pytest.mark.parametrize("text", ["仁和诊所那边补货", "Renhe Clinic, they are restocking", "给仁和诊所的呀"])
def test_a_name_with_words_around_it_is_taken_by_the_name(text: str) -> None:
    assert decided(text, "aside", question=FOR_WHOM).calls[0].arguments["customer"] == "C-0001"


MOVED: dict[str, Any] = {
    "operation": "transfer_stock",
    "arguments": {"product": "BP-200", "quantity": "4", "from_warehouse": "SH"},
    "parameter": "to_warehouse",
    "replace": None,
    "choices": [],
}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Chengdu of course, lol", "CD"),
        ("成都那个呀哈哈", "CD"),
        ("宁波吧", "NB"),
        ("not Ningbo, Chengdu", "CD"),
        ("Ningbo", "NB"),
    ],
)
def test_the_place_that_was_asked_for_replaces_none_that_was_said(text: str, place: str) -> None:
    found = decided(text, "small_talk", question=MOVED).calls[0].arguments
    assert found == {**MOVED["arguments"], "to_warehouse": place}


@pytest.mark.parametrize("text", ["成都今天下雨吗", "is it raining in Chengdu?"])
def test_a_question_about_a_place_is_no_answer(text: str) -> None:
    assert not decided(text, "small_talk", question=MOVED, mood="question").calls


@pytest.mark.parametrize("text", ["not Ningbo", "不是宁波"])
def test_a_place_that_is_only_ruled_out_leaves_the_question_open(text: str) -> None:
    decision = decided(text, "aside", question=MOVED)
    assert decision.question is not None
    assert decision.question.arguments == MOVED["arguments"]


@pytest.mark.parametrize("text", ["上海仓还有多少台血压计？", "how many BP-200 are left in Shanghai?"])
def test_another_question_is_answered_and_no_name_is_asked_for(text: str) -> None:
    decision = decided(text, "get_stock", question=FOR_WHOM, mood="question")
    assert [call.operation for call in decision.calls] == ["get_stock"]


@pytest.mark.parametrize("text", ["那打9折", "我得先跟领导汇报一下", "let me ask the boss first", "about 5% off"])
def test_a_tale_is_no_name(text: str) -> None:
    decision = decided(text, "place_order", question=FOR_WHOM)
    assert not [call for call in decision.calls if call.arguments.get("customer")]


WHICH_CUFF: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "C-0001", "lines": [{"product": "cuffs"}]},
    "parameter": None,
    "replace": "cuffs",
    "choices": [
        {"value": "BP-CUFF-M", "zh": "中号袖带", "en": "Medium cuff"},
        {"value": "BP-CUFF-L", "zh": "大号袖带", "en": "Large cuff"},
    ],
}
HOW_MANY: dict[str, Any] = {**WHICH_CUFF, "parameter": "lines.0.quantity", "replace": None, "choices": []}
HOW_MANY_ZH: dict[str, Any] = {**HOW_MANY, "arguments": {"customer": "C-0001", "lines": [{"product": "袖带"}]}}


@pytest.mark.parametrize(
    ("text", "question", "lines"),
    [
        ("medium, twelve", WHICH_CUFF, {"BP-CUFF-M": "12"}),
        ("the large ones, 6", WHICH_CUFF, {"BP-CUFF-L": "6"}),
        ("大号，6条", WHICH_CUFF, {"BP-CUFF-L": "6条"}),
        ("中号 12", WHICH_CUFF, {"BP-CUFF-M": "12"}),
        ("medium, twelve", HOW_MANY, {"BP-CUFF-M": "12"}),
        ("twelve large", HOW_MANY, {"BP-CUFF-L": "12"}),
        ("中号十二条", HOW_MANY_ZH, {"BP-CUFF-M": "12条"}),
        ("大号的，6条", HOW_MANY_ZH, {"BP-CUFF-L": "6条"}),
        ("twelve", HOW_MANY, {"cuffs": "12"}),
        ("medium and large, twelve", HOW_MANY, {"cuffs": "12"}),
        ("王先生，6条", HOW_MANY_ZH, {"袖带": "6条"}),
    ],
)
def test_the_sort_and_the_figure_may_be_said_together(
    text: str, question: dict[str, Any], lines: dict[str, str]
) -> None:
    assert ordered(decided(text, "place_order", question=question)) == lines


@pytest.mark.parametrize(
    ("text", "question", "lines"),
    [
        ("twelve large", HOW_MANY, {"BP-CUFF-L": "12"}),
        ("medium, twelve", HOW_MANY, {"BP-CUFF-M": "12"}),
        ("中号十二条", HOW_MANY_ZH, {"BP-CUFF-M": "12条"}),
    ],
)
@pytest.mark.parametrize("intent", ["open_ticket", "health_advice"])
def test_a_figure_with_the_sort_is_the_answer_whatever_it_sounds_like(
    text: str, question: dict[str, Any], lines: dict[str, str], intent: str
) -> None:
    assert ordered(decided(text, intent, question=question)) == lines


@pytest.mark.parametrize("text", ["the large cuff leaks at 12 places", "有12条中号的坏了"])
def test_a_tale_with_the_sort_and_a_figure_is_a_tale(text: str) -> None:
    found = decided(text, "open_ticket", question=HOW_MANY).calls
    assert [call.operation for call in found] == ["open_ticket"]


@pytest.mark.parametrize("text", ["medium, at 60", "中号，单价60", "medium, for room 302"])
def test_a_price_or_a_room_beside_the_choice_is_no_quantity(text: str) -> None:
    decision = decided(text, "aside", question=WHICH_CUFF)
    assert not decision.calls
    assert decision.question is None or "quantity" not in decision.question.arguments["lines"][0]


@pytest.mark.parametrize("text", ["仁和诊所，单价180", "Renhe Clinic, at 180", "Renhe Clinic, 12", "仁和诊所，房间302"])
def test_a_bare_figure_beside_the_name_changes_no_quantity(text: str) -> None:
    decision = decided(text, "place_order", question=FOR_WHOM)
    assert not decision.calls
    assert decision.question is not None
    assert decision.question.arguments["lines"] == [{"product": "BP-200", "quantity": "8"}]


def test_a_counted_figure_beside_the_name_does() -> None:
    assert ordered(decided("仁和诊所，12台", "place_order", question=FOR_WHOM)) == {"BP-200": "12"}


@pytest.mark.parametrize("text", ["my mistake. I mean Renhe Clinic", "oops. the Renhe one", "说错了，是仁和诊所"])
def test_a_name_that_was_asked_for_is_no_look_up(text: str) -> None:
    question = {"operation": "place_order", "parameter": "customer", "arguments": {"lines": ORDER["lines"]}}
    decision = decided(text, "get_customer", question=question)
    assert [(call.operation, call.arguments.get("customer")) for call in decision.calls] == [("place_order", "C-0001")]


@pytest.mark.parametrize("text", ["show me Renhe Clinic", "who do we know at Renhe Clinic?"])
def test_a_look_up_instead_of_the_name_that_was_asked_for_is_made(text: str) -> None:
    question = {"operation": "place_order", "parameter": "customer", "arguments": {"lines": ORDER["lines"]}}
    decision = decided(text, "get_customer", question=question, mood="question")
    assert [call.operation for call in decision.calls] == ["get_customer"]


@pytest.mark.parametrize("text", ["oops. 4 December", "哎呀，12月4号"])
def test_the_day_that_was_asked_for_is_no_look_up(text: str) -> None:
    question = {"operation": "place_order", "parameter": "requested_on", "arguments": ORDER}
    decision = decided(text, "check_availability", question=question)
    [call] = decision.calls
    assert (call.operation, call.arguments["requested_on"]) == ("place_order", "2026-12-04")
