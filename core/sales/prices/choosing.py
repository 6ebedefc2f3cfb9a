"""Which of the listed prices counts for each product of a document: the best list first, the highest tier reached.

Pure; which lists are for whom, and in what order, is read by `reading`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from core.catalog.listing import ListPrice

Listed = Sequence[tuple[UUID, ListPrice]]
"""Prices by product, those of the best list first, within a list the highest tier first."""


def choose_prices(
    listed: Listed, quantities: Mapping[UUID, Decimal], *, currency: str | None = None
) -> dict[UUID, ListPrice]:
    """The price of each product when so many stock units of it are bought; products without one are left out.

    A document is in one currency: that of the best list with a price for any of its products, unless `currency` says
    otherwise. A product the best list says nothing about is priced by the next list in that currency.
    """
    chosen: dict[UUID, ListPrice] = {}
    for product_id, price in listed:
        if product_id in chosen or price.quantity_min > quantities.get(product_id, Decimal(-1)):
            continue
        if price.currency == (currency or price.currency):
            currency = price.currency
            chosen[product_id] = price
    return chosen


def main_list(listed: Listed, chosen: Mapping[UUID, ListPrice]) -> ListPrice | None:
    """A price of the best list among those chosen: it stands for the document's list."""
    return next((price for product_id, price in listed if chosen.get(product_id) is price), None)
