"""Quotations as values: what queries and commands answer with, and what of it a person agrees to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.operations import NOT_AGREED, CommandResult
from core.sales.quotations.models import QuotationState
from core.sales.views import OrderHead, OrderLineShown, agreed_terms, terms_still_agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationMade(CommandResult):
    """A quotation as it will stand, valid until the end of a day; `hold_until` where its goods are held."""

    head: OrderHead
    lines: tuple[OrderLineShown, ...]
    valid_until: date
    hold_until: date | None

    def terms(self) -> dict[str, Any]:
        """As an order's, with how long it is valid and its goods are held."""
        dates = {"valid_until": self.valid_until, "hold_until": self.hold_until}
        return agreed_terms(self.head, self.lines, self.approvals, **dates)

    def still_agreed(self, agreed: Mapping[str, Any]) -> bool:
        """The same quotation at the same or a lower price is covered by the yes."""
        return terms_still_agreed(self.terms(), agreed)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationMoved(CommandResult):
    """A quotation that will be, or is, sent to the customer or declined by them."""

    number: str
    customer: str
    customer_zh: str
    customer_en: str
    gross: Decimal
    currency: str
    valid_until: date
    state: QuotationState
    reason: str
    lines: tuple[OrderLineShown, ...] = field(default=(), metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True)
class QuotationShown:
    """A quotation as it stands; `order` is the number of the one it became."""

    number: str
    state: QuotationState
    head: OrderHead
    lines: tuple[OrderLineShown, ...]
    salesperson: str
    created_on: date
    created_at: datetime
    valid_until: date
    hold_until: date | None
    order: str | None
    decline_reason: str | None
    seller_zh: str
    seller_en: str


@dataclass(frozen=True, slots=True)
class QuotationRow:
    """A quotation in a list."""

    number: str
    state: QuotationState
    customer: str
    customer_zh: str
    customer_en: str
    created_on: date
    valid_until: date
    gross: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class QuotationPage:
    """The newest quotations that fit, and how many there are in all."""

    quotations: tuple[QuotationRow, ...]
    count: int
