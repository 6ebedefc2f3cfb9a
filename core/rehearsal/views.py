"""What a rehearsal answers with: the commands as understood, and what they would do to the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.sales.views import OrderPlaced


@dataclass(frozen=True, slots=True)
class RehearsedCommand:
    """One command with its arguments as they were understood, to be proposed as it is."""

    operation: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StockEffect:
    """What could be promised of a product over all warehouses, before and after, in its own unit."""

    product: str
    name_zh: str
    name_en: str
    unit: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class PromiseEffect:
    """A line of another order whose promised day would move."""

    order: str
    customer_zh: str
    customer_en: str
    product: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class ExposureEffect:
    """What a customer owes and has on order, tax included, in the company's currency; `limit` None is no limit."""

    customer: str
    name_zh: str
    name_en: str
    before: Decimal
    after: Decimal
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class CashEffect:
    """Money that would come in (positive) or go out, and when, in the company's currency."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MarginEffect:
    """What the orders sell for without tax and what their goods cost at the moving average; None where not known."""

    net: Decimal
    cost: Decimal

    @property
    def margin(self) -> Decimal:
        """What is left."""
        return self.net - self.cost


@dataclass(frozen=True, slots=True)
class BookEffect:
    """What the entries would add to an account; debits positive."""

    account: str
    name_zh: str
    name_en: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What several commands together would do. Nothing of it was written.

    `margin` and `books` are None for those who may not see cost. `approvals` are the reasons a colleague would have to
    agree to.
    """

    commands: tuple[RehearsedCommand, ...]
    currency: str
    orders: tuple[OrderPlaced, ...]
    approvals: tuple[str, ...]
    stock: tuple[StockEffect, ...]
    promises: tuple[PromiseEffect, ...]
    exposures: tuple[ExposureEffect, ...]
    cash: tuple[CashEffect, ...]
    margin: MarginEffect | None
    books: tuple[BookEffect, ...] | None
