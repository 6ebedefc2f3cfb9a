"""Tables of finance. Entries are only ever added, balanced by the database; amounts are in the company's currency."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.finance.posting import AccountRole
from core.numbering import NumberSeries
from core.states import StateMachine

PAYMENT_NUMBERS = NumberSeries("PAY", "payment_numbers")


class AccountKind(StrEnum):
    """Where an account stands in the statements; assets and expenses grow by debits."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Account(Base):
    """An account of the chart. Documents post to the one that has their `role`."""

    __tablename__ = "ledger_accounts"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[AccountKind]
    role: Mapped[AccountRole | None] = mapped_column(unique=True)


class Books(Base):
    """The one row every entry passes: nothing posts on or before `closed_through`."""

    __tablename__ = "books"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    closed_through: Mapped[date | None]


class PeriodState(StrEnum):
    """Whether a month takes entries."""

    OPEN = "open"
    CLOSED = "closed"


PERIOD_MACHINE = StateMachine(
    "fiscal_period",
    table="fiscal_periods",
    initial=PeriodState.OPEN,
    allowed={(PeriodState.OPEN, PeriodState.CLOSED), (PeriodState.CLOSED, PeriodState.OPEN)},
)


class FiscalPeriod(Base):
    """A month of the books, on record from when it was first closed."""

    __tablename__ = "fiscal_periods"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    starts_on: Mapped[date] = mapped_column(unique=True)
    ends_on: Mapped[date]
    state: Mapped[PeriodState]


class JournalEntry(Base):
    """What one event of one document did to the books. `number` is the document's, where it had one by then."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        UniqueConstraint("source_id", "source_kind", "event"),
        Index("ix_journal_entries_booked_on", "booked_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    booked_on: Mapped[date]
    source_kind: Mapped[str]
    source_id: Mapped[UUID]
    event: Mapped[str]
    number: Mapped[str | None]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]


class JournalLine(Base):
    """One debit or credit of an entry; lines of an entry are written in one statement, which has to balance."""

    __tablename__ = "journal_lines"
    __table_args__ = (
        CheckConstraint("debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)", name="one_side"),
        Index("ix_journal_lines_account", "account"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entries.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.code"))
    debit: Mapped[Decimal]
    credit: Mapped[Decimal]
    party_id: Mapped[UUID | None]


class Voucher(Base):
    """The number an entry gets when its month is closed: gapless within the month, in the order of entry."""

    __tablename__ = "vouchers"
    __table_args__ = (UniqueConstraint("starts_on", "number"), CheckConstraint("number > 0", name="positive"))

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entries.id"), primary_key=True)
    starts_on: Mapped[date]
    number: Mapped[int]


class Side(StrEnum):
    """Whom an open item is with."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


class ItemKind(StrEnum):
    """A claim is to be paid; a credit pays it."""

    CLAIM = "claim"
    CREDIT = "credit"


class OpenItem(Base):
    """What one document claims from a party or credits it with, and how much of that is settled.

    `amount` and `settled` are in `currency`; `book_amount` and `book_settled` the same in the company's currency, at
    the rate of the document. Bills and payments to suppliers stand on the payable side. A party is a customer there, a
    supplier here.
    """

    __tablename__ = "open_items"
    __table_args__ = (
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint("settled >= 0 AND settled <= amount", name="settled_within_amount"),
        UniqueConstraint("document_id", "document_kind"),
        Index("ix_open_items_open", "side", "party_id", "due_on", postgresql_where="settled < amount"),
        Index("ix_open_items_number", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    side: Mapped[Side]
    kind: Mapped[ItemKind]
    party_id: Mapped[UUID]
    document_kind: Mapped[str]
    document_id: Mapped[UUID]
    number: Mapped[str]
    dated_on: Mapped[date]
    due_on: Mapped[date]
    currency: Mapped[str]
    amount: Mapped[Decimal]
    settled: Mapped[Decimal] = mapped_column(default=Decimal(0))
    book_amount: Mapped[Decimal]
    book_settled: Mapped[Decimal] = mapped_column(default=Decimal(0))


class Allocation(Base):
    """So much of a credit was used for a claim, in their currency; `at` is when.

    An amount below zero takes back what was used: rows are only ever added.
    """

    __tablename__ = "allocations"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="changes"),
        Index("ix_allocations_claim_id", "claim_id"),
        Index("ix_allocations_credit_id", "credit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("open_items.id"))
    credit_id: Mapped[UUID] = mapped_column(ForeignKey("open_items.id"))
    amount: Mapped[Decimal]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]


class Payment(Base):
    """Money that came from a customer or went to a supplier. `charges` are the bank's, in the same currency.

    `refunded` is what of a customer's payment was paid back: it settles nothing and is not open either.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint("charges >= 0", name="charges_not_negative"),
        CheckConstraint("refunded >= 0 AND refunded <= amount", name="refunded_within_amount"),
        Index("ix_payments_party_id_paid_on_id", "party_id", "paid_on", "id"),
        Index("ix_payments_paid_on_id", "paid_on", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    side: Mapped[Side]
    party_id: Mapped[UUID]
    currency: Mapped[str]
    amount: Mapped[Decimal]
    charges: Mapped[Decimal]
    refunded: Mapped[Decimal] = mapped_column(default=Decimal(0))
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    paid_on: Mapped[date]
    reference: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class ExchangeRate(Base):
    """Units of the company's currency for one unit of another, from a day on."""

    __tablename__ = "exchange_rates"
    __table_args__ = (UniqueConstraint("currency", "valid_from"), CheckConstraint("rate > 0", name="positive"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    currency: Mapped[str]
    valid_from: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
