"""What customers owe, by how long it has been due, for those who may see it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.company import Company
from tests.core.finance.claims import invoice


@pytest.fixture
def owed(company: Company) -> Company:
    for number, (gross, due_in, customer) in enumerate(
        [
            ("100", 10, "C-0001"),
            ("200", 0, "C-0001"),
            ("300", -1, "C-0001"),
            ("400", -30, "C-0001"),
            ("500", -31, "C-0002"),
            ("600", -90, "C-0002"),
            ("700", -91, "C-0003"),
        ],
        start=1,
    ):
        invoice(company, f"INV-2026-{number:05}", gross, due_in=due_in, customer=customer)
    return company


def test_debts_are_sorted_by_how_long_they_have_been_due(owed: Company) -> None:
    shown = owed.ask("accountant", "get_receivables", {})
    total = shown.total
    assert (total.current, total.to_30, total.to_60, total.to_90, total.over_90) == (
        Decimal(300),
        Decimal(700),
        Decimal(500),
        Decimal(600),
        Decimal(700),
    )
    assert [(row.party, row.ageing.total) for row in shown.rows] == [
        ("C-0002", Decimal(1100)),
        ("C-0001", Decimal(1000)),
        ("C-0003", Decimal(700)),
    ]


def test_only_what_has_been_due_longer_than_asked_is_shown(owed: Company) -> None:
    shown = owed.ask("accountant", "get_receivables", {"overdue_days": 60})
    assert [(row.party, row.ageing.total) for row in shown.rows] == [
        ("C-0003", Decimal(700)),
        ("C-0002", Decimal(600)),
    ]


def test_an_advance_lessens_what_a_customer_owes_and_is_in_no_age(owed: Company) -> None:
    owed.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": "1250"})
    shown = owed.ask("accountant", "get_receivables", {"customer": "仁和诊所"})
    assert (shown.total.credits, shown.total.total) == (Decimal(250), Decimal(-250))
    assert [(item.kind, item.open) for item in shown.items] == [("payment", Decimal(250))]


def test_everybody_sees_the_debts_of_the_customers_they_may_see(owed: Company) -> None:
    seen = {
        login: sorted(row.party for row in owed.ask(login, "get_receivables", {}).rows)
        for login in ("manager", "sales", "teammate", "sales2", "renhe")
    }
    assert seen == {
        "manager": ["C-0001", "C-0002", "C-0003"],
        "sales": ["C-0001", "C-0002"],
        "teammate": ["C-0001", "C-0002"],
        "sales2": ["C-0003"],
        "renhe": ["C-0001"],
    }


def test_a_customer_is_shown_its_own_invoices(owed: Company) -> None:
    shown = owed.ask("renhe", "get_receivables", {})
    assert [(item.number, item.days_overdue) for item in shown.items] == [
        ("INV-2026-00004", 30),
        ("INV-2026-00003", 1),
        ("INV-2026-00002", 0),
        ("INV-2026-00001", 0),
    ]
