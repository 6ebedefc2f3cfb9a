"""Closing a month and opening the latest closed one again; closing numbers the month's entries as vouchers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, cast, func, insert, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar import Period, month_of
from core.errors import Conflict, Invalid
from core.finance.models import PERIOD_MACHINE, Books, FiscalPeriod, JournalEntry, PeriodState, Voucher


class NotAMonth(Invalid):
    """Books are closed by the month. Facts: period."""


class MonthNotOver(Conflict):
    """A month can be closed once it is over. Facts: starts_on, ends_on."""


class ClosedAlready(Conflict):
    """That month is closed. Facts: starts_on."""


class NotTheLatest(Conflict):
    """Only the latest closed month may be opened again. Facts: starts_on, latest (its last day)."""


class EarlierMonthOpen(Conflict):
    """Months are closed one after the other. Facts: starts_on, first (the first day that is open and has entries)."""


def close(session: Session, period: Period, *, actor: Actor, now: datetime) -> tuple[FiscalPeriod, int]:
    """Closes a month: waits for whoever is posting, then nothing posts into it; the month and its entries' count."""
    month = _month(period)
    if month.end_on >= actor.today(now):
        raise MonthNotOver(starts_on=month.start_on, ends_on=month.end_on)
    books = _books(session)
    if books.closed_through is not None and month.end_on <= books.closed_through:
        raise ClosedAlready(starts_on=month.start_on)
    first = _first_entry(session, after=books.closed_through)
    if first is not None and first < month.start_on:
        raise EarlierMonthOpen(starts_on=month.start_on, first=first)
    row = session.scalars(select(FiscalPeriod).where(FiscalPeriod.starts_on == month.start_on)).one_or_none()
    if row is None:
        row = FiscalPeriod(starts_on=month.start_on, ends_on=month.end_on, state=PeriodState.OPEN)
        session.add(row)
        session.flush()
        PERIOD_MACHINE.record(session, row.id, (None, PeriodState.OPEN), actor=actor, now=now)
    PERIOD_MACHINE.advance(session, row, PeriodState.CLOSED, actor=actor, now=now)
    books.closed_through = month.end_on
    session.flush()
    return row, _number(session, row)


def reopen(session: Session, period: Period, *, actor: Actor, now: datetime) -> FiscalPeriod:
    """Opens the latest closed month again; its vouchers keep their numbers."""
    month = _month(period)
    books = _books(session)
    if books.closed_through != month.end_on:
        raise NotTheLatest(starts_on=month.start_on, latest=books.closed_through)
    row = session.scalars(select(FiscalPeriod).where(FiscalPeriod.starts_on == month.start_on)).one()
    PERIOD_MACHINE.advance(session, row, PeriodState.OPEN, actor=actor, now=now)
    before = session.scalar(
        select(func.max(FiscalPeriod.ends_on)).where(
            FiscalPeriod.state == PeriodState.CLOSED, FiscalPeriod.ends_on < month.start_on
        )
    )
    books.closed_through = before
    session.flush()
    return row


def _month(period: Period) -> Period:
    month = month_of(period.start_on)
    if (month.start_on, month.end_on) != (period.start_on, period.end_on):
        raise NotAMonth(period=str(period))
    return month


def _books(session: Session) -> Books:
    """The row every entry passes, locked: whoever posts now is through, whoever comes later waits."""
    return session.get_one(Books, 1, with_for_update=True, populate_existing=True)


def _first_entry(session: Session, *, after: date | None) -> date | None:
    statement = select(func.min(JournalEntry.booked_on))
    if after is not None:
        statement = statement.where(JournalEntry.booked_on > after)
    return session.execute(statement).scalar_one()


def _number(session: Session, row: FiscalPeriod) -> int:
    """Numbers the month's entries that have none yet, in the order they were made, after those that have."""
    taken = select(func.coalesce(func.max(Voucher.number), 0)).where(Voucher.starts_on == row.starts_on)
    place = func.row_number().over(order_by=(JournalEntry.booked_on, JournalEntry.id))
    entries = (
        select(JournalEntry.id, cast(row.starts_on, Date), taken.scalar_subquery() + place)
        .where(JournalEntry.booked_on.between(row.starts_on, row.ends_on))
        .where(~select(Voucher.entry_id).where(Voucher.entry_id == JournalEntry.id).exists())
    )
    session.execute(insert(Voucher).from_select(["entry_id", "starts_on", "number"], entries))
    return session.scalar(select(func.count()).select_from(Voucher).where(Voucher.starts_on == row.starts_on)) or 0
