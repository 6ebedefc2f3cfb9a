"""From quotation to credit note: what each step does to counters, stock and books, and what may not be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from core.sales.closing import InvoicedBeyond
from tests.company import Company


def balances(company: Company) -> dict[str, Decimal]:
    """What stands on each account that a document posts to, debits positive; what is zero is left out."""
    rows = company.session.execute(
        text(
            "SELECT account.role, sum(line.debit - line.credit) FROM journal_lines AS line"
            " JOIN ledger_accounts AS account ON account.code = line.account"
            " JOIN journal_entries AS entry ON entry.id = line.entry_id"
            " WHERE entry.source_kind IN ('delivery', 'return', 'invoice', 'credit_note', 'payment', 'allocation')"
            " GROUP BY account.role HAVING sum(line.debit - line.credit) <> 0"
        )
    )
    return dict(rows.all())


def delivered(company: Company, order: str, lines: list[dict[str, object]] | None = None) -> str:
    """The number of a delivery of the order, or of some of it, that the customer has received."""
    arguments = {"order": order} | ({"lines": lines} if lines else {})
    number = str(company.run("warehouse", "deliver_order", arguments).document.number)
    company.run("warehouse", "confirm_delivery_received", {"delivery": number})
    return number


def test_an_order_is_delivered_invoiced_and_taken_back(company: Company) -> None:
    order = company.order(20)
    made = company.run("warehouse", "deliver_order", {"order": order, "lines": [{"product": "BP-200", "quantity": 8}]})
    assert [line.quantity for line in made.left] == [12]
    assert company.on_hand("BP-200") == (62, 12)
    company.run("warehouse", "confirm_delivery_received", {"delivery": made.document.number})
    assert balances(company)["revenue"] == -1512
    assert balances(company)["unbilled"] == Decimal("1708.56")
    invoice = company.run("accountant", "invoice_order", {"order": order})
    assert (invoice.document.number, invoice.totals.gross) == ("INV-2026-00001", Decimal("1708.56"))
    assert "unbilled" not in balances(company)
    delivered(company, order)
    second = company.run("accountant", "invoice_order", {"order": order})
    assert second.document.number == "INV-2026-00002"
    assert company.ask("sales", "get_order", {"order": order}).state == "closed"
    asked = company.run("renhe", "request_return", {"order": order, "lines": [{"product": "BP-200", "quantity": 3}]})
    number = asked.document.number
    company.run("support", "approve_return", {"goods_return": number})
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "restock"})
    assert company.on_hand("BP-200") == (53, 0)
    assert balances(company)["contract_liabilities"] == -567
    note = company.run("accountant", "credit_return", {"goods_return": number})
    assert (note.document.number, note.totals.gross) == ("CN-2026-00001", Decimal("640.71"))
    shown = company.ask("accountant", "get_invoice", {"invoice": "INV-2026-00002"})
    assert (shown.left, shown.credited) == (shown.totals.gross - Decimal("640.71"), Decimal("640.71"))
    assert "contract_liabilities" not in balances(company)


def test_what_is_due_is_listed_line_by_line_until_it_has_left(company: Company) -> None:
    order = company.order(5)
    rows = company.ask("warehouse", "find_due_shipments", {"until": "2026-12-31"}).rows
    assert [(row.order, row.quantity, row.delivery) for row in rows] == [(order, 5, None)]
    planned = company.run("warehouse", "plan_delivery", {"order": order}).document.number
    rows = company.ask("warehouse", "find_due_shipments", {"until": "2026-12-31"}).rows
    assert [row.delivery for row in rows] == [planned]
    company.run("warehouse", "ship_delivery", {"delivery": planned})
    assert company.ask("warehouse", "find_due_shipments", {"until": "2026-12-31"}).rows == ()


def test_an_order_from_two_warehouses_leaves_in_two_deliveries(company: Company) -> None:
    order = company.order(90)
    made = company.run("warehouse", "deliver_order", {"order": order})
    assert {(part.warehouse, part.lines[0].quantity) for part in made.parts} == {("SH", 70), ("NB", 20)}
    assert company.ask("sales", "find_deliveries", {"order": order}).count == 2


def test_refused_goods_are_in_stock_again_and_held_for_the_order(company: Company) -> None:
    order = company.order(6)
    number = company.run("warehouse", "deliver_order", {"order": order}).document.number
    company.run("warehouse", "refuse_delivery", {"delivery": number, "reason": "外箱破损"})
    assert company.on_hand("BP-200") == (70, 6)
    assert balances(company) == {}
    company.run("sales", "cancel_order", {"order": order})
    assert company.on_hand("BP-200") == (70, 0)


def test_goods_refused_after_the_order_was_closed_are_nobody_s(company: Company) -> None:
    order = company.order(6)
    number = company.run("warehouse", "deliver_order", {"order": order}).document.number
    company.run("sales", "close_order", {"order": order})
    company.run("warehouse", "refuse_delivery", {"delivery": number})
    assert company.on_hand("BP-200") == (70, 0)
    assert balances(company) == {}


def test_what_is_invoiced_of_goods_refused_after_closing_takes_a_credit_note_first(company: Company) -> None:
    order = company.order(6)
    number = company.run("warehouse", "deliver_order", {"order": order}).document.number
    invoice = company.run("accountant", "invoice_ahead", {"order": order}).document.number
    company.run("sales", "close_order", {"order": order})
    with pytest.raises(InvoicedBeyond):
        company.propose("warehouse", "refuse_delivery", {"delivery": number})
    company.run("accountant", "credit_invoice", {"invoice": invoice})
    company.run("warehouse", "refuse_delivery", {"delivery": number})
    assert company.on_hand("BP-200") == (70, 0)
    assert balances(company) == {}


def test_parts_add_up_to_the_line_to_the_last_cent(company: Company) -> None:
    order = company.order(3, "TH-30")
    for _ in range(3):
        delivered(company, order, [{"product": "TH-30", "quantity": 1}])
        company.run("accountant", "invoice_order", {"order": order})
    shown = company.ask("sales", "get_order", {"order": order})
    invoices = company.ask("sales", "find_invoices", {"order": order}).invoices
    assert sum(one.gross for one in invoices) == shown.head.gross
    assert shown.state == "closed"


def test_an_invoice_ahead_is_a_liability_until_the_goods_arrive(company: Company) -> None:
    order = company.order(4)
    company.run("accountant", "invoice_ahead", {"order": order})
    assert balances(company)["contract_liabilities"] == -756
    delivered(company, order)
    assert "contract_liabilities" not in balances(company)
    assert balances(company)["revenue"] == -756


def test_a_short_close_frees_the_rest(company: Company) -> None:
    order = company.order(10)
    company.run("warehouse", "deliver_order", {"order": order, "lines": [{"product": "BP-200", "quantity": 4}]})
    closed = company.run("sales", "close_order", {"order": order})
    assert [goods.quantity for goods in closed.given_up] == [6]
    assert company.on_hand("BP-200") == (66, 0)
    delivery = company.ask("sales", "find_deliveries", {"order": order}).deliveries[0].number
    company.run("warehouse", "confirm_delivery_received", {"delivery": delivery})
    assert company.run("accountant", "invoice_order", {"order": order}).totals.net == 756


def test_scrapped_returns_are_a_loss_and_paid_invoices_leave_a_credit(company: Company) -> None:
    order = company.order(2)
    delivered(company, order)
    gross = company.run("accountant", "invoice_order", {"order": order}).totals.gross
    company.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": str(gross)})
    number = company.run("renhe", "request_return", {"order": order, "reason": "坏了"}).document.number
    company.run("manager", "approve_return", {"goods_return": number})
    company.run("warehouse", "receive_return", {"goods_return": number, "outcome": "scrap"})
    assert company.on_hand("BP-200") == (68, 0)
    note = company.run("accountant", "credit_return", {"goods_return": number}).document.number
    assert company.ask("renhe", "get_credit_note", {"credit_note": note}).left == gross
    assert company.ask("accountant", "find_invoices").invoices[0].status == "reversed"
