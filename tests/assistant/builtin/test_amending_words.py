"""Changing a card by words that name no product, no figure, or only an end of the way; and what changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.builtin.dialogue.waiting import defers
from tests.assistant.builtin.hearing import decided
from tests.assistant.builtin.tabled import GOWNS, PUMPS, card_on_the_table, changed_to, order, shown


def _lines(text: str, arguments: dict[str, Any]) -> dict[str, str] | None:
    step = changed_to(text, arguments)
    return step and {line["product"]: line["quantity"] for line in step["arguments"]["lines"]}


@pytest.mark.parametrize(
    ("text", "arguments", "lines"),
    [
        ("no wait, seven stands. the pumps stay", PUMPS, {"IS-30": "10", "IS-30-ST": "7"}),
        ("支架要6个，泵不变", PUMPS, {"IS-30": "10", "IS-30-ST": "6"}),
        ("double the stands", PUMPS, {"IS-30": "10", "IS-30-ST": "8"}),
        ("支架翻个倍", PUMPS, {"IS-30": "10", "IS-30-ST": "8"}),
        ("halve the stands please", PUMPS, {"IS-30": "10", "IS-30-ST": "2"}),
        ("scratch the stands", PUMPS, {"IS-30": "10"}),
        ("支架先不要了", PUMPS, {"IS-30": "10"}),
        ("中号是30件不是20件", GOWNS, {"GW-M": "30", "GW-L": "8"}),
        ("哦，大号是12件，不是8件", GOWNS, {"GW-M": "20", "GW-L": "12"}),
        ("make the large ones 16", GOWNS, {"GW-M": "20", "GW-L": "16"}),
        ("大号的不要了，他们还有", GOWNS, {"GW-M": "20"}),
        ("数量减一半", order(IS_30="10"), {"IS-30": "5"}),
        ("double the stands and send them from Ningbo", PUMPS, {"IS-30": "10", "IS-30-ST": "8"}),
        ("cut it in half", order(IS_30="10"), {"IS-30": "5"}),
        ("twelve pumps instead", order(IS_30="10"), {"IS-30": "12"}),
    ],
)
def test_a_word_of_a_name_on_the_card_says_which_line(
    text: str, arguments: dict[str, Any], lines: dict[str, str]
) -> None:
    assert _lines(text, arguments) == lines


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("sorry, six boxes of aprons", PUMPS),
        ("six boxes of aprons", order(IS_30="10")),
        ("要6箱围裙", PUMPS),
        ("小号的要3件", GOWNS),
        ("小号的3件", order(GW_L="8")),
        ("隔离衣改成5件", GOWNS),
        ("the pumps and the stands are fine", PUMPS),
        ("支架不变", PUMPS),
        ("are the stands heavy?", PUMPS),
        ("支架有几种？", PUMPS),
    ],
)
def test_what_fits_no_line_or_all_of_them_changes_none(text: str, arguments: dict[str, Any]) -> None:
    assert changed_to(text, arguments) is None


MOVED = {"product": "BP-200", "quantity": "40", "from_warehouse": "SH", "to_warehouse": "CD"}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("改从宁波出", {"from_warehouse": "NB"}),
        ("上海没货了，从宁波调，数量减一半", {"from_warehouse": "NB", "quantity": "20"}),
        ("take them from Ningbo instead", {"from_warehouse": "NB"}),
        ("no, take them out of Ningbo, Shanghai needs its own", {"from_warehouse": "NB"}),
        ("从宁波出，上海自己要用", {"from_warehouse": "NB"}),
        ("调到宁波去吧", {"to_warehouse": "NB"}),
        ("double it and send it to Ningbo", {"to_warehouse": "NB", "quantity": "80"}),
        ("halve it", {"quantity": "20"}),
    ],
)
def test_the_end_of_a_way_that_is_named_is_changed(text: str, changed: dict[str, str]) -> None:
    step = changed_to(text, MOVED, "transfer_stock")
    assert step is not None
    assert step["arguments"] == MOVED | changed


@pytest.mark.parametrize("text", ["换成宁波", "Ningbo instead", "宁波那边有多少？"])
def test_a_place_of_which_no_end_is_said_changes_neither(text: str) -> None:
    assert changed_to(text, MOVED, "transfer_stock") is None


RECEIVED = {"purchase_order": "PO-2026-00011", "lines": [{"product": "IS-30", "quantity": "5"}], "lot": "7B"}
PROMISED = {"name": "秋季", "percent": "10", "products": ["BP-200"], "valid_until": "2026-12-15"}


@pytest.mark.parametrize(
    "text",
    ["外包装都湿了，先待检", "箱子破了，先待检吧，别急着上架", "put it on hold for now", "quarantine please"],
)
def test_goods_of_a_receipt_are_put_on_hold(text: str) -> None:
    step = changed_to(text, RECEIVED, "receive_purchase")
    assert step is not None
    assert step["arguments"] == RECEIVED | {"quality": "on_hold"}


@pytest.mark.parametrize(
    "text",
    [
        "不用待检，直接上架",
        "no need to quarantine",
        "which ones are on hold?",
        "待检是什么意思？",
        "两箱进水了，先待检",
    ],
)
def test_what_need_not_be_held_is_not_held(text: str) -> None:
    assert changed_to(text, RECEIVED, "receive_purchase") is None


def test_a_threshold_is_put_on_a_promotion() -> None:
    step = changed_to("再加一条，满30台才算", PROMISED, "create_promotion")
    assert step is not None
    assert step["arguments"] == PROMISED | {"quantity_min": "30"}


def test_an_order_becomes_a_draft_where_that_is_said() -> None:
    for text in ("先别正式下，存成草稿", "keep it as a draft for now"):
        step = changed_to(text, PUMPS)
        assert (step["operation"], step["arguments"]) == ("draft_order", PUMPS)
    assert changed_to("不要存草稿", PUMPS) is None


@pytest.mark.parametrize(
    "text",
    [
        "我先问问药剂科",
        "好的，我跟主任商量一下",
        "等我请示一下领导",
        "ok, let me run it past the pharmacist first",
        "I'll have to ask the boss",
        "let me think about it",
        "right, I'll ring them on Thursday",
        "yes, I will phone their office tomorrow",
        "好的，我周四给他们打电话",
    ],
)
def test_who_asks_somebody_first_leaves_the_card_waiting(text: str) -> None:
    table = card_on_the_table("place_order", PUMPS)
    decision = decided(text, "acknowledge", pending=(table,), transcript=(replace(shown(), proposal_id=table.id),))
    assert decision.card_waits
    assert not decision.calls


@pytest.mark.parametrize(
    "text",
    [
        "I'll ask for 12 pumps then",
        "I'll need them on Thursday",
        "改到周四，我会告诉他们",
        "let me check the price?",
        "我要改成12台",
        "问问库存",
        "go ahead",
    ],
)
def test_who_asks_for_something_leaves_no_card_waiting(text: str) -> None:
    table = card_on_the_table("place_order", order(IS_30="10"))
    decision = decided(text, "acknowledge", pending=(table,), transcript=(replace(shown(), proposal_id=table.id),))
    assert not decision.card_waits


def test_a_word_for_a_warehouse_with_words_around_it_is_where_the_order_leaves_from() -> None:
    for text in ("and it has to leave from the ningbo depot", "必须从宁波仓走"):
        step = changed_to(text, PUMPS, intent="find_due_shipments")
        assert step is not None
        assert step["arguments"] == PUMPS | {"warehouse": "NB"}


def test_who_asks_somebody_first_with_no_card_on_the_table_is_only_heard() -> None:
    for text in ("ok, let me ask Lin Yue first whether they want any", "我先问问林悦要不要"):
        decision = decided(text, "talk_unclear")
        assert [talk.key for talk in decision.talk] == ["acknowledge"]
        assert not decision.calls


@pytest.mark.parametrize(
    "text", ["我们联系人换成王敏了", "我们通知单在哪", "we call them gowns", "that's what I think"]
)
def test_words_like_those_of_asking_first_put_nothing_off(text: str) -> None:
    assert not defers(text)


ONE = order(IS_30="20")
BOTH = order(IS_30="20", GW_M="8")


@pytest.mark.parametrize(
    ("text", "arguments", "lines"),
    [
        ("reduce the infusion pump to 6", ONE, {"IS-30": "6"}),
        ("lower it to 15", ONE, {"IS-30": "15"}),
        ("cut it to 10", ONE, {"IS-30": "10"}),
        ("bring it down to 10", ONE, {"IS-30": "10"}),
        ("on second thought 600 of the IS-30", ONE, {"IS-30": "600"}),
        ("on reflection 12", ONE, {"IS-30": "12"}),
        ("reduce by 6", ONE, {"IS-30": "14"}),
        ("reduce the IS-30 by 6", ONE, {"IS-30": "14"}),
        ("cut it by four", ONE, {"IS-30": "16"}),
        ("lower the infusion pumps by another 5", ONE, {"IS-30": "15"}),
        ("raise the IS-30 by 10", ONE, {"IS-30": "30"}),
        ("bring it up by 5", ONE, {"IS-30": "25"}),
        ("bring them down by 5", ONE, {"IS-30": "15"}),
        ("cut the IS-30 by half", ONE, {"IS-30": "10"}),
        ("reduce the IS-30 by 6", BOTH, {"IS-30": "14", "GW-M": "8"}),
    ],
)
def test_to_so_many_is_another_thing_than_by_so_many(
    text: str, arguments: dict[str, Any], lines: dict[str, str]
) -> None:
    assert _lines(text, arguments) == lines


@pytest.mark.parametrize(
    "text",
    [
        "they pick it up by 5",
        "bring the goods to the back door by 5",
        "raise it by 5%",
        "cut it by 10 percent",
        "raise the discount by 2%",
        "reduce the stairs, it is on the 5th floor",
        "on reflection no",
        "lower the price to 180",
        "raise the price by 5",
        "raise the invoice for 5 of them",
        "reduce stock by 5",
    ],
)
def test_by_when_by_how_much_in_percent_or_of_what_else_changes_no_line_and_no_discount(text: str) -> None:
    assert changed_to(text, ONE) is None


@pytest.mark.parametrize("text", ["don't make it 10", "do not cut it to 10", "别改成10台", "不要改成10台"])
def test_what_is_not_to_be_done_is_not_done(text: str) -> None:
    assert changed_to(text, ONE) is None


@pytest.mark.parametrize(
    "text", ["don't make it 10, make it 12", "别改成10台，改成12台", "don't change the date, 12 of them"]
)
def test_what_is_to_be_done_in_its_place_is_done(text: str) -> None:
    assert _lines(text, ONE) == {"IS-30": "12"}
