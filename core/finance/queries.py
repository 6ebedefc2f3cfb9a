"""Operations that read the books: what customers owe, payments, balances, entries, the chart of accounts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor, Role
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.finance.ageing import Parties, age, items_of, rows_of, total_of
from core.finance.models import (
    Account,
    Books,
    ItemKind,
    JournalEntry,
    JournalLine,
    OpenItem,
    Payment,
    Side,
    Voucher,
)
from core.finance.references import SEES_PAYABLES
from core.finance.settling import PAYMENT
from core.finance.views import (
    AccountShown,
    AgeingShown,
    BalanceRow,
    JournalEntryShown,
    JournalLineShown,
    PaymentPage,
    PaymentRow,
    TrialBalance,
)
from core.names import NameRow
from core.numbering import as_numbered
from core.operations import PeriodWords, query

READS_BOOKS = frozenset({Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
SEES_RECEIVABLES = READS_BOOKS | {Role.SALESPERSON, Role.CUSTOMER}
_PAGE = 20
_ENTRIES_SHOWN = 50
Overdue = Annotated[int, Field(ge=0, le=10_000)]


@query(roles=SEES_RECEIVABLES)
def get_receivables(
    session: Session, *, actor: Actor, now: datetime, customer: CustomerRef | None = None, overdue_days: Overdue = 0
) -> AgeingShown:
    """What customers owe by how long it has been due (应收账龄), or one customer's open invoices.

    With overdue_days only invoices that have been due for longer than that.
    """
    scope: list[ColumnElement[bool]] = [OpenItem.party_id.in_(select(Customer.id).where(visible_customers(actor)))]
    if customer is not None:
        scope.append(OpenItem.party_id == customer.id)
    on = actor.today(now)
    aged = age(session, Side.RECEIVABLE, scope, on=on, overdue_days=overdue_days)
    parties = _customers(session, list(aged))
    alone = customer is not None or actor.roles == {Role.CUSTOMER}
    return AgeingShown(
        as_of=on,
        currency=company.current(session).currency,
        overdue_days=overdue_days,
        rows=rows_of(aged, parties)[:_PAGE],
        total=total_of(aged),
        items=items_of(session, Side.RECEIVABLE, scope, parties, on=on) if alone and aged else (),
        count=len(aged),
    )


@query(roles=READS_BOOKS | {Role.SALESPERSON, Role.BUYER, Role.CUSTOMER})
def find_payments(
    session: Session, *, actor: Actor, customer: CustomerRef | None = None, period: PeriodWords | None = None
) -> PaymentPage:
    """Payments received from customers and made to suppliers, newest first, by customer or period."""
    mine = Payment.party_id.in_(select(Customer.id).where(visible_customers(actor)))
    seen = (Payment.side == Side.RECEIVABLE) & mine
    conditions: list[ColumnElement[bool]] = [
        seen | (Payment.side == Side.PAYABLE) if actor.may(SEES_PAYABLES) else seen
    ]
    if customer is not None:
        conditions.append(Payment.party_id == customer.id)
    if period is not None:
        conditions.append(Payment.paid_on.between(period.start_on, period.end_on))
    rows = session.execute(
        select(Payment, OpenItem.amount - OpenItem.settled)
        .join(OpenItem, (OpenItem.document_id == Payment.id) & (OpenItem.document_kind == PAYMENT))
        .where(*conditions)
        .order_by(Payment.paid_on.desc(), Payment.id.desc())
        .limit(_PAGE)
    ).all()
    parties = parties_of(session, [payment.party_id for payment, _ in rows])
    return PaymentPage(
        tuple(_payment(payment, left, parties) for payment, left in rows),
        session.scalar(select(func.count()).select_from(Payment).where(*conditions)) or 0,
    )


@query(roles=READS_BOOKS)
def get_trial_balance(session: Session, *, period: PeriodWords) -> TrialBalance:
    """All accounts over a period (科目余额表): opening balance, debits, credits and closing balance."""
    before = JournalEntry.booked_on < period.start_on
    moved = JournalLine.debit - JournalLine.credit
    sums = (
        select(
            JournalLine.account,
            func.coalesce(func.sum(case((before, moved))), 0).label("opening"),
            func.coalesce(func.sum(case((~before, JournalLine.debit))), 0).label("debit"),
            func.coalesce(func.sum(case((~before, JournalLine.credit))), 0).label("credit"),
        )
        .join(JournalEntry, JournalEntry.id == JournalLine.entry_id)
        .where(JournalEntry.booked_on <= period.end_on)
        .group_by(JournalLine.account)
        .subquery()
    )
    rows = session.execute(
        select(Account.code, Account.name_zh, Account.name_en, sums.c.opening, sums.c.debit, sums.c.credit)
        .join(sums, sums.c.account == Account.code)
        .order_by(Account.code)
    )
    return TrialBalance(
        starts_on=period.start_on,
        ends_on=period.end_on,
        currency=company.current(session).currency,
        rows=tuple(BalanceRow(*row) for row in rows),
        closed_through=session.scalar(select(Books.closed_through)),
    )


@query(roles=READS_BOOKS)
def get_journal(session: Session, *, number: str) -> tuple[JournalEntryShown, ...]:
    """The entries a document made in the books (凭证), by the document's number, with their debits and credits."""
    wanted = as_numbered(number)
    documents = select(OpenItem.document_id).where(OpenItem.number == wanted)
    rows = session.execute(
        select(JournalEntry, Voucher.number)
        .join(Voucher, Voucher.entry_id == JournalEntry.id, isouter=True)
        .where((JournalEntry.number == wanted) | JournalEntry.source_id.in_(documents))
        .order_by(JournalEntry.id)
        .limit(_ENTRIES_SHOWN)
    ).all()
    lines = _lines(session, [entry.id for entry, _ in rows])
    return tuple(
        JournalEntryShown(
            booked_on=entry.booked_on,
            source_kind=entry.source_kind,
            event=entry.event.split(" ", 1)[0],
            number=entry.number,
            voucher=voucher,
            lines=tuple(lines.get(entry.id, ())),
        )
        for entry, voucher in rows
    )


