"""Finance as values: what queries and commands answer with, and what of it a person agrees to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.finance.posting import AccountRole
from core.operations import NOT_AGREED, CommandResult


@dataclass(frozen=True, slots=True)
class SettledPart:
    """So much of an invoice or bill that a payment settles, and what is then left of it."""

    number: str
    amount: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(CommandResult):
    """A customer's payment as it will be booked; `advance` is what settles nothing yet."""

    customer: str
    customer_zh: str
    customer_en: str
    amount: Decimal
    charges: Decimal
    currency: str
    paid_on: date
    settles: tuple[SettledPart, ...]
    advance: Decimal
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAllocated(CommandResult):
    """A payment or credit note used for an invoice; `unused` is what is left of it."""

    number: str
    party_zh: str
    party_en: str
    currency: str
    settles: tuple[SettledPart, ...]
    unused: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(CommandResult):
    """An advance paid back to a customer."""

    number: str
    customer: str
    customer_zh: str
    customer_en: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChanged(CommandResult):
    """A month that is closed or opened again. `entries` got numbers when it was closed."""

    starts_on: date
    ends_on: date
    closed: bool
    entries: int = field(default=0, metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSet(CommandResult):
    """Units of the company's currency for one of another, from a day on."""

    currency: str
    own: str
    rate: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is open by how long it has been due, in days; in the company's currency. `credits` are not in the rest."""

    current: Decimal
    to_30: Decimal
    to_60: Decimal
    to_90: Decimal
    over_90: Decimal
    credits: Decimal

    @property
    def total(self) -> Decimal:
        """Everything claimed, less what may be used to pay it."""
        return self.current + self.to_30 + self.to_60 + self.to_90 + self.over_90 - self.credits


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """What is open with one party."""

    party: str
    name_zh: str
    name_en: str
    ageing: Ageing
    oldest_due_on: date | None


@dataclass(frozen=True, slots=True)
class OpenItemRow:
    """An invoice, bill, payment or credit note that is not settled; `days_overdue` is 0 before it is due."""

    kind: str
    number: str
    party: str
    name_zh: str
    name_en: str
    dated_on: date
    due_on: date
    days_overdue: int
    currency: str
    amount: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True)
class AgeingShown:
    """Open items by party, largest first, with their sum; and the items themselves where one party was asked about."""

    as_of: date
    currency: str
    overdue_days: int
    rows: tuple[AgeingRow, ...]
    total: Ageing
    items: tuple[OpenItemRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment in a list; `unused` is what of it settles nothing yet."""

    number: str
    party: str
    name_zh: str
    name_en: str
    incoming: bool
    paid_on: date
    currency: str
    amount: Decimal
    unused: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """The newest payments that fit, and how many there are in all."""

    payments: tuple[PaymentRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """An account over a period; opening and closing balances are debits where positive."""

    account: str
    name_zh: str
    name_en: str
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        """The balance at the end."""
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """All accounts that were used, over a period."""

    starts_on: date
    ends_on: date
    currency: str
    rows: tuple[BalanceRow, ...]
    closed_through: date | None


@dataclass(frozen=True, slots=True)
class JournalLineShown:
    """A debit or credit."""

    account: str
    name_zh: str
    name_en: str
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class JournalEntryShown:
    """An entry: the event of the document it is of, and its lines. `voucher` is its number once the month is closed."""

    booked_on: date
    source_kind: str
    event: str
    number: str | None
    voucher: int | None
    lines: tuple[JournalLineShown, ...]


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account of the chart."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    role: AccountRole | None
