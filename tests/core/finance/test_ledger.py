"""Entries: balanced, once, unchangeable, never into a closed month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, ProgrammingError

from core.database import new_id
from core.finance.ledger import PeriodClosed, Source, post
from core.finance.posting import AccountRole, Leg, stock_opened
from tests.company import Company


def opened(company: Company, value: str = "1000.00", *, source_id: UUID | None = None, on: date | None = None) -> None:
    source = Source("opening", source_id or new_id(), "opened", "OPEN-1")
    actor = company.actor("accountant")
    legs = stock_opened(Decimal(value))
    post(company.session, source, legs, booked_on=on or company.today, actor=actor, now=company.now)


def test_an_entry_debits_and_credits_the_accounts_of_its_roles(company: Company) -> None:
    opened(company)
    (entry,) = company.ask("accountant", "get_journal", {"number": "open-1"})
    lines = [(line.account, line.name_en, line.debit, line.credit) for line in entry.lines]
    assert lines == [
        ("1405", "Inventory", Decimal(1000), Decimal(0)),
        ("4001", "Paid-in capital", Decimal(0), Decimal(1000)),
    ]
    assert (entry.source_kind, entry.event, entry.booked_on, entry.voucher) == (
        "opening",
        "opened",
        company.today,
        None,
    )


def test_legs_that_do_not_balance_are_no_entry(company: Company) -> None:
    legs = [Leg(AccountRole.BANK, Decimal(5)), Leg(AccountRole.CAPITAL, Decimal(-4))]
    with pytest.raises(ValueError, match="balance"):
        post(
            company.session,
            Source("opening", new_id(), "opened"),
            legs,
            booked_on=company.today,
            actor=company.actor("accountant"),
            now=company.now,
        )


def test_the_database_refuses_lines_that_do_not_balance(company: Company) -> None:
    opened(company)
    statement = sa.text(
        "INSERT INTO journal_lines (entry_id, position, account, debit, credit)"
        " SELECT id, 9, '1002', 1, 0 FROM journal_entries"
    )
    with pytest.raises(IntegrityError, match="balance"):
        company.session.execute(statement)


@pytest.mark.parametrize("change", ["UPDATE journal_lines SET debit = debit * 2", "DELETE FROM journal_entries"])
def test_what_is_booked_stays_booked(company: Company, change: str) -> None:
    opened(company)
    with pytest.raises(ProgrammingError, match=r"append-only|permission denied"):
        company.session.execute(sa.text(change))


def test_an_event_is_booked_once(company: Company) -> None:
    source_id = new_id()
    opened(company, source_id=source_id)
    with pytest.raises(IntegrityError, match="uq_journal_entries"):
        opened(company, source_id=source_id)


def test_nothing_posts_into_a_closed_month(company: Company) -> None:
    company.run("accountant", "close_period", {"period": "2026-10"})
    with pytest.raises(PeriodClosed) as refused:
        opened(company, on=date(2026, 10, 31))
    assert refused.value.facts == {"day": date(2026, 10, 31)}
    opened(company, on=date(2026, 11, 1))
