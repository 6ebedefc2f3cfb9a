"""Goods that go back to their supplier, as values. Quantities are in stock units."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from core.operations import NOT_AGREED, CommandResult


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """So much of a product that goes back, and on which receipt it came."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    lot: str | None
    receipt: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseReturned(CommandResult):
    """Goods that go back to the supplier, from stock or `held` in quarantine.

    `owed` is what is no longer owed for them at the ordered price, for those who may see prices, in the company's
    currency; `to_credit` whether the supplier billed them and owes a credit note.
    """

    order: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    held: bool
    lines: tuple[ReturnedLine, ...]
    reason: str
    to_credit: bool
    owed: Decimal | None = field(default=None, metadata=dict(NOT_AGREED))
