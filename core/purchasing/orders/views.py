"""Purchase orders as values, and what of one a person agrees to. Prices are None for those who may not know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic_core import to_jsonable_python

from core.operations import NOT_AGREED, CommandResult
from core.purchasing.orders.models import PurchaseOrderState


class Progress(StrEnum):
    """How much of an order has come, or was billed."""

    NONE = "none"
    PARTLY = "partly"
    FULLY = "fully"


def progress_of(done: Decimal, ordered: Decimal) -> Progress:
    """Nothing, a part or all of it."""
    return Progress.NONE if done <= 0 else Progress.FULLY if done >= ordered else Progress.PARTLY


@dataclass(frozen=True, slots=True)
class PurchaseLineShown:
    """One line. `price` is for one `unit`, without tax; received, billed and returned are in the stock unit.

    `notes` say what deserves a look: below_minimum, off_multiple, other_price, no_offer.
    """

    product: str
    name_zh: str
    name_en: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    quantity: Decimal
    unit: str
    stock_quantity: Decimal
    stock_unit: str
    price: Decimal | None
    net: Decimal | None
    tax_rate: Decimal
    tax: Decimal | None
    due_on: date
    received: Decimal
    billed: Decimal
    requisition: str | None = None
    notes: tuple[str, ...] = ()
    returned: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PurchaseOrderShown:
    """A purchase order as it stands, or as it will. `number` is empty before it is made."""

    number: str
    state: PurchaseOrderState
    supplier: str
    supplier_zh: str
    supplier_en: str
    currency: str
    net: Decimal | None
    tax: Decimal | None
    gross: Decimal | None
    payment_terms_days: int
    received: Progress
    billed: Progress
    lines: tuple[PurchaseLineShown, ...]
    note: str
    buyer: str
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None

    def terms(self) -> dict[str, Any]:
        """What is agreed to: supplier, prices, quantities, days and places; no number and no moment."""
        plain: dict[str, Any] = to_jsonable_python(
            {
                "supplier": self.supplier,
                "state": self.state,
                "currency": self.currency,
                "net": self.net,
                "gross": self.gross,
                "lines": [
                    {
                        "product": line.product,
                        "quantity": line.quantity,
                        "unit": line.unit,
                        "price": line.price,
                        "net": line.net,
                        "warehouse": line.warehouse,
                        "due_on": line.due_on,
                    }
                    for line in self.lines
                ],
            }
        )
        return plain


@dataclass(frozen=True, slots=True)
class PurchaseOrderRow:
    """A purchase order in a list."""

    number: str
    state: PurchaseOrderState
    supplier: str
    supplier_zh: str
    supplier_en: str
    ordered_on: date
    due_on: date | None
    gross: Decimal | None
    currency: str
    received: Progress
    billed: Progress
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PurchaseOrderPage:
    """The newest purchase orders that fit, and how many there are in all."""

    purchase_orders: tuple[PurchaseOrderRow, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrdersMade(CommandResult):
    """Purchase orders as they will be made, one for each supplier. The document is the first.

    `limit` is what the buyer may send alone, in the company's currency, where one of them is over it.
    """

    orders: tuple[PurchaseOrderShown, ...]
    limit: Decimal | None = None

    def terms(self) -> dict[str, Any]:
        """The terms of every order."""
        return {"orders": [order.terms() for order in self.orders]}


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrderChanged(CommandResult):
    """A purchase order after a step of its life: approved, sent, cancelled, closed."""

    order: PurchaseOrderShown
    reason: str = ""

    def terms(self) -> dict[str, Any]:
        """The order's terms, and the approvals it takes."""
        approvals = [[one.role, one.reason, str(one.asked)] for one in self.approvals]
        return {**self.order.terms(), "reason": self.reason, "approvals": approvals}


@dataclass(frozen=True, slots=True)
class MovedPromise:
    """A line of a customer's order whose promise rests on goods that now come on another day."""

    order: str
    product: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A purchase line's new day."""

    product: str
    name_zh: str
    name_en: str
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    quantity: Decimal
    unit: str
    before: date
    after: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseRescheduled(CommandResult):
    """The new day of what is still to come, and how many promises to customers rest on it."""

    number: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    due_on: date
    lines: tuple[MovedLine, ...]
    promises: int = field(default=0, metadata=dict(NOT_AGREED))

    def still_agreed(self, agreed: Mapping[str, Any]) -> bool:
        """The same order and day; what came in the meantime no longer moves."""
        now = self.terms()
        return all(now[name] == agreed.get(name) for name in ("number", "due_on"))
