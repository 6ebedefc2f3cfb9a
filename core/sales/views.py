"""Orders as values: what queries and commands answer with, and what of it a person agrees to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic_core import to_jsonable_python

from core.inventory.views import Incoming, PromisedPart
from core.operations import NOT_AGREED, ApprovalNeeded, CommandResult
from core.sales.models import OrderState
from core.sales.prices.views import PriceRule


@dataclass(frozen=True, slots=True)
class OrderLineShown:
    """One line of an order. Prices are for one `unit`; `available_after` is what its warehouse then has left.

    `rule` says what gave the price, None for lines from before rules were kept.
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
    tax_included: bool = False
    rule: PriceRule | None = None
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
    list_zh: str = ""
    list_en: str = ""
    exchange_rate: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(CommandResult):
    """An order as it will stand: a draft, or confirmed with its promises."""

    state: OrderState
    head: OrderHead
    lines: tuple[OrderLineShown, ...]

    def terms(self) -> dict[str, Any]:
        """Party, lines, prices, tax, totals, source warehouses, promised dates and approvals."""
        return agreed_terms(self.head, self.lines, self.approvals, state=self.state)

    def still_agreed(self, agreed: Mapping[str, Any]) -> bool:
        """The same order at the same or a lower price and by the same or an earlier day is covered by the yes."""
        return terms_still_agreed(self.terms(), agreed)


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
class GoodsShown:
    """So much of a product, in its own unit; `lots` are known once it was shipped."""

    product: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed(CommandResult):
    """An order that is closed short, and what of it will not be delivered."""

    number: str
    customer: str
    customer_zh: str
    customer_en: str
    given_up: tuple[GoodsShown, ...]


class Progress(StrEnum):
    """How far something is with an order. Derived from its documents, never stored."""

    NONE = "none"
    PARTLY = "partly"
    FULLY = "fully"


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """How far an order is delivered to the customer, invoiced and paid, and the numbers of its documents."""

    shipped: Progress
    delivered: Progress
    invoiced: Progress
    paid: Progress
    deliveries: tuple[str, ...]
    invoices: tuple[str, ...]


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
    progress: OrderProgress | None = None


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


def agreed_terms(
    head: OrderHead, lines: Sequence[OrderLineShown], approvals: Sequence[ApprovalNeeded], **more: object
) -> dict[str, Any]:
    """What a person agrees to of an order or a quotation, as plain JSON."""
    agreed: dict[str, Any] = to_jsonable_python(
        {
            **more,
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
                for line in lines
            ],
            "approvals": [(one.role, one.reason, one.asked) for one in approvals],
        }
    )
    return agreed


def terms_still_agreed(now: Mapping[str, Any], agreed: Mapping[str, Any]) -> bool:
    """Whether a yes to `agreed` covers `now`: nothing else, nothing dearer and nothing later."""
    if len(now["lines"]) != len(agreed["lines"]) or not _no_more(now, agreed, "net", "gross"):
        return False
    same = now.keys() - {"net", "tax", "gross", "lines"}
    if now.keys() != agreed.keys() or any(now[key] != agreed[key] for key in same):
        return False
    return all(map(_line_still_agreed, now["lines"], agreed["lines"]))


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
