"""Changing a line of the card amid words that tell who wants it so; and tales of the same goods that change nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.builtin.dialogue.answering import said_again
from tests.assistant.builtin.hearing import decided, filled, read
from tests.assistant.builtin.tabled import GOWNS, NAMES, PUMPS, card_on_the_table, changed_to, order, shown

NAMES |= {"TP-1": ("医用胶带", "Surgical tape"), "CT-9": ("棉签", "Cotton swabs")}
SWABS = order(TP_1="12", CT_9="30")


def _lines(text: str, arguments: dict[str, Any], intent: str = "aside") -> dict[str, str] | None:
    step = changed_to(text, arguments, intent=intent)
    return step and {line["product"]: line["quantity"] for line in step["arguments"]["lines"]}


@pytest.mark.parametrize("intent", ["aside", "search_knowledge", "get_stock"])
@pytest.mark.parametrize(
    ("text", "arguments", "lines"),
    [
        ("six stands are plenty he says", PUMPS, {"IS-30": "10", "IS-30-ST": "6"}),
        ("she says 14 pumps first", PUMPS, {"IS-30": "14", "IS-30-ST": "4"}),
        ("支架她说先拿2个试试", PUMPS, {"IS-30": "10", "IS-30-ST": "2"}),
        ("看串了，签是20包", SWABS, {"TP-1": "12", "CT-9": "20"}),
    ],
)
def test_what_somebody_else_wants_of_a_line_is_put_on_it(
    text: str, arguments: dict[str, Any], lines: dict[str, str], intent: str
) -> None:
    assert _lines(text, arguments, intent) == lines


@pytest.mark.parametrize(
    "text",
    [
        "they have six stands already",
        "six stands are broken",
        "there are six stands in the ward",
        "他们还有6个支架",
        "科里已经有6个支架",
        "does he say six stands?",
    ],
)
def test_what_somebody_has_already_is_put_nowhere(text: str) -> None:
    assert _lines(text, PUMPS) is None


@pytest.mark.parametrize(
    ("text", "arguments", "lines"),
    [
        ("he doesn't need the stands", PUMPS, {"IS-30": "10"}),
        ("she said she's not interested in the stands. pumps only", PUMPS, {"IS-30": "10"}),
        ("支架他说不需要", PUMPS, {"IS-30": "10"}),
        ("大号的她说用不着", GOWNS, {"GW-M": "20"}),
        ("pumps only", PUMPS, {"IS-30": "10"}),
        ("只要支架", PUMPS, {"IS-30-ST": "4"}),
    ],
)
def test_a_line_nobody_wants_is_dropped(text: str, arguments: dict[str, Any], lines: dict[str, str]) -> None:
    assert _lines(text, arguments) == lines


@pytest.mark.parametrize(
    "text",
    [
        "he doesn't need the stands before Friday",
        "she doesn't need 4 stands",
        "don't they need the stands?",
        "he doesn't need an invoice",
        "华东医院不需要支架",
        "不需要发票",
        "支架不需要安装",
    ],
)
def test_what_is_not_wanted_of_something_else_drops_nothing(text: str) -> None:
    assert _lines(text, PUMPS) is None


@pytest.mark.parametrize(
    "text",
    [
        "only the pumps are urgent",
        "pumps only if they come with stands",
        "she only wants it if the stands come too",
        "只要支架到了就行",
        "支架只能下周到",
        "only joking",
        "he doesn't want the stands to be late",
        "she doesn't want to pay for the stands",
    ],
)
def test_only_and_not_wanting_in_a_tale_drop_nothing(text: str) -> None:
    step = changed_to(text, PUMPS)
    assert step is None or step["arguments"]["lines"] == PUMPS["lines"]


def test_two_lines_nobody_wants_leave_no_card_with_one_of_them() -> None:
    assert changed_to("they don't need the pumps and the stands", PUMPS) is None
    assert _lines("the stands they don't need, the pumps are urgent", PUMPS) in (None, {"IS-30": "10"})


WHICH: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {},
    "parameter": None,
    "replace": None,
    "choices": [
        {"value": "TP-1 是6箱", "zh": "TP-1 医用胶带", "en": "TP-1 Surgical tape"},
        {"value": "CT-9 是6箱", "zh": "CT-9 棉签", "en": "CT-9 Cotton swabs"},
    ],
}


@pytest.mark.parametrize("text", ["棉签这次去掉，科里还有", "drop the swabs", "棉签减半", "棉签20包"])
def test_another_change_does_not_tell_which_line_the_last_one_meant(text: str) -> None:
    heard = read(text)
    assert said_again(WHICH, heard.text.text, heard.spans) is None


@pytest.mark.parametrize("text", ["棉签", "棉签那个", "the swabs"])
def test_a_line_that_is_named_is_the_one_the_last_change_meant(text: str) -> None:
    heard = read(text)
    assert said_again(WHICH, heard.text.text, heard.spans) == "CT-9 是6箱"


@pytest.mark.parametrize("text", ["ok I'll ring Han Lu first and get back to you", "I'll call Zhao first"])
def test_who_rings_somebody_by_name_first_leaves_the_card_waiting(text: str) -> None:
    table = card_on_the_table("place_order", PUMPS)
    decision = decided(text, "acknowledge", pending=(table,), transcript=(replace(shown(), proposal_id=table.id),))
    assert decision.card_waits


DATED = {**PUMPS, "lines": PUMPS["lines"][:1], "requested_on": "2026-12-11"}


@pytest.mark.parametrize(
    "text",
    [
        "tell them half is coming next week",
        "let them know the rest follows on 4 December",
        "告诉他们下周三还有一批到",
        "the last lot came on 4 December",
        "the nurse starts on 4 December",
        "they used 14 of them last year",
        "科里还有14台",
        "下周一是元旦",
        "Monday is a holiday there",
        "打款3000了",
        "我下周三休假",
        "跟他们说一声，14台已经发了",
    ],
)
@pytest.mark.parametrize("arguments", [order(IS_30="10"), DATED])
def test_a_tale_with_a_value_in_it_changes_nothing(text: str, arguments: dict[str, Any]) -> None:
    assert changed_to(text, arguments) is None


@pytest.mark.parametrize(
    ("text", "quantity"), [("their van has room left, 14 then", "14"), ("车上还有空，干脆带14", "14")]
)
def test_a_reason_may_stand_before_the_value(text: str, quantity: str) -> None:
    step = changed_to(text, order(IS_30="10"))
    assert step is not None
    assert step["arguments"]["lines"] == [{"product": "IS-30", "quantity": quantity}]


@pytest.mark.parametrize("text", ["数量是14", "应该是14", "the quantity is 14", "看错了，总数是14"])
def test_a_figure_that_is_called_one_is_how_many_there_are(text: str) -> None:
    step = changed_to(text, order(IS_30="10"))
    assert step is not None
    assert step["arguments"]["lines"] == [{"product": "IS-30", "quantity": "14"}]


BOUGHT = {"supplier": "S-001", "lines": [{"product": "IS-30", "quantity": "40"}], "warehouse": "SH"}


@pytest.mark.parametrize(
    "text", ["写成都，上海够用", "上海那边不缺，放成都吧", "Chengdu please, Shanghai has plenty", "填成都"]
)
def test_a_place_that_has_enough_is_not_where_it_goes(text: str) -> None:
    step = changed_to(text, BOUGHT, "create_purchase_order", intent="transfer_stock")
    assert step is not None
    assert step["arguments"] == BOUGHT | {"warehouse": "CD"}


@pytest.mark.parametrize("text", ["成都够用", "Chengdu is well stocked", "成都够不够用？"])
def test_a_place_that_has_enough_changes_nothing(text: str) -> None:
    assert changed_to(text, BOUGHT, "create_purchase_order") is None


PERSON = {"customer": "C-0001", "name": "吴敏", "phone": "13912345678"}


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("尾号是5687，刚抄反了", "13912345687"),
        ("说错了，后四位应该是5687", "13912345687"),
        ("sorry, it ends in 687", "13912345687"),
        ("the last four digits are 0011", "13912340011"),
    ],
)
def test_the_last_digits_of_a_telephone_number_are_put_right(text: str, phone: str) -> None:
    step = changed_to(text, PERSON, "add_contact", intent="correct_vendor_bill")
    assert step is not None
    assert step["arguments"] == PERSON | {"phone": phone}


@pytest.mark.parametrize("text", ["尾号是5678", "尾号不是5687", "does it end in 5687?", "the last 5687"])
def test_digits_that_put_nothing_right_change_nothing(text: str) -> None:
    assert changed_to(text, PERSON, "add_contact") is None


@pytest.mark.parametrize(
    "text", ["尾号是5687", "it ends in 5687", "我的工号是5687", "my extension is 15", "他的分机是15，刚换的"]
)
def test_a_figure_of_something_else_is_not_how_many_there_are(text: str) -> None:
    step = changed_to(text, order(IS_30="10"))
    assert step is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("停掉吧，送得肉疼", None),
        ("stop it, we lose money with every box", None),
        ("结束吧，没人要", None),
        ("冬季惠停掉吧，送得肉疼", "冬季惠"),
        ("冬季惠，停了吧", "冬季惠"),
        ("stop Winter Sale right away", "Winter Sale"),
    ],
)
def test_why_something_is_to_end_is_not_its_name(text: str, name: str | None) -> None:
    assert filled("end_promotion", text).arguments.get("promotion") == name


@pytest.mark.parametrize(
    "text",
    ["他还在磨…给九五折算了", "they keep haggling… 5 percent then", "五 percent then", "and go up to 5 percent on it"],
)
def test_another_discount_may_be_given_with_a_sigh(text: str) -> None:
    step = changed_to(text, PUMPS | {"discount_percent": "3"})
    assert step is not None
    assert step["arguments"] == PUMPS | {"discount_percent": "5"}


@pytest.mark.parametrize("text", ["九五折就算了", "五折算多少钱", "折算成箱是多少"])
def test_a_discount_that_is_let_go_is_not_given(text: str) -> None:
    assert changed_to(text, PUMPS | {"discount_percent": "3"}) is None


CARTONS = {"product": "BP-200", "quantity": "2", "unit": "箱", "from_warehouse": "SH", "to_warehouse": "CD"}
SINGLY = CARTONS | {"unit": "台"}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("车上还有空，30台", SINGLY | {"quantity": "30"}),
        ("改成30台", SINGLY | {"quantity": "30"}),
        ("改成3箱", CARTONS | {"quantity": "3"}),
        ("3 then", CARTONS | {"quantity": "3"}),
    ],
)
def test_a_figure_is_counted_in_the_unit_that_is_said_with_it(text: str, changed: dict[str, str]) -> None:
    step = changed_to(text, CARTONS, "transfer_stock")
    assert step is not None
    assert step["arguments"] == changed


@pytest.mark.parametrize("intent", ["check_availability", "get_stock", "count_stock"])
@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("on second thought 60 of the pumps", "60"),
        ("36台就行，别占太多地方", "36"),
        ("老马说放不下 32台吧", "32"),
    ],
)
def test_another_figure_for_what_is_bought_is_no_look_up(text: str, quantity: str, intent: str) -> None:
    step = changed_to(text, BOUGHT, intent=intent, operation="create_purchase_order")
    assert step is not None
    assert [(line["product"], line["quantity"]) for line in step["arguments"]["lines"]] == [("IS-30", quantity)]


@pytest.mark.parametrize("text", ["are 60 pumps in stock?", "60台泵有货吗", "还是别拆了，开一张票"])
def test_who_asks_about_a_figure_changes_nothing(text: str) -> None:
    assert changed_to(text, BOUGHT, intent="check_availability", operation="create_purchase_order") is None


def test_a_delivery_day_is_put_on_what_is_bought() -> None:
    step = changed_to("交期写12月10号", BOUGHT, intent="reschedule_purchase_order", operation="create_purchase_order")
    assert step is not None
    assert step["arguments"]["due_on"] == "2026-12-10"
