"""Quantities as people say them, in the product's own unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core.catalog.facts import facts_of, unit_of
from core.catalog.models import Product


def in_stock_units(session: Session, item: Product, quantity: Decimal, unit: str | None, on: date) -> Decimal:
    """So much in the product's own unit; refuses `UnitUnknown` and `NotWhole`."""
    facts = facts_of(session, [item.id], on)[item.id]
    return facts.in_stock_units(quantity, unit_of(session, facts, unit))
