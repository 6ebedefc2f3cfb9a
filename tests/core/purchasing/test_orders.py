"""Purchase orders: drafted at the supplier's terms, from requisitions, approved over a limit, sent, moved, ended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.actor import Role
from core.inventory.commands import DayPassed
from core.operations import OperationNotAllowed
from core.proposals import Outcome, ProposalStatus
from core.purchasing.orders.commands import NothingToOrder
from core.purchasing.orders.drafting import NoPurchasePrice, NoSupplier, SeveralSuppliers
from core.purchasing.orders.ending import NotSent
from core.purchasing.orders.references import PurchaseOrderUnknown
from core.purchasing.progress.commands import AlreadyReceived, GoodsOnHold, NothingExpected
from core.states import InvalidTransition
from tests.company import Company
from tests.core.purchasing.buying import bought, broken, came, day, requested, rule


def draft(company: Company, *lines: tuple[str, int], **said: object) -> str:
    wanted = [{"product": product, "quantity": quantity} for product, quantity in lines]
    made = company.run("buyer", "create_purchase_order", {"lines": wanted, "warehouse": "SH", **said})
    return str(made.document.number)


def incoming(company: Company, product: str = "BP-200") -> list[tuple[int, str]]:
    stock = company.ask("buyer", "get_stock", {"product": product, "warehouse": "SH"})
    return [(int(one.quantity), one.due_on.isoformat()) for one in stock.rows[0].incoming]


def test_an_order_is_drafted_at_the_supplier_s_terms(company: Company) -> None:
    order = company.ask("buyer", "get_purchase_order", {"purchase_order": draft(company, ("BP-200", 50), ("TH-30", 7))})
    assert (order.supplier_en, order.net, order.tax, order.gross) == (
        "Mai'an Electronics",
        Decimal("6099.10"),
        Decimal("792.88"),
        Decimal("6891.98"),
    )
    assert [(line.product, line.due_on.isoformat()) for line in order.lines] == [
        ("BP-200", day(company, 14)),
        ("TH-30", day(company, 5)),
    ]
    assert incoming(company) == []


def test_packs_are_ordered_at_the_price_of_their_units(company: Company) -> None:
    lines = [{"product": "BP-200", "quantity": 3, "unit": "箱"}]
    made = company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "NB"})
    line = made.orders[0].lines[0]
    assert (line.price, line.stock_quantity, line.net) == (Decimal(1120), 30, Decimal(3360))
    assert line.notes == ()


def test_what_deserves_a_look_is_said(company: Company) -> None:
    lines = [{"product": "BP-200", "quantity": 15, "price": "120"}]
    made = company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "SH"})
    assert made.orders[0].lines[0].notes == ("below_minimum", "off_multiple", "other_price")
    assert made.unusual


def test_goods_of_two_suppliers_and_of_none_are_refused(company: Company) -> None:
    with pytest.raises(SeveralSuppliers):
        draft(company, ("BP-200", 20), ("GS-50", 48))
    company.run("manager", "create_product", {"code": "ZZ-1", "name": "新品", "price": "10"})
    with pytest.raises(NoSupplier):
        draft(company, ("ZZ-1", 5))
    with pytest.raises(NoPurchasePrice):
        draft(company, ("ZZ-1", 5), supplier="甘衡生物")


def test_requisitions_become_one_order_for_each_supplier(company: Company) -> None:
    rule(company, 80, 160)
    rule(company, 20, 60, "TH-30")
    rule(company, 110, 120, "GS-50")
    made = company.run("buyer", "order_requisitions", {})
    assert [(order.supplier_zh, [line.product for line in order.lines]) for order in made.orders] == [
        ("脉岸电子", ["BP-200", "TH-30"]),
        ("甘衡生物", ["GS-50"]),
    ]
    assert requested(company) == []
    assert broken(company) == []
    with pytest.raises(NothingToOrder):
        company.run("buyer", "order_requisitions", {})


def test_one_supplier_s_requisitions_leave_the_others_open(company: Company) -> None:
    rule(company, 80, 160)
    rule(company, 110, 120, "GS-50")
    company.run("buyer", "order_requisitions", {"supplier": "甘衡生物"})
    assert requested(company) == [("BP-200", "SH", 90)]


def test_what_is_on_a_draft_is_not_requested_again(company: Company) -> None:
    rule(company, 80, 160)
    company.run("buyer", "order_requisitions", {})
    company.order(10)
    assert requested(company) == []


def test_a_sent_order_is_expected_and_can_be_promised(company: Company) -> None:
    number = draft(company, ("BP-200", 100))
    result = company.run("buyer", "send_purchase_order", {"purchase_order": number, "due_on": day(company, 9)})
    assert (result.order.state, result.approvals) == ("sent", ())
    assert incoming(company) == [(100, day(company, 9))]
    order = company.ask("sales", "get_order", {"order": company.order(150)})
    assert order.lines[0].promised_on.isoformat() == day(company, 10)
    assert broken(company) == []


def test_over_the_buyer_s_limit_a_manager_agrees_in_their_own_name(company: Company) -> None:
    number = draft(company, ("CPAP-7", 20))
    proposal = company.propose("buyer", "send_purchase_order", {"purchase_order": number})
    needed = proposal.approvals[0]
    assert (needed.role, needed.reason, needed.asked, needed.allowed) == (
        Role.MANAGER,
        "purchase_over_limit",
        Decimal(70060),
        Decimal(50000),
    )
    assert company.confirm("buyer", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert incoming(company, "CPAP-7") == []
    assert company.confirm("manager", proposal).proposal.status is ProposalStatus.EXECUTED
    assert [quantity for quantity, _ in incoming(company, "CPAP-7")] == [20]


def test_a_manager_sends_without_asking(company: Company) -> None:
    number = draft(company, ("CPAP-7", 20))
    assert company.run("manager", "approve_purchase_order", {"purchase_order": number}).approvals == ()
    assert company.run("buyer", "send_purchase_order", {"purchase_order": number}).approvals == ()


def test_a_draft_that_lay_about_is_not_expected_in_the_past(company: Company) -> None:
    number = draft(company, ("BP-200", 100))
    later = company.later(timedelta(days=40))
    result = later.run("buyer", "send_purchase_order", {"purchase_order": number})
    assert result.order.lines[0].due_on == later.today


def test_a_day_that_is_over_is_refused(company: Company) -> None:
    said = {"purchase_order": bought(company), "due_on": day(company, -1)}
    with pytest.raises(DayPassed):
        draft(company, ("BP-200", 20), due_on=day(company, -1))
    with pytest.raises(DayPassed):
        company.run("buyer", "reschedule_purchase_order", said)


def test_a_new_day_moves_what_is_still_to_come_of_one_product(company: Company) -> None:
    number = draft(company, ("BP-200", 100), ("TH-30", 40))
    company.run("buyer", "send_purchase_order", {"purchase_order": number})
    came(company, number, 30)
    said = {"purchase_order": number, "due_on": day(company, 20), "product": "BP-200"}
    moved = company.run("buyer", "reschedule_purchase_order", said)
    assert [(line.product, line.quantity, line.before.isoformat()) for line in moved.lines] == [
        ("BP-200", 70, day(company, 14))
    ]
    assert incoming(company) == [(70, day(company, 20))]
    assert incoming(company, "TH-30") == [(40, day(company, 5))]


def test_only_goods_that_are_to_come_can_move(company: Company) -> None:
    said = {"purchase_order": draft(company, ("BP-200", 20)), "due_on": day(company, 20)}
    with pytest.raises(NotSent):
        company.run("buyer", "reschedule_purchase_order", said)
    said = {"purchase_order": bought(company), "due_on": day(company, 20), "product": "TH-30"}
    with pytest.raises(NothingExpected):
        company.run("buyer", "reschedule_purchase_order", said)


def test_an_order_is_cancelled_while_nothing_has_come(company: Company) -> None:
    number = bought(company)
    result = company.run("buyer", "cancel_purchase_order", {"purchase_order": number, "reason": "换供应商"})
    assert (result.order.state, result.reason) == ("cancelled", "换供应商")
    assert incoming(company) == []
    with pytest.raises(InvalidTransition):
        company.run("buyer", "send_purchase_order", {"purchase_order": number})
    other = bought(company)
    came(company, other, 10)
    with pytest.raises(AlreadyReceived):
        company.run("buyer", "cancel_purchase_order", {"purchase_order": other})
    assert broken(company) == []


def test_an_order_is_closed_short(company: Company) -> None:
    number = bought(company)
    came(company, number, 60)
    assert company.run("buyer", "close_purchase_order", {"purchase_order": number}).order.state == "closed"
    assert incoming(company) == []
    with pytest.raises(NotSent):
        came(company, number, 40)
    assert broken(company) == []


def test_goods_on_hold_are_decided_before_an_order_is_closed(company: Company) -> None:
    number = bought(company)
    came(company, number, 60, quality="on_hold")
    with pytest.raises(GoodsOnHold):
        company.run("buyer", "close_purchase_order", {"purchase_order": number})


def test_the_list_says_how_far_each_order_is(company: Company) -> None:
    first, second = bought(company), bought(company, 48, "GS-50")
    came(company, first, 60)
    page = company.ask("warehouse", "find_purchase_orders", {"state": "sent"})
    assert [(one.number, one.received, one.billed, one.gross) for one in page.purchase_orders] == [
        (second, "none", "none", None),
        (first, "partly", "none", None),
    ]
    assert company.ask("buyer", "find_purchase_orders", {"supplier": "脉岸电子"}).purchase_orders[0].gross == 12656


@pytest.mark.parametrize("login", ["sales", "support", "hr", "renhe"])
def test_purchase_orders_are_nobody_else_s_business(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.ask(login, "get_purchase_order", {"purchase_order": bought(company)})


def test_a_number_never_issued_is_unknown(company: Company) -> None:
    with pytest.raises(PurchaseOrderUnknown):
        company.ask("buyer", "get_purchase_order", {"purchase_order": "PO-2026-09999"})
