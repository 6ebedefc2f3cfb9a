"""A message that only changes a part of the last read is that read with the change; all else is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.history import TurnRecord
from tests.assistant.builtin.hearing import decided, next_call, turn_of

REPORT = {"period": "2026-07-01..2026-09-30", "by": ["salesperson"]}
CHECK = {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "200"}], "requested_on": "2026-12-08"}


@pytest.mark.parametrize("intent", ["report_sales", "search_knowledge", "off_topic"])
@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("再按月看", {"by": ["month"]}),
        ("换成按产品", {"by": ["product"]}),
        ("break that down by customer", {"by": ["customer"]}),
        ("主要买什么", {"by": ["product"]}),
        ("去年呢", {"period": "2025-01-01..2025-12-31"}),
        ("只看血压计", {"product": "BP-200"}),
    ],
)
def test_a_change_to_a_report_keeps_the_rest_of_it_whatever_it_scores_as(
    text: str, change: dict[str, Any], intent: str
) -> None:
    before = {**REPORT, "region": "SOUTH"}
    assert next_call(text, "report_sales", before, intent=intent) == ("report_sales", {**before, **change})


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("total only", {"by": ["day"]}),
        ("所有人的总数是多少", {"by": ["month"], "salesperson": "sales2"}),
        ("back to all products", {"product": "PO-5"}),
        ("看所有客户的", {"customer": "C-0001"}),
        ("全国的呢", {"region": "SOUTH"}),
    ],
)
def test_a_limit_is_taken_off_again(text: str, limit: dict[str, Any]) -> None:
    before = {"period": "2026-11-09..2026-11-15", **limit}
    called = next_call(text, "report_sales", before, intent="find_products")
    assert called == ("report_sales", {"period": "2026-11-09..2026-11-15"})


def test_a_report_of_its_own_does_not_go_on_from_the_last() -> None:
    before = {**REPORT, "region": "SOUTH"}
    called = next_call("上个月各区域销售额", "report_sales", before, intent="report_sales")
    assert called == ("report_sales", {"period": "2026-10-01..2026-10-31", "by": ["region"]})


def test_another_question_that_begins_like_a_change_is_that_question() -> None:
    called = next_call("那血压计多少钱", "get_stock", {"product": "GS-50"}, intent="get_price")
    assert called == ("get_price", {"product": "BP-200"})


@pytest.mark.parametrize("text", ["300台呢", "and 300?", "换成300台", "300台来得及吗"])
def test_another_figure_keeps_product_customer_and_day(text: str) -> None:
    operation, arguments = next_call(text, "check_availability", CHECK, intent="check_availability")
    assert operation == "check_availability"
    assert arguments == {**CHECK, "lines": [{"product": "BP-200", "quantity": "300"}]}


def test_another_product_keeps_figure_and_unit() -> None:
    before = {"lines": [{"product": "BP-200", "quantity": "2", "unit": "箱"}]}
    _, arguments = next_call("试纸呢", "check_availability", before)
    assert arguments == {"lines": [{"product": "GS-50", "quantity": "2", "unit": "箱"}]}


def test_one_box_is_a_box_and_no_longer_a_carton() -> None:
    before = {"product": "GS-50", "quantity": "3", "unit": "箱"}
    assert next_call("and one box?", "get_price", before) == ("get_price", {"product": "GS-50", "quantity": "1"})
    assert next_call("两箱呢", "get_price", {"product": "GS-50"})[1] == {**before, "quantity": "2"}


@pytest.mark.parametrize(("text", "meant"), [("中号的呢", "中号袖带"), ("and the medium one?", "medium cuff")])
def test_a_variant_said_alone_is_the_last_product_in_that_variant(text: str, meant: str) -> None:
    line = {"product": "BP-CUFF-L", "quantity": "2", "unit": "箱"}
    result = {"lines": [{"product": "BP-CUFF-L", "name_zh": "大号袖带", "name_en": "large cuff"}]}
    called = next_call(text, "check_availability", {"customer": "C-0001", "lines": [line]}, result=result)
    assert called == ("check_availability", {"customer": "C-0001", "lines": [{**line, "product": meant}]})


def test_a_variant_of_something_without_variants_is_not_made_up() -> None:
    last = turn_of(
        {
            "operation": "get_stock",
            "arguments": {"product": "BP-200"},
            "outcome": "ok",
            "result": {"product": "BP-200", "name_zh": "上臂式血压计"},
        }
    )
    decision = decided("中号的呢", "off_topic", transcript=(last,))
    assert all(call.operation != "get_stock" for call in decision.calls)


@pytest.mark.parametrize("text", ["电话多少", "账期呢", "and the phone number?", "what are their payment terms"])
def test_what_a_customer_s_card_shows_is_asked_of_that_customer(text: str) -> None:
    assert next_call(text, "get_customer", {"customer": "C-0001"}) == ("get_customer", {"customer": "C-0001"})


def test_terms_in_general_are_not_that_customer_s() -> None:
    last = turn_of({"operation": "get_customer", "arguments": {"customer": "C-0001"}, "outcome": "ok"})
    calls = decided("医院的账期一般多长", "search_knowledge", transcript=(last,)).calls
    assert not [call for call in calls if call.operation == "get_customer"]


@pytest.mark.parametrize("text", ["last month's sales of it", "上个月卖了多少台", "它上个月卖得怎么样"])
def test_a_report_is_limited_to_the_product_that_is_pointed_at(text: str) -> None:
    called = next_call(text, "get_stock", {"product": "BP-200"}, intent="report_sales")
    assert called == ("report_sales", {"period": "2026-10-01..2026-10-31", "product": "BP-200"})


def test_a_report_is_limited_to_the_customer_that_is_pointed_at() -> None:
    called = next_call("他们上个月买了多少", "get_customer", {"customer": "C-0001"}, intent="report_sales")
    assert called == ("report_sales", {"period": "2026-10-01..2026-10-31", "customer": "C-0001"})


def test_nothing_is_pointed_at_by_a_plain_question() -> None:
    called = next_call("上个月销售额", "get_stock", {"product": "BP-200"}, intent="report_sales")
    assert called == ("report_sales", {"period": "2026-10-01..2026-10-31"})


def test_who_orders_most_is_a_report_by_customer() -> None:
    decision = decided("最近30天我的客户谁下单最多", "report_sales")
    assert decision.calls[0].arguments == {"period": "2026-10-25..2026-11-23", "by": ["customer"]}


def test_a_mistyped_month_is_no_breakdown_by_month() -> None:
    decision = decided("上各月销受额按地区", "report_sales")
    assert decision.calls[0].arguments == {"period": "2026-10-01..2026-10-31", "by": ["region"]}


def test_a_report_of_a_holiday_is_of_its_days() -> None:
    decision = decided("国庆那周每天的订单额", "report_sales")
    assert decision.calls[0].arguments == {"period": "2026-10-01..2026-10-07", "by": ["day"]}


def test_a_day_in_a_question_of_stock_is_not_passed_over() -> None:
    decision = decided("How many BP-200 can we promise by the end of next week?", "check_availability")
    assert [(call.operation, call.arguments) for call in decision.calls] == [
        ("get_stock", {"product": "BP-200", "needed_by": "2026-12-04"})
    ]


def _priced(*calls: dict[str, Any]) -> TurnRecord:
    asked = [{"operation": "get_price", "arguments": one, "outcome": "ok"} for one in calls]
    return replace(turn_of(asked[0]), calls=tuple(asked))


FORTY = {"product": "BP-200", "customer": "C-0001", "quantity": "40"}
BARE = {"product": "BP-200", "customer": "C-0001"}


@pytest.mark.parametrize("text", ["那就给他们出个报价", "make them a quotation then"])
@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (FORTY, {"product": "BP-200", "quantity": "40"}),
        ({**FORTY, "product": "GS-50", "quantity": "4", "unit": "箱"},
         {"product": "GS-50", "quantity": "4", "unit": "箱"}),
    ],
)  # fmt: skip
def test_what_was_priced_for_so_many_is_quoted_for_so_many(
    text: str, asked: dict[str, Any], line: dict[str, str]
) -> None:
    [call] = decided(text, "create_quotation", transcript=(_priced(asked),)).calls
    assert call.arguments == {"customer": "C-0001", "lines": [line]}


@pytest.mark.parametrize(
    "turns",
    [
        (_priced(BARE),),
        (_priced(FORTY, {**FORTY, "quantity": "100"}),),
        (_priced(FORTY), _priced(BARE)),
        (_priced(FORTY), turn_of({"operation": "get_stock", "arguments": {"product": "GS-50"}, "outcome": "ok"})),
    ],
)
def test_a_figure_that_was_not_just_said_or_not_the_only_one_is_asked_for(turns: tuple[TurnRecord, ...]) -> None:
    decision = decided("那就给他们出个报价", "create_quotation", transcript=turns)
    assert not decision.calls
    assert decision.question is not None
    assert decision.question.parameter == "lines.0.quantity"


def test_a_figure_that_is_said_now_counts() -> None:
    [call] = decided("quote them 50", "create_quotation", transcript=(_priced(FORTY),)).calls
    assert call.arguments["lines"] == [{"product": "BP-200", "quantity": "50"}]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("just those over 30 days", "get_payables", "get_payables"),
        ("逾期30天以上的", "get_payables", "get_payables"),
        ("which customers are over 30 days", "get_payables", "get_receivables"),
        ("客户逾期30天以上的", "get_payables", "get_receivables"),
        ("just those over 30 days", "get_receivables", "get_receivables"),
    ],
)
def test_whose_debts_are_meant_is_as_before_where_nobody_says(text: str, before: str, after: str) -> None:
    assert next_call(text, before, {}, intent="get_receivables")[0] == after


@pytest.mark.parametrize("text", ["the trial balance for that month, please", "那个月的试算平衡表"])
def test_that_month_is_the_one_that_was_spoken_of(text: str) -> None:
    month = {"period": "2026-10-01..2026-10-31"}
    assert next_call(text, "close_period", month, intent="get_trial_balance")[1] == month


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("by product, and put the second quarter beside it", {"by": ["product"], "compare_with": "previous"}),
        ("旁边放上二季度的", {"compare_with": "previous"}),
        ("how is that against Q3 last year", {"compare_with": "year_before"}),
        ("and Q2?", {"period": "2026-04-01..2026-06-30"}),
        ("put Q1 beside it", {"period": "2026-01-01..2026-03-31"}),
    ],
)
def test_a_period_put_beside_the_last_is_compared_with_where_that_can_be(text: str, change: dict[str, Any]) -> None:
    before = {**REPORT, "region": "SOUTH"}
    assert next_call(text, "report_sales", before, intent="report_sales") == ("report_sales", {**before, **change})


def test_of_two_reads_the_one_about_such_is_gone_on_from() -> None:
    report = {"operation": "report_sales", "arguments": {**REPORT, "product": "PO-5"}, "outcome": "ok"}
    last = turn_of(report)
    other = {"operation": "find_orders", "arguments": {}, "outcome": "ok"}
    decision = decided("and the BP-200?", "report_sales", transcript=(replace(last, calls=(*last.calls, other)),))
    assert [(one.operation, one.arguments["product"]) for one in decision.calls] == [("report_sales", "BP-200")]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("and the month before that?", "2026-09-01..2026-09-30"),
        ("what about the month before", "2026-09-01..2026-09-30"),
        ("再往前一个月呢", "2026-09-01..2026-09-30"),
    ],
)
def test_the_time_before_is_asked_in_the_place_of_the_last_one(text: str, period: str) -> None:
    before = {"period": "2026-10-01..2026-10-31", "customer": "C-0001"}
    assert next_call(text, "report_sales", before, intent="report_sales") == (
        "report_sales",
        {"period": period, "customer": "C-0001"},
    )


def test_a_time_that_is_held_against_the_one_before_stays() -> None:
    before = {"period": "2026-10-01..2026-10-31"}
    _, arguments = next_call("compared with the month before", "report_sales", before, intent="report_sales")
    assert arguments["period"] == before["period"]
