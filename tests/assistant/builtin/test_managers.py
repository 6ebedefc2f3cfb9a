"""What managers and the support desk say: who and what is compared, for whom an offer is, which day lies ahead."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.builtin.dialogue.choices import chosen
from assistant.builtin.dialogue.over_several import over_several
from assistant.builtin.dialogue.own_words import name_to_end
from assistant.builtin.dialogue.past_days import put_ahead
from tests.assistant.builtin.company import TODAY, told
from tests.assistant.builtin.hearing import MANAGER, decided, filled, read, turn_of

TRIED: dict[str, Any] = {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "300"}]}
TRIAL: dict[str, Any] = {"steps": [{"operation": "place_order", "arguments": TRIED}], "paid_on": "2027-01-31"}


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("上周谁卖得最好", ["salesperson"]),
        ("哪家客户卖得最好", ["customer"]),
        ("哪个产品卖得最好", ["product"]),
        ("谁卖得最好，按产品看", ["salesperson", "product"]),
        ("who sells best", ["salesperson"]),
        ("biggest accounts", ["customer"]),
    ],
)
def test_who_sells_best_is_asked_of_people_and_not_of_goods(text: str, dimensions: list[str]) -> None:
    assert chosen("Dimension", text) == dimensions


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("血压计只给药店打92折，叫冬季惠", ["药店"]),
        ("8% off BP-200 for pharmacies and clinics, name it winter", ["pharmacies", "clinics"]),
        ("血压计打92折，叫药店节", None),
        ("8% off BP-200, call it hospitals first", None),
        ("仁和诊所血压计打92折，叫冬季惠", None),
    ],
)
def test_for_whom_an_offer_is_is_never_dropped(text: str, segments: list[str] | None) -> None:
    assert filled("create_promotion", text).arguments.get("segments") == segments


def test_a_report_of_several_is_broken_down_and_limited_to_none_of_them() -> None:
    text = "华东和西南上个月对比"
    said = filled("report_sales", text)
    over_several(said, read(text).spans)
    assert said.arguments == {"period": "2026-10-01..2026-10-31", "by": ["region"]}


@pytest.mark.parametrize(
    ("operation", "text", "coming"),
    [
        ("create_promotion", "血压计12月打9折，叫年末惠", {"valid_from": "2026-12-01", "valid_until": "2026-12-31"}),
        ("delegate_approvals", "in January he approves for me", {"period": "2027-01-01..2027-01-31"}),
        ("close_period", "close January", {"period": "2026-01-01..2026-01-31"}),
    ],
)
def test_what_begins_lies_ahead_and_what_is_closed_behind(operation: str, text: str, coming: dict[str, str]) -> None:
    said = filled(operation, text)
    put_ahead(said, TODAY)
    assert said.arguments.items() >= coming.items()


@pytest.mark.parametrize("text", ["14 days to return goods, not 30", "退货期改成14天，而不是30"])
def test_what_it_is_not_need_not_be_asked_about(text: str) -> None:
    said = filled("set_sales_term", text)
    assert (said.arguments["allowed_days"], said.unread) == ("14", [])


@pytest.mark.parametrize(
    ("text", "length"), [("逾期俩月以上", "2 month"), ("拖了仨星期", "3 week"), ("6 working hours", "6 hour")]
)
def test_spoken_lengths_of_time(text: str, length: str) -> None:
    assert any(length in str(told(span)) for span in read(text).spans), [told(span) for span in read(text).spans]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("and at 15% off?", {"discount_percent": "15"}),
        ("打95折呢", {"discount_percent": "5"}),
        ("那400台呢", {"lines": [{"product": "BP-200", "quantity": "400"}]}),
    ],
)
def test_a_trial_is_tried_otherwise(text: str, change: dict[str, Any]) -> None:
    last = turn_of({"operation": "rehearse", "arguments": TRIAL, "outcome": "ok", "result": None})
    decision = decided(text, "place_order", mood="remark", transcript=(last,))
    step = {"operation": "place_order", "arguments": {**TRIED, **change}}
    assert [(one.operation, one.arguments) for one in decision.calls] == [("rehearse", {**TRIAL, "steps": [step]})]


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("单子撤了吧", "cancel_order", "withdraw_ticket"),
        ("cancel it", "cancel_order", "withdraw_ticket"),
        ("what's the state of it?", "get_order", "get_ticket"),
    ],
)
def test_after_a_ticket_it_is_the_ticket(text: str, intent: str, meant: str) -> None:
    last = turn_of({"operation": "get_ticket", "arguments": {"ticket": "T-2026-00007"}, "outcome": "ok"})
    decision = decided(text, intent, transcript=(last,))
    assert [(one.operation, one.arguments) for one in decision.calls] == [(meant, {"ticket": "T-2026-00007"})]


def test_an_order_that_is_named_stays_an_order() -> None:
    last = turn_of({"operation": "get_ticket", "arguments": {"ticket": "T-2026-00007"}, "outcome": "ok"})
    assert not decided("取消订单", "cancel_order", transcript=(last,)).calls
    assert decided("cancel SO-2026-00042", "cancel_order", transcript=(last,)).calls[0].operation == "cancel_order"


@pytest.mark.parametrize(
    ("text", "name"),
    [("效果一般,双旦试纸停了吧", "双旦试纸"), ("冬季惠不搞了", "冬季惠"), ("stop Winter Sale, please", "Winter Sale")],
)
def test_the_name_of_what_ends_stands_in_the_clause_that_says_so(text: str, name: str) -> None:
    found = name_to_end(text)
    assert found is not None
    assert text[slice(*found)] == name


@pytest.mark.parametrize(
    ("text", "intent", "mood"),
    [
        (
            "don't order yet. if Renhe Clinic took 300 BP-200 at 8% off, what margin would be left?",
            "search_knowledge",
            "question",
        ),
        ("先不下单，给我算一下：要是仁和诊所拿300台血压计打92折，还有多少毛利", "check_availability", "negated"),
        ("suppose we sold Renhe Clinic 300 BP-200 at 8% off, do we make money on it", "create_quotation", "question"),
    ],
)
def test_an_order_that_is_only_supposed_is_tried_out(text: str, intent: str, mood: str) -> None:
    step = {"operation": "place_order", "arguments": {**TRIED, "discount_percent": "8"}}
    found = decided(text, intent, mood=mood).calls
    assert [(one.operation, one.arguments) for one in found] == [("rehearse", {"steps": [step]})]


@pytest.mark.parametrize(
    "text",
    [
        "如果仁和诊所问起300台血压计，就说没货",
        "what margin did we make on Renhe Clinic's 300 BP-200?",
        "if a customer pays late, do we lose the discount?",
        "要是血压计打92折，毛利还有多少",
    ],
)
def test_what_supposes_no_order_is_not_tried_out(text: str) -> None:
    assert not [one for one in decided(text, "search_knowledge", mood="question").calls if one.operation == "rehearse"]


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("and with two hundred and fifty?", "250"), ("换成250台呢", "250"), ("what about 250", "250")],
)
def test_a_trial_is_tried_with_another_figure(text: str, quantity: str) -> None:
    last = turn_of({"operation": "rehearse", "arguments": TRIAL, "outcome": "ok", "result": None})
    decision = decided(text, "set_exchange_rate", mood="question", transcript=(last,))
    lines = [{"product": "BP-200", "quantity": quantity}]
    assert [one.arguments["steps"][0]["arguments"] for one in decision.calls] == [{**TRIED, "lines": lines}]


@pytest.mark.parametrize(
    "text",
    [
        "fine, book it like that",
        "sounds good to me, go ahead and order it",
        "I can live with that. Place the order as discussed.",
        "go ahead and order it just like that",
        "行，就照这样下单吧",
        "可以，就这么定了",
    ],
)
def test_what_was_tried_is_wanted_after_all(text: str) -> None:
    commands = [{"operation": "place_order", "arguments": TRIED}]
    last = turn_of({"operation": "rehearse", "arguments": TRIAL, "outcome": "ok", "result": {"commands": commands}})
    found = decided(text, "aside", transcript=(last,)).calls
    assert [(one.operation, one.arguments) for one in found] == [("place_order", TRIED)]


@pytest.mark.parametrize(
    "text",
    [
        "fine, I'll think about it",
        "不错，先这样",
        "looks good on paper",
        "looks good to me",
        "I can live with that",
        "should we book it like that?",
    ],
)
def test_a_trial_that_is_only_praised_orders_nothing(text: str) -> None:
    commands = [{"operation": "place_order", "arguments": TRIED}]
    last = turn_of({"operation": "rehearse", "arguments": TRIAL, "outcome": "ok", "result": {"commands": commands}})
    assert not [one for one in decided(text, "acknowledge", transcript=(last,)).calls if one.operation == "place_order"]


@pytest.mark.parametrize(
    "text", ["approve the purchase order", "approve the purchase orders", "批一下采购单", "采购单批了"]
)
def test_an_approval_of_no_purchase_order_in_particular_shows_what_waits(text: str) -> None:
    found = decided(text, "approve_purchase_order", actor=MANAGER).calls
    assert [(one.operation, one.arguments) for one in found] == [("list_approvals", {})]


@pytest.mark.parametrize("text", ["approve PO-2026-00007", "采购单PO-2026-00007批了"])
def test_the_purchase_order_that_is_named_is_approved(text: str) -> None:
    found = decided(text, "approve_purchase_order", actor=MANAGER).calls
    number = {"purchase_order": "PO-2026-00007"}
    assert [(one.operation, one.arguments) for one in found] == [("approve_purchase_order", number)]
    last = turn_of({"operation": "get_purchase_order", "arguments": number, "outcome": "ok"})
    again = decided("批了", "approve_purchase_order", actor=MANAGER, transcript=(last,)).calls
    assert [(one.operation, one.arguments) for one in again] == [("approve_purchase_order", number)]
