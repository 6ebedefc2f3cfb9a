"""A company in good health with something of everything, in a session that may break anything and is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.database import Database
from tests.company import Company, found


@pytest.fixture
def patient(shared_database: Database, clock: FixedClock) -> Iterator[Company]:
    """The small company in the session of the role that owns the tables, the only one that can do real harm."""
    with shared_database.admin_engine.connect() as connection:
        everything = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield furnished(found(session, now=clock.now()))
        everything.rollback()


def furnished(company: Company) -> Company:
    """Orders held, waiting, drafted and cancelled; tickets; proposals executed, pending and rejected; a past."""
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
    company.session.execute(
        text(
            "INSERT INTO sales_facts (id, ordered_on, order_number, product_id, customer_id, region_id, salesperson_id,"
            " quantity, ordered_amount) SELECT gen_random_uuid(), '2025-03-01', 'SO-2025-00000', p.id, c.id,"
            " c.region_id, c.owner_id, 4, 756 FROM products p, customers c WHERE p.code = 'BP-200'"
        )
    )
    return company
