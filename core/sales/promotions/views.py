"""Promotions as values: what queries and commands answer with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.operations import CommandResult
from core.sales.promotions.kinds import PromotionKind, Stacking


@dataclass(frozen=True, slots=True)
class ScopeShown:
    """A product, category, customer or segment a promotion is for; a bundle has `quantity` of a product in one set."""

    kind: str
    code: str
    name_zh: str
    name_en: str
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PromotionShown:
    """A promotion. `amount` is what is taken off, or what one set of a bundle costs, in `currency`.

    Quantities are in the products' own units. Without any product or category in `scopes` it is for all goods,
    without any customer or segment for everybody; `gift` is empty where the bought product itself is given.
    """

    code: str
    name_zh: str
    name_en: str
    kind: PromotionKind
    stacking: Stacking
    priority: int
    currency: str
    percent: Decimal
    amount: Decimal
    quantity_min: Decimal
    amount_min: Decimal
    buy_quantity: Decimal
    gift_quantity: Decimal
    gift: str
    gift_zh: str
    gift_en: str
    gift_unit: str
    valid_from: date
    valid_until: date | None
    ended_on: date | None
    scopes: tuple[ScopeShown, ...]


@dataclass(frozen=True, slots=True)
class PromotionPage:
    """The promotions that fit, and how many there are in all."""

    promotions: tuple[PromotionShown, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionCreated(CommandResult):
    """A new promotion."""

    promotion: PromotionShown


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionEnded(CommandResult):
    """A promotion that counts no more from now on; documents made with it keep it."""

    promotion: PromotionShown
