"""Limits of buyers as values, in the company's currency, tax included."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.operations import CommandResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLimitSet(CommandResult):
    """What a buyer may order alone from now on, and what it was before."""

    login: str
    name_zh: str
    name_en: str
    limit: Decimal
    before: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class PurchaseLimitShown:
    """What somebody may order alone; `usual` where it is the company's usual limit."""

    login: str
    name_zh: str
    name_en: str
    limit: Decimal
    usual: bool


@dataclass(frozen=True, slots=True)
class PurchaseLimitPage:
    """Everybody who buys."""

    limits: tuple[PurchaseLimitShown, ...]
    currency: str
