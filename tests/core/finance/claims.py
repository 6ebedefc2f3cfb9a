"""Invoices for tests of the books, which know only what a document claims."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from core.customers.models import Customer
from core.database import new_id
from core.finance.ledger import Source, post
from core.finance.models import ItemKind, OpenItem, Side
from core.finance.posting import Amounts, change, sales_position
from core.finance.settling import open_item
from tests.company import Company


def invoice(
    company: Company,
    number: str,
    gross: str,
    *,
    due_in: int = 30,
    customer: str = "C-0001",
    currency: str = "CNY",
    rate: str = "1",
) -> OpenItem:
    """An open invoice of goods that were delivered, due in so many days from now, with its entry."""
    session = company.session
    party_id = session.scalars(select(Customer.id).where(Customer.code == customer)).one()
    document_id = new_id()
    item_id = open_item(
        session,
        side=Side.RECEIVABLE,
        kind=ItemKind.CLAIM,
        party_id=party_id,
        document=("invoice", document_id, number),
        dated_on=company.today + timedelta(days=due_in - 30),
        due_on=company.today + timedelta(days=due_in),
        amount=Decimal(gross),
        currency=currency,
        rate=Decimal(rate),
    )
    item = session.get_one(OpenItem, item_id)
    amounts = Amounts(item.book_amount, Decimal(0))
    legs = change(sales_position(Amounts(), Amounts()), sales_position(amounts, amounts), party_id=party_id)
    source = Source("invoice", document_id, "posted", number)
    post(session, source, legs, booked_on=company.today, actor=company.actor("accountant"), now=company.now)
    return item


def balance(company: Company, code: str) -> Decimal:
    """What an account stands at, debits positive."""
    period = f"2000-01-01..{company.today}"
    rows = company.ask("accountant", "get_trial_balance", {"period": period}).rows
    return next((row.closing for row in rows if row.account == code), Decimal(0))
