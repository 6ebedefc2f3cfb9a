"""A company in good health with something of everything, in a session that may break anything and is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.database import Database, new_id
from core.database.embedded import EmbeddedServer
from core.finance.ledger import Source, post
from core.finance.posting import AccountRole, Leg
from tests.company import Company, found
from tests.conftest import copied_database
from tests.core.finance.claims import invoice
from tests.core.purchasing.buying import billed, bought, came, rule, with_suppliers

NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
"""When the company does what it has done: the moment of the clock."""


@pytest.fixture(scope="session")
def ward(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A database with the company in it. Nothing more may be committed to it."""
    with copied_database(server, template) as database:
        with Session(database.admin_engine) as session:
            furnished(found(session, now=NOW))
            session.commit()
        yield database


@pytest.fixture
def patient(ward: Database, clock: FixedClock) -> Iterator[Company]:
    """The small company in the session of the role that owns the tables, the only one that can do real harm."""
    assert clock.now() == NOW
    with ward.admin_engine.connect() as connection:
        everything = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield Company(session, NOW)
        everything.rollback()


def furnished(company: Company) -> Company:
    """Orders held, waiting, drafted and cancelled; tickets; proposals executed, pending and rejected; a past."""
    for code, customer in (("RENHE", "仁和诊所"), ("HONGDA", "成都宏达医疗")):
        company.run("manager", "create_price_list", {"code": code, "name": f"{customer}的价格", "customer": customer})
    company.order(20)
    company.order(5, "GS-50", login="teammate", customer="华东医院")
    company.run("sales", "cancel_order", {"order": company.order(3)})
    due_on = (company.today + timedelta(days=9)).isoformat()
    expected = {"product": "CPAP-7", "warehouse": "SH", "quantity": "8", "due_on": due_on}
    company.run("buyer", "expect_receipt", expected)
    company.order(2, "CPAP-7", login="sales2", customer="成都宏达医疗")
    lines = [{"product": "TH-30", "quantity": 1}]
    company.run("sales", "draft_order", {"customer": "仁和诊所", "lines": lines})
    company.run("renhe", "open_ticket", {"subject": "屏幕不亮", "product": "BP-200"})
    company.run("hr", "open_ticket", {"subject": "打印机坏了"})
    order = {"customer": "仁和诊所", "lines": lines}
    company.confirm("sales", company.propose("sales", "place_order", order))
    company.propose("sales", "place_order", order)
    _keep_books(company)
    _fulfil(company)
    _let_off(company)
    _buy(company)
    company.session.execute(
        text(
            "INSERT INTO sales_facts (id, ordered_on, order_number, product_id, customer_id, region_id, salesperson_id,"
            " quantity, ordered_amount) SELECT gen_random_uuid(), '2025-03-01', 'SO-2025-00000', p.id, c.id,"
            " c.region_id, c.owner_id, 4, 756 FROM products p, customers c WHERE p.code = 'BP-200'"
        )
    )
    return company


def _fulfil(company: Company) -> None:
    """A quotation of every fate, and an order that was delivered in two parts, invoiced, returned and credited."""
    wanted = {"customer": "仁和诊所", "lines": [{"product": "TH-30", "quantity": 1}]}
    company.run("sales", "create_quotation", wanted | {"hold_until": company.today.isoformat()})
    accepted = company.run("sales", "create_quotation", wanted).document.number
    company.run("sales", "accept_quotation", {"quotation": accepted})
    order = company.order(6)
    some = [{"product": "BP-200", "quantity": 2}]
    for lines in (some, None):
        number = company.run("warehouse", "deliver_order", {"order": order, "lines": lines}).document.number
        company.run("warehouse", "confirm_delivery_received", {"delivery": number})
        company.run("accountant", "invoice_order", {"order": order})
    back = company.run("renhe", "request_return", {"order": order, "lines": some}).document.number
    company.run("support", "approve_return", {"goods_return": back})
    company.run("warehouse", "receive_return", {"goods_return": back, "outcome": "restock"})
    company.run("accountant", "credit_return", {"goods_return": back})
    waiting = company.order(4, login="teammate", customer="华东医院")
    company.run("warehouse", "deliver_order", {"order": waiting})
    company.run("accountant", "invoice_ahead", {"order": company.order(1)})


def _let_off(company: Company) -> None:
    """Goods of one order exchanged, sent to the supplier and in repair, and an allowance on its invoice."""
    order = company.order(4, "TH-30")
    number = company.run("warehouse", "deliver_order", {"order": order}).document.number
    company.run("warehouse", "confirm_delivery_received", {"delivery": number})
    invoice_number = company.run("accountant", "invoice_order", {"order": order}).document.number
    for outcome in ("scrap", "to_supplier", "repair"):
        lines = [{"product": "TH-30", "quantity": 1}]
        back = company.run("renhe", "request_return", {"order": order, "lines": lines}).document.number
        company.run("support", "approve_return", {"goods_return": back})
        company.run("warehouse", "receive_return", {"goods_return": back, "outcome": outcome})
        if outcome == "scrap":
            company.run("warehouse", "exchange_return", {"goods_return": back})
    company.run("accountant", "allow_discount", {"invoice": invoice_number, "amount": "11.30"})


def _buy(company: Company) -> None:
    """Requisitions open and ordered; an order billed and one that waits, in part received, in part on hold."""
    with_suppliers(company)
    rule(company, 80, 160)
    company.run("buyer", "order_requisitions", {})
    rule(company, 20, 60, "TH-30")
    number = bought(company, 200)
    came(company, number, 60)
    bill = billed(company, number, lines=[{"product": "BP-200", "quantity": 40}]).document.number
    came(company, number, 30, quality="on_hold")
    bought(company, 48, "GS-50")
    back = {"purchase_order": number, "lines": [{"product": "BP-200", "quantity": 2}]}
    company.run("warehouse", "return_purchase", back)
    company.run("warehouse", "return_purchase", back | {"taken_from": "quarantine"})
    note = {"vendor_bill": bill, "credit_number": "C-1", "lines": [{"product": "BP-200", "quantity": 1}]}
    company.run("accountant", "record_vendor_credit", note)


def _keep_books(company: Company) -> None:
    """Invoices settled in part and not at all, an advance, a refund, and a closed month with an entry."""
    capital = Source("opening", new_id(), "opened")
    actor = company.actor("accountant")
    october = date(2026, 10, 9)
    paid_in = (Leg(AccountRole.BANK, Decimal(900)), Leg(AccountRole.CAPITAL, Decimal(-900)))
    post(company.session, capital, paid_in, booked_on=october, actor=actor, now=company.now)
    company.run("accountant", "close_period", {"period": "2026-10"})
    invoice(company, "INV-2026-00001", "300.00", due_in=-40)
    invoice(company, "INV-2026-00002", "500.00")
    paid = company.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": "450", "charges": "5"})
    company.run("accountant", "record_payment", {"customer": "华东医院", "amount": "80"})
    advance = company.run("accountant", "record_payment", {"customer": "华东医院", "amount": "90"})
    company.run("accountant", "refund_payment", {"payment": advance.document.number, "amount": "20"})
    assert paid.advance == 0
