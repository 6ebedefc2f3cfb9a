"""Suppliers' bills and payments to suppliers as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.finance.views import AgeingShown, SettledPart
from core.operations import NOT_AGREED, CommandResult


@dataclass(frozen=True, slots=True)
class BilledLineShown:
    """One line of a bill, in stock units, without tax; `expected` is what it comes to at the ordered price.

    `reasons` say why it does not match: more_than_received, other_price.
    """

    product: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    received: Decimal
    net: Decimal
    expected: Decimal
    tax: Decimal
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorBillRecorded(CommandResult):
    """A supplier's bill as it will be booked, and how far it agrees with what was ordered and what came.

    Tax that is not deductible is part of what the goods cost.
    """

    order: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    reference: str
    billed_on: date
    due_on: date
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    lines: tuple[BilledLineShown, ...]
    tax_deductible: bool = True
    variance: Decimal = field(default=Decimal(0), metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True)
class VendorBillShown:
    """A supplier's bill; `credited` was taken back of it, all of it where it is `cancelled`; `open` is not paid."""

    number: str
    reference: str
    order: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    billed_on: date
    due_on: date
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    open: Decimal
    credited: Decimal = Decimal(0)
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class VendorBillPage:
    """The newest bills that fit, and how many there are in all."""

    bills: tuple[VendorBillShown, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPaid(CommandResult):
    """A payment to a supplier as it will be booked; `advance` is what settles nothing yet."""

    supplier: str
    supplier_zh: str
    supplier_en: str
    amount: Decimal
    charges: Decimal
    currency: str
    paid_on: date
    settles: tuple[SettledPart, ...]
    advance: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class PayablesShown:
    """What is owed to suppliers, by how long it has been due."""

    ageing: AgeingShown
