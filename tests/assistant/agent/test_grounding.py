"""Figures in words are found in what was returned or said: by value, whatever their spelling."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.grounding import ungrounded
from assistant.agent.sources import source_of
from assistant.replies.blocks import Citation, CitationsBlock, TableBlock
from assistant.tools import ToolResult
from assistant.turn import CallMade
from core.calendar import ChinaCalendar

TODAY = date(2026, 11, 23)
WORKING = ChinaCalendar()
ZONE = ZoneInfo("Asia/Shanghai")

ORDER = {
    "number": "SO-2026-00042",
    "customer": "仁和诊所",
    "promised_on": "2026-12-04",
    "created_at": "2026-11-22T18:30:00+00:00",
    "total": "3780.00",
    "lines": [
        {"product": "BP-200", "quantity": "20", "amount": "3780.00"},
        {"product": "TH-30", "quantity": "5", "amount": "642.50"},
    ],
}


def result(value: Any, text: str = "", *blocks: Any) -> ToolResult:  # noqa: ANN401 - JSON and blocks
    return ToolResult("1", (CallMade("get_order", {}, "ok", result=value),), text, blocks)


def first_unknown(words: str, *results: ToolResult, said: str = "") -> str | None:
    source = source_of(results, said=said, today=TODAY, zone=ZONE, working=WORKING)
    return ungrounded(words, source, today=TODAY, working=WORKING)


@pytest.mark.parametrize(
    "words",
    [
        "SO-2026-00042 共 20 台，3,780.00 元",
        "so-2026-00042 的二十台",
        "合计¥3780",
        "三千七百八十元",
        "0.38万元",
        "12月4日（周五）送到",
        "December 4, Friday",
        "2026-12-04",
        "11月23日下的单",
        "今天是11月23日",
        "两种产品共25件",
        "总额 4,422.50",
        "BP-200 与 TH-30 相差 15 件",
        "一共就这些，有一点要注意",
        "one of them",
        "1. 血压计\n2. 耳温枪",
        "下个月4号",
    ],
)
def test_what_a_result_holds_may_be_said(words: str) -> None:
    assert first_unknown(words, result(ORDER)) is None


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("SO-2026-00043", "SO-2026-00043"),
        ("SO-2026-0004", "SO-2026-0004"),
        ("共21台", "21"),
        ("200台", "200"),
        ("12月5日到", "12月5日"),
        ("周三到", "周三"),
        ("大约4万元", "4万"),
        ("三十台", "三十"),
        ("打9折", "9"),
        ("BP-201", "BP-201"),
        ("电话 13800138000", "13800138000"),
        ("明天到", "明天"),
    ],
)
def test_what_no_result_holds_is_found(words: str, figure: str) -> None:
    found = first_unknown(words, result(ORDER))
    assert found is not None
    assert figure in found or found in figure


def test_what_the_person_said_may_be_repeated() -> None:
    assert first_unknown("要 50 台 XY-9，12月25日", said="五十台XY-9，圣诞节前，12月25日") is None
    assert first_unknown("要 50 台", said="XY-50") is not None


def test_without_any_result_no_figure_may_be_said() -> None:
    assert first_unknown("有70台") == "70"
    assert first_unknown("您好，要什么？") is None


def test_figures_of_blocks_and_texts_count_too() -> None:
    table = TableBlock(columns=(), rows=(("华东", "168,220", "+19.2%"),))
    assert first_unknown("华东 168220，增长 19.2%", result(None, "", table)) is None
    assert first_unknown("可在10天内退货", result(None, "收货后10天内可以退货")) is None


def test_marks_of_citations_are_figures_of_their_block() -> None:
    cited = CitationsBlock(items=(Citation(number=1, document="d", title="t", passage="p"),))
    assert first_unknown("袖带太松 [1]", result(None, "袖带太松 [1]", cited)) is None
    assert first_unknown("袖带太松 [2]", result(None, "袖带太松 [1]", cited)) is not None


def test_rows_may_be_counted() -> None:
    assert first_unknown("共3位客户", result({"customers": [{"code": "A"}, {"code": "B"}, {"code": "C"}]})) is None
    assert first_unknown("共4位客户", result({"customers": [{"code": "A"}, {"code": "B"}, {"code": "C"}]})) is not None


def test_sums_are_not_sought_among_many_numbers() -> None:
    many = {str(number): number * 1000 for number in range(1, 60)}
    assert first_unknown("3500", result(many)) is not None


def test_numbers_inside_ids_are_no_figures() -> None:
    assert first_unknown("有4821台", result({"id": "0199a5f0-4821-7abc-8def-001122334455"})) is not None


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.recursive(st.none() | st.text(max_size=30) | st.integers(), st.lists, max_leaves=8))
def test_no_words_and_no_result_break_it(words: str, value: object) -> None:
    first_unknown(words, result(value, words), said=words)


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=10, max_value=10**9))
def test_a_number_of_a_result_is_always_known_and_its_neighbour_never(number: int) -> None:
    holds = result({"quantity": str(number)})
    assert first_unknown(f"还有 {number:,} 台", holds) is None
    assert first_unknown(f"还有 {number + 1} 台", holds) is not None
