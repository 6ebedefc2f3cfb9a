"""What falls short is requested once: by rule, by event, rounded to packs; and requests are dropped."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.events import EventRecord
from core.operations import OperationNotAllowed
from core.purchasing.reordering.commands import MinimumAboveMaximum
from core.states import InvalidTransition
from tests.company import Company
from tests.core.purchasing.buying import bought, broken, requested, rule


def raised(company: Company) -> list[dict[str, Any]]:
    rows = select(EventRecord.facts).where(EventRecord.kind == "requisition.raised").order_by(EventRecord.id)
    return list(company.session.scalars(rows))


def test_an_order_that_leaves_enough_requests_nothing(company: Company) -> None:
    rule(company, 50, 150)
    company.order(20)
    assert requested(company) == []
    assert company.ask("buyer", "find_shortages").shortages == ()


def test_an_order_that_leaves_too_little_requests_up_to_the_maximum_in_packs(company: Company) -> None:
    rule(company, 50, 155)
    company.order(21)
    assert requested(company) == [("BP-200", "SH", 110)]
    facts = raised(company)[0]
    assert (facts["quantity"], facts["projected"], facts["new"]) == ("110.000000", "49.000000", True)
    assert broken(company) == []


def test_a_deeper_shortage_raises_the_open_requisition_and_a_second_is_never_made(company: Company) -> None:
    rule(company, 50, 150)
    company.order(30)
    company.order(10)
    assert requested(company) == [("BP-200", "SH", 120)]
    assert [(one["quantity"], one["new"]) for one in raised(company)] == [("110.000000", True), ("120.000000", False)]


def test_a_shortage_that_is_no_deeper_in_packs_tells_nobody_again(company: Company) -> None:
    rule(company, 50, 150)
    company.order(25)
    company.order(3)
    assert requested(company) == [("BP-200", "SH", 110)]
    assert len(raised(company)) == 1


def test_a_preview_requests_nothing(company: Company) -> None:
    rule(company, 50, 150)
    company.propose("sales", "place_order", {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 30}]})
    assert requested(company) == []


def test_a_rule_below_which_stock_is_already_requests_at_once(company: Company) -> None:
    assert rule(company, 80, 100).raised == 30
    assert requested(company) == [("BP-200", "SH", 30)]


def test_what_is_on_its_way_counts_and_so_does_a_draft(company: Company) -> None:
    lines = [{"product": "BP-200", "quantity": 100}]
    company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "SH"})
    bought(company, 50)
    assert rule(company, 220, 300).raised is None
    assert rule(company, 221, 300).raised == 80


def test_demand_that_waits_is_taken_off(company: Company) -> None:
    bought(company, 100)
    rule(company, 60, 100)
    company.order(150)
    assert requested(company) == [("BP-200", "SH", 80)]


def test_a_count_that_finds_less_requests(company: Company) -> None:
    rule(company, 50, 150)
    company.run("warehouse", "count_stock", {"product": "BP-200", "warehouse": "SH", "counted": 40})
    assert requested(company) == [("BP-200", "SH", 110)]


def test_a_cancelled_purchase_is_missed(company: Company) -> None:
    number = bought(company, 100)
    rule(company, 100, 150)
    assert requested(company) == []
    company.run("buyer", "cancel_purchase_order", {"purchase_order": number})
    assert requested(company) == [("BP-200", "SH", 80)]


def test_expired_goods_and_goods_in_quarantine_do_not_count(company: Company) -> None:
    shortage = rule(company, 110, 120, "GS-50")
    assert shortage.raised == 48  # 100 good boxes of 109
    assert company.ask("buyer", "find_shortages").shortages[0].projected == 100


def test_a_dropped_requisition_is_raised_again_by_the_next_order(company: Company) -> None:
    rule(company, 50, 150)
    company.order(30)
    number = company.ask("buyer", "find_requisitions").requisitions[0].number
    dropped = company.run("buyer", "cancel_requisition", {"requisition": number, "reason": "停产"})
    assert (dropped.quantity, dropped.reason) == (110, "停产")
    assert requested(company) == []
    company.order(1)
    assert requested(company) == [("BP-200", "SH", 120)]
    with pytest.raises(InvalidTransition):
        company.run("buyer", "cancel_requisition", {"requisition": number})
    assert broken(company) == []


def test_a_rule_is_shown_changed_and_refused_upside_down(company: Company) -> None:
    rule(company, 50, 150)
    assert rule(company, 40, 120).before == (50, 150)
    page = company.ask("warehouse", "find_reorder_rules", {"product": "BP-200"})
    assert [(one.warehouse, one.minimum, one.maximum) for one in page.rules] == [("SH", 40, 120)]
    with pytest.raises(MinimumAboveMaximum):
        rule(company, 50, 40)


@pytest.mark.parametrize("login", ["sales", "warehouse", "accountant", "renhe"])
def test_rules_are_the_buyer_s(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run(login, "set_reorder_rule", {"product": "BP-200", "warehouse": "SH", "minimum": 1, "maximum": 2})
