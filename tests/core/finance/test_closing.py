"""Closing months: one after the other, when they are over, with gapless voucher numbers; only the latest reopens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.database import new_id
from core.finance.closing import ClosedAlready, EarlierMonthOpen, MonthNotOver, NotAMonth, NotTheLatest
from core.finance.ledger import Source, post
from core.finance.models import JournalEntry, Voucher
from core.finance.posting import stock_opened
from core.operations import OperationNotAllowed
from tests.company import Company


def booked(company: Company, *days: str) -> None:
    for day in days:
        post(
            company.session,
            Source("opening", new_id(), "opened"),
            stock_opened(Decimal(1)),
            booked_on=date.fromisoformat(day),
            actor=company.actor("accountant"),
            now=company.now,
        )


def vouchers(company: Company) -> list[tuple[str, int]]:
    rows = company.session.execute(
        select(JournalEntry.booked_on, Voucher.number).join(JournalEntry).order_by(Voucher.starts_on, Voucher.number)
    )
    return [(day.isoformat(), number) for day, number in rows]


def test_closing_numbers_the_months_entries_by_day_without_a_gap(company: Company) -> None:
    booked(company, "2026-10-20", "2026-10-03", "2026-11-01", "2026-10-20")
    result = company.run("accountant", "close_period", {"period": "上个月"})
    assert (result.starts_on, result.ends_on, result.entries) == (date(2026, 10, 1), date(2026, 10, 31), 3)
    assert vouchers(company) == [("2026-10-03", 1), ("2026-10-20", 2), ("2026-10-20", 3)]


def test_a_reopened_month_keeps_its_numbers_and_goes_on_from_them(company: Company) -> None:
    booked(company, "2026-10-20")
    company.run("accountant", "close_period", {"period": "2026-10"})
    company.run("manager", "reopen_period", {"period": "2026-10"})
    booked(company, "2026-10-01")
    company.run("accountant", "close_period", {"period": "2026-10"})
    assert vouchers(company) == [("2026-10-20", 1), ("2026-10-01", 2)]


def test_months_close_in_their_order_and_only_the_latest_reopens(company: Company) -> None:
    booked(company, "2026-08-15", "2026-09-15", "2026-10-15")
    with pytest.raises(EarlierMonthOpen) as refused:
        company.run("accountant", "close_period", {"period": "2026-09"})
    assert refused.value.facts["first"] == date(2026, 8, 15)
    for month in ("2026-08", "2026-09"):
        company.run("accountant", "close_period", {"period": month})
    with pytest.raises(ClosedAlready):
        company.run("accountant", "close_period", {"period": "2026-08"})
    with pytest.raises(NotTheLatest):
        company.run("manager", "reopen_period", {"period": "2026-08"})
    company.run("manager", "reopen_period", {"period": "2026-09"})
    company.run("manager", "reopen_period", {"period": "2026-08"})
    booked(company, "2026-08-16")


@pytest.mark.parametrize("period", ["2026-11", "2026-12"])
def test_a_month_that_is_not_over_stays_open(company: Company, period: str) -> None:
    with pytest.raises(MonthNotOver):
        company.run("accountant", "close_period", {"period": period})


@pytest.mark.parametrize("period", ["2026-10-01..2026-10-15", "上个季度", "2025"])
def test_books_are_closed_by_the_month(company: Company, period: str) -> None:
    with pytest.raises(NotAMonth):
        company.run("accountant", "close_period", {"period": period})


def test_reopening_takes_a_manager(company: Company) -> None:
    company.run("accountant", "close_period", {"period": "2026-10"})
    with pytest.raises(OperationNotAllowed):
        company.run("accountant", "reopen_period", {"period": "2026-10"})
