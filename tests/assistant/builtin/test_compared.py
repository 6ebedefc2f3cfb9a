"""A report that is only held against another time is the one that was read last; "them" are who was spoken of."""

from __future__ import annotations

import pytest

from tests.assistant.builtin.hearing import next_call


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("how does that stack up against the quarter before", "previous"),
        ("and how does it look against last year", "year_before"),
        ("比上季度怎么样", "previous"),
    ],
)
@pytest.mark.parametrize("operation", ["report_sales", "find_orders"])
def test_only_a_comparison_is_of_what_was_read_last(text: str, compared: str, operation: str) -> None:
    before = {"customer": "C-0001", "period": "2026-10-01..2026-12-31"}
    found = next_call(text, operation, before, intent="report_sales")
    assert found == ("report_sales", {**before, "compare_with": compared})


def test_a_comparison_that_says_of_what_is_of_that() -> None:
    before = {"customer": "C-0001", "period": "2026-10-01..2026-12-31"}
    text = "sales of Huadong Hospital last month against last year"
    _, arguments = next_call(text, "report_sales", before, intent="report_sales")
    assert arguments["customer"] == "C-0002"
    assert arguments["period"] != before["period"]


@pytest.mark.parametrize("text", ["跟去年那会儿比呢", "和去年对比一下"])
def test_a_week_is_held_against_the_same_one_of_last_year(text: str) -> None:
    before = {"by": ["customer"], "period": "2026-11-16..2026-11-22"}
    assert next_call(text, "report_sales", before, intent="report_sales") == (
        "report_sales",
        {**before, "compare_with": "year_before"},
    )


@pytest.mark.parametrize("text", ["did we bill them anything this month?", "have we invoiced them since October"])
def test_them_is_the_customer_spoken_of(text: str) -> None:
    _, arguments = next_call(text, "get_receivables", {"customer": "C-0001"}, intent="find_invoices")
    assert arguments["customer"] == "C-0001"
