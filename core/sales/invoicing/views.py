"""Invoices and credit notes as values: what queries and commands answer with, and what of it a person agrees to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.operations import NOT_AGREED, CommandResult


class InvoiceStatus(StrEnum):
    """What is left to be paid of an invoice, and whether it was taken back. Derived, never stored."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class InvoiceLineShown:
    """One line of an invoice or credit note, in the order's unit where that comes out whole, else in stock units."""

    product: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str
    net: Decimal
    tax_rate: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document comes to, without and with tax."""

    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePosted(CommandResult):
    """An invoice as it will be posted; `ahead` says that goods in it are not delivered yet."""

    order: str
    customer: str
    customer_zh: str
    customer_en: str
    lines: tuple[InvoiceLineShown, ...]
    totals: Totals
    ahead: bool
    issued_on: date = field(metadata=dict(NOT_AGREED))
    due_on: date = field(metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A credit note of one invoice; `number` is empty while it is only proposed."""

    number: str
    invoice: str
    lines: tuple[InvoiceLineShown, ...]
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditPosted(CommandResult):
    """Credit notes as they will be posted, one for each invoice."""

    customer: str
    customer_zh: str
    customer_en: str
    goods_return: str
    reason: str
    invoices: tuple[str, ...]
    lines: tuple[InvoiceLineShown, ...]
    totals: Totals
    numbers: tuple[str, ...] = field(metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True)
class InvoiceShown:
    """An invoice as it stands: `paid` and `credited` are what payments and credit notes settled of it."""

    number: str
    order: str
    status: InvoiceStatus
    seller_zh: str
    seller_en: str
    customer: str
    customer_zh: str
    customer_en: str
    address: str
    issued_on: date
    due_on: date
    lines: tuple[InvoiceLineShown, ...]
    totals: Totals
    paid: Decimal
    credited: Decimal
    left: Decimal
    credit_notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in a list."""

    number: str
    order: str
    status: InvoiceStatus
    customer: str
    customer_zh: str
    customer_en: str
    issued_on: date
    due_on: date
    gross: Decimal
    left: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """The newest invoices that fit, and how many there are in all."""

    invoices: tuple[InvoiceRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class CreditNoteShown:
    """A credit note as it stands; `left` can still be used for other invoices or paid back."""

    number: str
    invoice: str
    order: str
    goods_return: str | None
    seller_zh: str
    seller_en: str
    customer: str
    customer_zh: str
    customer_en: str
    address: str
    issued_on: date
    reason: str
    lines: tuple[InvoiceLineShown, ...]
    totals: Totals
    left: Decimal
