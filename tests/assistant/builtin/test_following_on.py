"""What is gone on from after a report or a document: a part of it, a comparison, its entry; and what was not said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.assistant.builtin.hearing import MANAGER, decided, next_call, turn_of


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("only BP-200, by customer", {"by": ["customer"], "product": "BP-200"}),
        ("血压计那部分按客户分一下", {"by": ["customer"], "product": "BP-200"}),
        ("just BP-200's share, per month", {"by": ["month"], "product": "BP-200"}),
    ],
)
@pytest.mark.parametrize("intent", ["create_customer", "find_customers"])
def test_a_part_of_a_report_broken_down_is_that_report_and_writes_nothing(
    text: str, change: dict[str, Any], intent: str
) -> None:
    before = {"period": "2026-07-01..2026-09-30", "by": ["region"]}
    assert next_call(text, "report_sales", before, intent=intent) == ("report_sales", {**before, **change})


@pytest.mark.parametrize(
    ("text", "compared"),
    [("比去年10月呢", "year_before"), ("那比9月呢", "previous"), ("比去年十月多多少", "year_before")],
)
def test_a_period_behind_than_is_what_the_reported_one_is_compared_with(text: str, compared: str) -> None:
    before = {"period": "2026-10-01..2026-10-31", "by": ["region"]}
    assert next_call(text, "report_sales", before, intent="report_sales")[1] == {**before, "compare_with": compared}


@pytest.mark.parametrize("text", ["这张票的凭证给我看看", "那张发票的分录呢", "the postings of that invoice please"])
def test_whose_entry_is_wanted_is_the_document_just_made(text: str) -> None:
    made = {"operation": "invoice_order", "arguments": {"order": "SO-2026-00042"}, "outcome": "ok"}
    before = turn_of({**made, "result": {"number": "INV-2026-00007"}})
    decision = decided(text, "get_journal", transcript=(before,), actor=MANAGER)
    assert [call.arguments for call in decision.calls] == [{"number": "INV-2026-00007"}]


def test_a_name_nobody_has_was_not_spoken_of() -> None:
    known = {"operation": "get_customer", "arguments": {"customer": "C-0001"}, "outcome": "ok"}
    unknown = {"operation": "get_customer", "arguments": {"customer": "Jian"}, "outcome": "refused"}
    before = replace(turn_of(known), calls=({**unknown, "refusal": "NameUnknown"}, known))
    decision = decided("limit 300,000", "set_credit_limit", transcript=(before,), actor=MANAGER)
    assert decision.calls[0].arguments == {"customer": "C-0001", "limit": "300000"}
