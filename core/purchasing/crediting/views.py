"""What is taken back of suppliers' bills, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from core.finance.views import SettledPart
from core.operations import NOT_AGREED, CommandResult
from core.purchasing.billing.views import VendorBillRecorded
from core.purchasing.crediting.models import VendorCreditKind


@dataclass(frozen=True, slots=True)
class CreditedLineShown:
    """One line of a credit, in stock units, without tax; `quantity` 0 where only the price fell.

    `expected` is what the goods were billed at; `kept` how much of them never went back.
    """

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    net: Decimal
    tax: Decimal
    expected: Decimal
    kept: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorCreditRecorded(CommandResult):
    """A supplier's credit note, or a bill's reversal, as it will be booked.

    `settled` is what it takes off what is open of the bill, `unused` what is left of it for other bills. `freed` are
    payments of a cancelled bill that are an advance to the supplier again.
    """

    kind: VendorCreditKind
    bill: str
    order: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    reference: str
    reason: str
    credited_on: date
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    lines: tuple[CreditedLineShown, ...]
    settled: Decimal
    unused: Decimal
    freed: tuple[SettledPart, ...] = ()
    variance: Decimal = field(default=Decimal(0), metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorBillCorrected(CommandResult):
    """A bill that is reversed and recorded anew; `settles` is what its payments pay of the new one."""

    before: VendorCreditRecorded
    after: VendorBillRecorded
    settles: tuple[SettledPart, ...]

    def terms(self) -> dict[str, Any]:
        """The terms of both, and what is paid."""
        paid = [[one.number, str(one.amount)] for one in self.settles]
        return {"before": self.before.terms(), "after": self.after.terms(), "settles": paid}


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorCreditUsed(CommandResult):
    """What a supplier's credit note settles, and what is left of it."""

    number: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    currency: str
    settles: tuple[SettledPart, ...]
    unused: Decimal


@dataclass(frozen=True, slots=True)
class VendorCreditShown:
    """A supplier's credit note or a bill's reversal; `open` is what of it was not used."""

    number: str
    kind: VendorCreditKind
    reference: str
    bill: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    credited_on: date
    currency: str
    gross: Decimal
    open: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class VendorCreditPage:
    """The newest credits that fit, and how many there are in all."""

    credits: tuple[VendorCreditShown, ...]
    count: int
