"""Orders as values: what queries and commands answer with, and what of it a person agrees to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic_core import to_jsonable_python

from core.inventory.views import Incoming, PromisedPart
from core.operations import NOT_AGREED, CommandResult
from core.sales.models import OrderState


@dataclass(frozen=True, slots=True)
class OrderLineShown:
    """One line of an order. Prices are for one `unit`; `available_after` is what its warehouse then has left.

    Where several warehouses deliver it, `parts` are what each of them does, and `warehouse` is the nearest.
    """

    product: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str
    stock_quantity: Decimal
    stock_unit: str
    list_price: Decimal
    discount_percent: Decimal
    unit_price: Decimal
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    warehouse: str | None
    warehouse_zh: str
    warehouse_en: str
    ships_on: date | None
    promised_on: date | None
    days_late: int
    waits_for: tuple[Incoming, ...]
    available_after: Decimal | None
    parts: tuple[PromisedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderHead:
    """What an order says above its lines."""

    customer: str
    customer_zh: str
    customer_en: str
    ship_to: str
    payment_terms_days: int
    currency: str
    price_list: str
    tax_included: bool
    requested_on: date | None
    promised_on: date | None
    discount_percent: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(CommandResult):
    """An order as it will stand: a draft, or confirmed with its promises."""

    state: OrderState
    head: OrderHead
    lines: tuple[OrderLineShown, ...]

    def terms(self) -> dict[str, Any]:
        """Party, lines, prices, tax, totals, source warehouses, promised dates and approvals."""
        head = self.head
        agreed: dict[str, Any] = to_jsonable_python(
            {
                "state": self.state,
                "customer": head.customer,
                "ship_to": head.ship_to,
                "currency": head.currency,
                "net": head.net,
                "tax": head.tax,
                "gross": head.gross,
                "lines": [
                    {
                        "product": line.product,
                        "quantity": line.quantity,
                        "unit": line.unit,
                        "unit_price": line.unit_price,
                        "net": line.net,
                        "tax_rate": line.tax_rate,
                        "warehouse": line.warehouse,
                        "parts": [(part.warehouse, part.quantity) for part in line.parts],
                        "promised_on": line.promised_on,
                    }
                    for line in self.lines
                ],
                "approvals": [(one.role, one.reason, one.asked) for one in self.approvals],
            }
        )
        return agreed

    def still_agreed(self, agreed: Mapping[str, Any]) -> bool:
        """The same order at the same or a lower price and by the same or an earlier day is covered by the yes."""
        now = self.terms()
        if len(now["lines"]) != len(agreed["lines"]) or not _no_more(now, agreed, "net", "gross"):
            return False
        same = all(now[key] == agreed[key] for key in ("state", "customer", "ship_to", "currency", "approvals"))
        return same and all(map(_line_still_agreed, now["lines"], agreed["lines"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(CommandResult):
    """An order that will be, or is, cancelled, and what that frees (in stock units, all products together)."""

    number: str
    customer: str
    customer_zh: str
    customer_en: str
    gross: Decimal
    currency: str
    was: OrderState
    reason: str
    lines: tuple[OrderLineShown, ...] = field(default=(), metadata=dict(NOT_AGREED))
    freed: Decimal = field(default=Decimal(0), metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order as it stands."""

    number: str
    state: OrderState
    head: OrderHead
    lines: tuple[OrderLineShown, ...]
    salesperson: str
    created_at: datetime
    confirmed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    number: str
    state: OrderState
    customer: str
    customer_zh: str
    customer_en: str
    ordered_on: date
    promised_on: date | None
    gross: Decimal
    currency: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The newest orders that fit, and how many there are in all."""

    orders: tuple[OrderRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class LastOrderLine:
    """So much of a product, in its own unit."""

    product: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class LastOrder:
    """What a customer ordered last."""

    number: str
    customer: str
    customer_zh: str
    customer_en: str
    ordered_on: date
    lines: tuple[LastOrderLine, ...]


def _line_still_agreed(now: Mapping[str, Any], agreed: Mapping[str, Any]) -> bool:
    same = all(now[key] == agreed[key] for key in ("product", "quantity", "unit", "tax_rate", "warehouse"))
    same = same and now["parts"] == agreed.get("parts", [])
    if not same or not _no_more(now, agreed, "unit_price", "net"):
        return False
    if agreed["promised_on"] is None or now["promised_on"] is None:
        return bool(now["promised_on"] == agreed["promised_on"])
    return bool(now["promised_on"] <= agreed["promised_on"])


def _no_more(now: Mapping[str, Any], agreed: Mapping[str, Any], *keys: str) -> bool:
    return all(Decimal(now[key]) <= Decimal(agreed[key]) for key in keys)
