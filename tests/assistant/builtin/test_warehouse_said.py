"""What the warehouse and buyers say of goods on orders: what came and what did not, lots, what an order still holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.purchase_meant import fill_purchase, settle_goods
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.lots import as_lots, possible_lots
from assistant.builtin.paperwork import Paperwork, Purchase
from assistant.builtin.spans import SpanType
from assistant.turn import TurnInput
from tests.assistant.builtin.hearing import NOW, SALES, decided, filled, read

TURN = TurnInput(SALES, "…", (), (), None, NOW, UUID(int=2), "test")
OPEN = Paperwork(
    goods={"PO-2026-00001": ("BP-200", "GS-50")},
    open_on=lambda number: {"BP-200": Decimal(30), "GS-50": Decimal("240.000")} if number.startswith("PO-") else {},
)


def settled(operation: str, text: str) -> Filled:
    heard = read(text)
    said = filled(operation, text)
    settle_goods(said, heard.text.text, heard.spans, OPEN)
    return said


@pytest.mark.parametrize(
    "text",
    [
        "the 20 BP-200 are on the truck but none of the GS-50",
        "20 BP-200 came, no GS-50",
        "without the GS-50, just 20 BP-200",
        "BP-200到了20台，没有GS-50",
        "来了20台BP-200，缺GS-50",
    ],
)
def test_goods_of_which_none_came_are_no_line(text: str) -> None:
    lines = filled("receive_purchase", text).arguments["lines"]
    assert [(line["product"], line["quantity"]) for line in lines] == [("BP-200", "20")]


def test_where_nothing_else_is_named_goods_that_are_missing_stay_to_be_asked_about() -> None:
    assert filled("receive_purchase", "no GS-50").arguments["lines"] == [{"product": "GS-50"}]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("PO-2026-00001 came, only the BP-200", {"BP-200": "30"}),
        ("PO-2026-00001 brought the BP-200. The GS-50 follow later", {"BP-200": "30"}),
        ("PO-2026-00001先收BP-200，GS-50下次再送", {"BP-200": "30"}),
        ("PO-2026-00001 brought 12 BP-200 and the GS-50", {"BP-200": "12", "GS-50": "240"}),
    ],
)
def test_goods_named_without_a_figure_are_all_that_is_open_of_them(text: str, lines: dict[str, str]) -> None:
    said = settled("receive_purchase", text).arguments["lines"]
    assert {line["product"]: line["quantity"] for line in said} == lines


def test_how_many_is_asked_where_only_some_goods_go_and_others_are_named_apart() -> None:
    lines = settled("receive_purchase", "PO-2026-00001, just the BP-200. I have seen the GS-50").arguments["lines"]
    assert not any("quantity" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("cancel the 30 BP-200 and the 240 GS-50 on PO-2026-00001", []),
        ("cancel the 10 BP-200 on PO-2026-00001", ["10"]),
        ("PO-2026-00001那30台作废", ["30台"]),
        ("取消PO-2026-00001的30台血压计和240盒试纸", []),
        ("取消PO-2026-00001的30台血压计", ["30台"]),
    ],
)
def test_a_whole_order_is_ended_only_where_the_figures_said_are_all_that_is_open(text: str, unread: list[str]) -> None:
    assert [span.text for span in settled("cancel_purchase_order", text).unread if not span.names] == unread


def test_a_day_told_in_the_sentence_before_is_a_reason() -> None:
    text = "Mai'an can't make them this year. Cancel the BP-200 order"
    heard, said = read(text), filled("cancel_purchase_order", text)
    books = Paperwork(read_purchases=lambda: (Purchase("PO-2026-00001", "S-001", "sent", ("BP-200",)),))
    assert fill_purchase(said, heard.text.text, heard.spans, books, Situation(TURN)) == []
    assert said.arguments["purchase_order"] == "PO-2026-00001"
    assert said.unread == []


@pytest.mark.parametrize(
    ("text", "lots"),
    [
        ("where did 2405 come from", ["2405"]),
        ("盒子上印的2405，哪来的", ["2405"]),
        ("the number on the box is KN2607, who had any", ["KN2607"]),
        ("they paid 2405 yesterday", []),
        ("2405 BP-200 please, where do they come from", []),
    ],
)
def test_a_code_in_the_books_is_a_lot_and_a_mere_number_only_where_it_is_traced(text: str, lots: list[str]) -> None:
    heard = read(text)
    spans = as_lots(heard.spans, possible_lots(heard.text.text, heard.spans), {"2405", "KN2607"})
    assert [span.value for span in spans if span.type is SpanType.LOT] == lots


RECEIPT = {"purchase_order": "PO-2026-00001"}
WHICH_LOT: dict[str, Any] = {
    "operation": "receive_purchase",
    "arguments": RECEIPT,
    "parameter": "lot",
    "replace": None,
    "choices": [],
}


@pytest.mark.parametrize(
    "text",
    [
        "oh sorry. lot KN2611, good until 31 Oct 2029",
        "哦对，批号KN2611，有效期到2029年10月31号",
        "KN2611, exp 31 Oct 2029",
    ],
)
def test_the_lot_that_was_asked_for_is_no_question_about_it(text: str) -> None:
    decision = decided(text, "trace_lot", question=WHICH_LOT)
    assert [(call.operation, call.arguments) for call in decision.calls] == [
        ("receive_purchase", {**RECEIPT, "lot": "KN2611", "expires_on": "2029-10-31"})
    ]


def test_who_asks_about_a_lot_answers_nothing() -> None:
    decision = decided("where did lot KN2611 come from?", "trace_lot", question=WHICH_LOT)
    assert [call.operation for call in decision.calls] == ["trace_lot"]
