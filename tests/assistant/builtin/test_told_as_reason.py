"""Why a setting is made, told in a clause of its own: its figures and days are no values, nothing is asked of them."""

from __future__ import annotations

from typing import Any

import pytest

import core
from core import operations
from tests.assistant.builtin.hearing import filled

operations.load(core)


@pytest.mark.parametrize(
    ("operation", "text", "arguments"),
    [
        ("set_segment", "仁和诊所上季度买得比谁都多，划到“重点客户”里吧", {"segment": "重点客户"}),
        ("set_segment", "仁和诊所归为重点客户，他们今年开了两家分院", {"segment": "重点客户"}),
        ("set_segment", "Renhe Clinic has grown since March, count them as a key account", {"segment": "key account"}),
        ("set_credit_limit", "仁和诊所还欠着2万多，额度降到6万", {"limit": "60000"}),
        ("set_credit_limit", "Renhe Clinic was late 3 times, cut their limit to 40,000", {"limit": "40000"}),
        ("set_credit_limit", "仁和诊所的额度从10万提到15万", {"limit": "150000"}),
        ("set_credit_limit", "the limit was 70,000, Renhe Clinic gets 90,000", {"limit": "90000"}),
        ("set_sales_term", "12 customers complained last week, give them 21 days to return goods",
         {"allowed_days": "21"}),
    ],
)  # fmt: skip
def test_what_is_told_as_the_reason_is_no_value(operation: str, text: str, arguments: dict[str, Any]) -> None:
    said = filled(operation, text)
    assert {name: str(said.arguments.get(name)) for name in arguments} == arguments
    assert (said.unread, said.vague) == ([], [])


@pytest.mark.parametrize(
    ("operation", "text", "unread"),
    [
        ("set_segment", "从明年1月1日开始，仁和诊所归到重点客户", "从明年1月1日开始"),
        ("set_segment", "move Renhe Clinic to key accounts from next year", "from next year"),
        ("set_credit_limit", "仁和诊所额度5万，从下个月起", "从下个月起"),
        ("set_credit_limit", "Renhe Clinic: 300,000 limit, make the discount 40%", "discount 40%"),
    ],
)
def test_when_it_begins_and_what_else_is_set_is_asked_about(operation: str, text: str, unread: str) -> None:
    assert [span.text for span in filled(operation, text).unread] == [unread]


def test_a_year_beside_two_days_is_theirs() -> None:
    said = filled("create_price_list", "Renhe Clinic gets its own list for 2027, 1 January to 31 December, code RC-27")
    assert (said.arguments["valid_from"], said.arguments["valid_until"]) == ("2027-01-01", "2027-12-31")
    assert said.unread == []


def test_a_sum_said_twice_is_one_sum() -> None:
    said = filled("refund_payment", "客户说多付了六百，从PAY-2026-00007里退她600")
    assert (said.arguments["amount"], said.unread) == ("600", [])
    other = filled("refund_payment", "客户付了900，从PAY-2026-00007里退600")
    assert other.unread
