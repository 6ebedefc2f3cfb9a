"""What is owed and what is left of money, counted a second time: oldest due first, never beyond, never of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(slots=True)
class Item:
    """An invoice, or money or a note that can be used for invoices; `used` of it is settled."""

    number: str
    customer: str
    currency: str
    amount: Decimal
    due_on: date
    used: Decimal = NOTHING
    credited: bool = False

    @property
    def left(self) -> Decimal:
        """What is still open."""
        return self.amount - self.used


@dataclass(slots=True)
class Open:
    """All open items of all customers, and the months that are closed, by their last days."""

    claims: dict[str, Item] = field(default_factory=dict)
    credits: dict[str, Item] = field(default_factory=dict)
    closed: set[date] = field(default_factory=set)

    @property
    def closed_through(self) -> date:
        """The last day that takes no entries any more."""
        return max(self.closed, default=date.min)

    def of(self, customer: str, currency: str) -> list[Item]:
        """What a customer owes in a currency, the oldest due first."""
        found = [one for one in self.claims.values() if (one.customer, one.currency) == (customer, currency)]
        return sorted((one for one in found if one.left > 0), key=lambda one: (one.due_on, one.number))

    def refuses(self, money: Item, named: Sequence[str]) -> bool:
        """Whether one of the invoices that are named cannot be settled with the money."""
        return any(
            number not in self.claims
            or self.claims[number].left <= 0
            or (self.claims[number].customer, self.claims[number].currency) != (money.customer, money.currency)
            for number in named
        )

    def settle(self, money: Item, named: Sequence[str], amount: Decimal) -> None:
        """Uses so much of the money for what is named, or for everything its customer owes."""
        claims = [self.claims[number] for number in dict.fromkeys(named)] or self.of(money.customer, money.currency)
        for claim in claims:
            part = min(claim.left, amount)
            claim.used += part
            money.used += part
            amount -= part

    def as_kept(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Amount and settled part of every item, by number."""
        return {one.number: (one.amount, one.used) for one in (*self.claims.values(), *self.credits.values())}
