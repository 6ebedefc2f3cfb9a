"""A lot both ways: where it came from, who got it, and who is told of whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.operations import OperationNotAllowed
from core.tracing.queries import LotUnknown
from tests.company import Company, found
from tests.core.purchasing.buying import bought, came, with_suppliers


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Company:
    """96 boxes of lot 2411 came in two receipts, 24 went back; 30 went to Renhe, 50 to Hongda's, 5 came back."""
    company = with_suppliers(found(session, now=clock.now()))
    for lot, _, _ in (("2405", 0, 0), ("2407", 0, 0), ("2403", 0, 0)):
        said = {"product": "GS-50", "warehouse": "SH", "counted": 0, "lot": lot}
        company.run("manager", "count_stock", said)
    order = bought(company, 96, "GS-50")
    for _ in range(2):
        came(company, order, 48, "GS-50", lot="2411", expires_on="2028-01-31")
    back = [{"product": "GS-50", "quantity": 10}]
    company.run("warehouse", "return_purchase", {"purchase_order": order, "lines": back})
    return company


def shipped(company: Company, login: str, customer: str, quantity: int) -> str:
    """The number of an order that was delivered."""
    order = company.order(quantity, "GS-50", login=login, customer=customer)
    planned = company.run("warehouse", "deliver_order", {"order": order})
    assert planned
    return order


def traced(company: Company, login: str, lot: str = "2411", **said: Any) -> Any:  # noqa: ANN401
    """The one lot of that number."""
    (one,) = company.ask(login, "trace_lot", {"lot": lot, **said}).traces
    return one


def test_a_lot_is_followed_to_suppliers_and_customers(company: Company) -> None:
    order = shipped(company, "sales", "仁和诊所", 30)
    trace = traced(company, "manager")
    assert (trace.product, trace.lot, trace.expires_on.isoformat()) == ("GS-50", "2411", "2028-01-31")
    assert [(one.kind, one.quantity, one.supplier_en) for one in trace.came] == [
        ("receipt", 48, "Ganheng Biotech"),
        ("receipt", 48, "Ganheng Biotech"),
        ("sent_back", 10, "Ganheng Biotech"),
    ]
    assert [(one.kind, one.quantity, one.customer, one.order) for one in trace.went] == [
        ("delivery", 30, "C-0001", order)
    ]
    assert [(one.warehouse, one.on_hand) for one in trace.on_hand] == [("SH", 56)]
    assert (trace.with_others, trace.scrapped, trace.counted) == (0, 0, 0)


def test_a_salesperson_is_told_of_the_own_customers_and_no_supplier(company: Company) -> None:
    shipped(company, "sales", "仁和诊所", 30)
    shipped(company, "sales2", "成都宏达医疗", 20)
    trace = traced(company, "sales")
    assert [(one.customer, one.quantity) for one in trace.went] == [("C-0001", 30)]
    assert trace.with_others == 20
    assert {(one.supplier, one.purchase_order) for one in trace.came} == {(None, "")}
    assert [one.customer for one in traced(company, "support").went] == ["C-0001", "C-0003"]
    assert traced(company, "buyer").with_others == 50
    assert {one.supplier_en for one in traced(company, "warehouse").came} == {"Ganheng Biotech"}


def test_what_is_left_and_what_was_lost_is_shown(company: Company) -> None:
    said = {"product": "GS-50", "warehouse": "SH", "lot": "2411"}
    company.run("warehouse", "scrap_stock", {**said, "quantity": 6})
    company.run("warehouse", "count_stock", {**said, "counted": 78})
    trace = traced(company.later(timedelta(days=1)), "warehouse")
    assert (trace.scrapped, trace.counted) == (6, -2)
    assert [one.on_hand for one in trace.on_hand] == [78]


def test_a_part_of_a_number_finds_its_lots_and_an_unknown_one_is_refused(company: Company) -> None:
    assert {one.lot for one in company.ask("manager", "trace_lot", {"lot": "241"}).traces} == {"2411"}
    assert traced(company, "manager", "2405").came[0].kind == "opening"
    for said in ({"lot": "9999"}, {"lot": "2411", "product": "BP-200"}, {"lot": " "}):
        with pytest.raises(LotUnknown):
            company.ask("manager", "trace_lot", said)


@pytest.mark.parametrize("login", ["renhe", "visitor", "hr", "accountant"])
def test_lots_are_not_for_everybody(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.ask(login, "trace_lot", {"lot": "2411"})
