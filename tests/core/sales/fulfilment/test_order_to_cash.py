"""From quotation to credit note: what each step does to counters, stock and books, and what may not be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.doctor import examine
from tests.company import Company, found


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Iterator[Company]:
    shop = found(session, now=clock.now())
    yield shop
    broken = [finding for finding in examine(session, now=shop.now) if finding.fails]
    assert not broken, broken


def balances(company: Company) -> dict[str, Decimal]:
    """What stands on each account that a document posts to, debits positive; what is zero is left out."""
    rows = company.session.execute(
        text(
            "SELECT account.role, sum(line.debit - line.credit) FROM journal_lines AS line"
            " JOIN ledger_accounts AS account ON account.code = line.account"
            " JOIN journal_entries AS entry ON entry.id = line.entry_id"
            " WHERE entry.source_kind <> 'opening' GROUP BY account.role HAVING sum(line.debit - line.credit) <> 0"
        )
    )
    return {role: amount for role, amount in rows}


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
