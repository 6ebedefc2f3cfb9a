"""Splitting a quantity over warehouses so that the last part of it arrives as early as can be: pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.inventory.supply import Source


@dataclass(frozen=True, slots=True)
class Offer:
    """The most that a warehouse can have with the customer by a day."""

    source: Source
    arrives_on: date
    most: Decimal


def split(quantity: Decimal, offers: Sequence[Offer]) -> list[tuple[Source, Decimal]]:
    """What each warehouse gives, on the first day on which they have all of it together; nothing if they never do.

    Offers come in the order in which warehouses are preferred: each gives what it can before the next is asked.
    """
    for day in sorted({offer.arrives_on for offer in offers}):
        most: dict[Source, Decimal] = {}
        for offer in offers:
            if offer.arrives_on <= day:
                most[offer.source] = max(most.get(offer.source, Decimal(0)), offer.most)
        if sum(most.values()) >= quantity:
            return _in_turn(quantity, most)
    return []


def _in_turn(quantity: Decimal, most: dict[Source, Decimal]) -> list[tuple[Source, Decimal]]:
    shares = []
    for source, offered in most.items():
        share = min(offered, quantity)
        if share > 0:
            shares.append((source, share))
            quantity -= share
    return shares
