"""Changing a card by words that name no product, no figure, or only an end of the way; and what changes nothing."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.builtin.dialogue.waiting import defers
from assistant.history import TurnRecord
from core.operations import CommandResult
from core.proposals import Proposal, ProposedStep
from tests.assistant.builtin.hearing import card, decided, turn_of

NAMES = {
    "IS-30": ("输液泵", "Infusion pump"),
    "IS-30-ST": ("输液泵支架", "Infusion pump stands"),
    "GW-M": ("中号隔离衣", "Medium isolation gown"),
    "GW-L": ("大号隔离衣", "Large isolation gown"),
}


def card_on_the_table(operation: str, arguments: dict[str, Any]) -> Proposal:
    products = [str(line["product"]) for line in arguments.get("lines", ())]
    lines = [SimpleNamespace(product=one, name_zh=NAMES[one][0], name_en=NAMES[one][1]) for one in products]
    step = ProposedStep(operation, arguments, cast(CommandResult, SimpleNamespace(lines=lines)), None)
    return replace(card(arguments), steps=(step,))


def order(**quantities: str) -> dict[str, Any]:
    lines = [{"product": one.replace("_", "-"), "quantity": figure} for one, figure in quantities.items()]
    return {"customer": "C-0001", "lines": lines}


PUMPS = order(IS_30="10", IS_30_ST="4")
GOWNS = order(GW_M="20", GW_L="8")


def changed_to(text: str, arguments: dict[str, Any], operation: str = "place_order", intent: str = "aside") -> Any:  # noqa: ANN401
    """The step that the card is changed to, None where it is not."""
    table = card_on_the_table(operation, arguments)
    latest = replace(shown(), proposal_id=table.id)
    decision = decided(text, intent, pending=(table,), transcript=(latest,))
    return decision.calls[0].arguments["steps"][0] if decision.calls and decision.amended else None


def shown() -> TurnRecord:
    return turn_of({"operation": "place_order", "arguments": {}, "outcome": "proposed"})


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


QUOTED = order(IS_30="10")


@pytest.mark.parametrize(
    "text",
    [
        "她说报价就免了，直接按10台下单",
        "直接转订单吧",
        "skip the quote, they want to order straight away: make it an order",
    ],
)
def test_what_was_to_be_offered_may_be_ordered_instead(text: str) -> None:
    step = changed_to(text, {**QUOTED, "valid_days": 15}, "create_quotation")
    assert step == {"operation": "place_order", "arguments": QUOTED}


@pytest.mark.parametrize("text", ["他会不会直接下单", "先别直接下单", "if they order, tell me", "不用报价了"])
def test_an_order_that_is_asked_about_or_not_wanted_is_none(text: str) -> None:
    step = changed_to(text, QUOTED, "create_quotation")
    assert step is None or step["operation"] == "create_quotation"


@pytest.mark.parametrize("text", ["别拆了，整单开一张", "bill the whole order in one go instead"])
def test_a_part_of_an_order_becomes_all_of_it(text: str) -> None:
    step = changed_to(text, {**QUOTED, "order": "SO-2026-00042"}, "invoice_ahead")
    assert step is not None
    assert "lines" not in step["arguments"]


@pytest.mark.parametrize(
    ("text", "until"), [("货先给他们留到下周五", "2026-12-04"), ("keep them for her till Friday", "2026-11-27")]
)
def test_until_when_goods_are_held_is_said_of_the_offer(text: str, until: str) -> None:
    step = changed_to(text, QUOTED, "create_quotation", intent="reschedule_purchase_order")
    assert step is not None
    assert step["arguments"]["hold_until"] == until


def test_an_offer_is_open_for_longer() -> None:
    step = changed_to(
        "有效期延长到20天吧", {**QUOTED, "valid_days": 10}, "create_quotation", intent="find_expiring_lots"
    )
    assert step is not None
    assert step["arguments"]["valid_days"] in (20, "20")


@pytest.mark.parametrize("text", ["隔离衣大号的也捎两件", "顺便搭两件大号隔离衣"])
def test_goods_are_thrown_in(text: str) -> None:
    step = changed_to(text, PUMPS)
    assert step is None or len(step["arguments"]["lines"]) == 3


@pytest.mark.parametrize(
    ("text", "waits"), [("他同意了，就按10台", True), ("就按12台", False), ("那仁和就按10台？", False)]
)
def test_somebody_elses_yes_to_what_the_card_says_leaves_it_as_it_is(text: str, waits: bool) -> None:
    table = card_on_the_table("place_order", order(IS_30="10"))
    latest = replace(shown(), proposal_id=table.id)
    assert decided(text, "aside", pending=(table,), transcript=(latest,)).card_waits is waits


def test_another_customer_who_wants_it_too_gets_an_order_of_their_own() -> None:
    table = card_on_the_table("place_order", {**order(IS_30="10"), "customer": "C-0002"})
    latest = replace(shown(), proposal_id=table.id)
    decision = decided("仁和诊所也要10台", "place_order", pending=(table,), transcript=(latest,))
    assert not decision.amended