@query(roles=READS_BOOKS)
def list_accounts(session: Session) -> tuple[AccountShown, ...]:
    """The chart of accounts (会计科目表)."""
    rows = session.scalars(select(Account).order_by(Account.code))
    return tuple(AccountShown(row.code, row.name_zh, row.name_en, row.kind.value, row.role) for row in rows)


def credit_of(session: Session, payment_id: UUID) -> OpenItem:
    """The open item of a payment."""
    return session.scalars(
        select(OpenItem).where(
            OpenItem.document_id == payment_id,
            OpenItem.document_kind == PAYMENT,
            OpenItem.kind == ItemKind.CREDIT,
        )
    ).one()


def parties_of(session: Session, party_ids: list[UUID]) -> Parties:
    """Code and names of customers and suppliers by id, from the name index that knows both."""
    rows = session.execute(
        select(NameRow.ref_id, NameRow.code, NameRow.text, NameRow.language).where(
            NameRow.kind.in_(["customer", "supplier"]),
            NameRow.ref_id.in_(set(party_ids)),
            NameRow.language.is_not(None),
        )
    )
    known: dict[UUID, dict[str, str]] = {}
    for party_id, code, name, language in rows:
        known.setdefault(party_id, {"code": code})[str(language)] = name
    return {key: (one["code"], one.get("zh", ""), one.get("en", "")) for key, one in known.items()}


def _customers(session: Session, ids: list[UUID]) -> Parties:
    rows = session.execute(
        select(Customer.id, Customer.code, Customer.name_zh, Customer.name_en).where(Customer.id.in_(ids))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _payment(payment: Payment, left: Decimal, parties: Parties) -> PaymentRow:
    code, name_zh, name_en = parties.get(payment.party_id, ("", "", ""))
    return PaymentRow(
        number=payment.number,
        party=code,
        name_zh=name_zh,
        name_en=name_en,
        incoming=payment.side is Side.RECEIVABLE,
        paid_on=payment.paid_on,
        currency=payment.currency,
        amount=payment.amount,
        unused=left,
        reference=payment.reference,
    )


def _lines(session: Session, entry_ids: list[UUID]) -> dict[UUID, list[JournalLineShown]]:
    rows = session.execute(
        select(JournalLine, Account.name_zh, Account.name_en)
        .join(Account, Account.code == JournalLine.account)
        .where(JournalLine.entry_id.in_(entry_ids))
        .order_by(JournalLine.entry_id, JournalLine.position)
    )
    found: dict[UUID, list[JournalLineShown]] = {}
    for line, name_zh, name_en in rows:
        shown = JournalLineShown(line.account, name_zh, name_en, line.debit, line.credit)
        found.setdefault(line.entry_id, []).append(shown)
    return found
