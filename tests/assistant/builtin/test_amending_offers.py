"""Changing an offer, a bill or an order by words for what is wanted instead; and whose yes changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.assistant.builtin.hearing import decided
from tests.assistant.builtin.tabled import PUMPS, card_on_the_table, changed_to, order, shown

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


@pytest.mark.parametrize(("text", "waits"), [("他同意了，就按10台", True), ("就按12台", False)])
def test_somebody_elses_yes_to_what_the_card_says_leaves_it_as_it_is(text: str, waits: bool) -> None:
    table = card_on_the_table("place_order", order(IS_30="10"))
    latest = replace(shown(), proposal_id=table.id)
    assert decided(text, "aside", pending=(table,), transcript=(latest,)).card_waits is waits


def test_another_customer_who_wants_it_too_gets_an_order_of_their_own() -> None:
    table = card_on_the_table("place_order", {**order(IS_30="10"), "customer": "C-0002"})
    latest = replace(shown(), proposal_id=table.id)
    decision = decided("仁和诊所也要10台", "place_order", pending=(table,), transcript=(latest,))
    assert not decision.amended
