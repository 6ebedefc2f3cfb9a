"""Which accounts an event debits and credits, as pure arithmetic (the posting table of the company's books).

A leg's amount is signed: a debit is positive, a credit negative. Entries are in the company's currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

_ZERO = Decimal(0)


class AccountRole(StrEnum):
    """What the company's documents use an account for; every role has one account in the chart."""

    BANK = "bank"
    RECEIVABLES = "receivables"
    UNBILLED = "unbilled"
    PREPAYMENTS = "prepayments"
    SUPPLIER_CLAIMS = "supplier_claims"
    INVENTORY = "inventory"
    IN_TRANSIT = "in_transit"
    PAYABLES = "payables"
    RECEIVED_NOT_INVOICED = "received_not_invoiced"
    CONTRACT_LIABILITIES = "contract_liabilities"
    INPUT_VAT = "input_vat"
    OUTPUT_VAT = "output_vat"
    OUTPUT_VAT_PENDING = "output_vat_pending"
    CAPITAL = "capital"
    REVENUE = "revenue"
    COST_OF_GOODS_SOLD = "cost_of_goods_sold"
    INVENTORY_DIFFERENCES = "inventory_differences"
    SCRAPPED = "scrapped"
    BANK_CHARGES = "bank_charges"
    EXCHANGE_DIFFERENCES = "exchange_differences"


_R = AccountRole


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of an entry: a debit (positive) or credit (negative), of a party where the account is about one."""

    role: AccountRole
    amount: Decimal
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """An amount without tax and its tax."""

    net: Decimal = _ZERO
    tax: Decimal = _ZERO

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return self.net + self.tax

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(self.net + other.net, self.tax + other.tax)

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(self.net - other.net, self.tax - other.tax)


Position = Mapping[AccountRole, Decimal]
"""Balances by role, debits positive."""


def sales_position(delivered: Amounts, invoiced: Amounts) -> Position:
    """The balances that one order line stands for in the books.

    `delivered` is what the customer received less what came back, `invoiced` what was invoiced less what was credited.
    Revenue and receivables follow each on its own; what one is ahead of the other is unbilled, or a contract liability.
    """
    ahead = delivered.gross > invoiced.gross
    unbilled = delivered.gross - invoiced.gross if ahead else _ZERO
    pending = delivered.tax - invoiced.tax if ahead else _ZERO
    liability = _ZERO if ahead else invoiced.net - delivered.net
    return {
        _R.RECEIVABLES: invoiced.gross,
        _R.UNBILLED: unbilled,
        _R.CONTRACT_LIABILITIES: -liability,
        _R.OUTPUT_VAT_PENDING: -pending,
        _R.OUTPUT_VAT: -invoiced.tax,
        _R.REVENUE: -delivered.net,
    }


def change(before: Position, after: Position, *, party_id: UUID | None) -> tuple[Leg, ...]:
    """The legs that lead from one position to another."""
    roles = [role for role in AccountRole if role in before or role in after]
    return tuple(Leg(role, after.get(role, _ZERO) - before.get(role, _ZERO), party_id) for role in roles)


def goods_received(cost: Decimal, party_id: UUID) -> tuple[Leg, ...]:
    """Goods came on a purchase order, at its price without tax."""
    return (Leg(_R.INVENTORY, cost), Leg(_R.RECEIVED_NOT_INVOICED, -cost, party_id))


def goods_given_back(owed: Decimal, cost: Decimal, party_id: UUID) -> tuple[Leg, ...]:
    """Goods went back to their supplier at the average `cost`; `owed` is what they were booked at when they came."""
    return (
        Leg(_R.RECEIVED_NOT_INVOICED, owed, party_id),
        Leg(_R.INVENTORY, -cost),
        Leg(_R.INVENTORY_DIFFERENCES, cost - owed),
    )


def bill_posted(
    received: Decimal, *, to_inventory: Decimal, to_cost: Decimal, input_vat: Decimal, party_id: UUID
) -> tuple[Leg, ...]:
    """A supplier's bill for goods `received` at the order's prices.

    What it says more or less goes to inventory for goods still held and to cost for those that left.
    """
    return (
        Leg(_R.RECEIVED_NOT_INVOICED, received, party_id),
        Leg(_R.INVENTORY, to_inventory),
        Leg(_R.COST_OF_GOODS_SOLD, to_cost),
        Leg(_R.INPUT_VAT, input_vat),
        Leg(_R.PAYABLES, -(received + to_inventory + to_cost + input_vat), party_id),
    )


def goods_shipped(cost: Decimal) -> tuple[Leg, ...]:
    """Goods left for a customer."""
    return (Leg(_R.IN_TRANSIT, cost), Leg(_R.INVENTORY, -cost))


def goods_delivered(cost: Decimal) -> tuple[Leg, ...]:
    """The customer has the goods: their cost. What they are sold for is a `change` of the line's position."""
    return (Leg(_R.COST_OF_GOODS_SOLD, cost), Leg(_R.IN_TRANSIT, -cost))


def goods_refused(cost: Decimal) -> tuple[Leg, ...]:
    """Goods on their way were refused and are in stock again."""
    return (Leg(_R.INVENTORY, cost), Leg(_R.IN_TRANSIT, -cost))


def goods_returned(cost: Decimal) -> tuple[Leg, ...]:
    """Delivered goods came back, at the cost they left at."""
    return (Leg(_R.INVENTORY, cost), Leg(_R.COST_OF_GOODS_SOLD, -cost))


def goods_scrapped(cost: Decimal) -> tuple[Leg, ...]:
    """Goods in stock were thrown away."""
    return (Leg(_R.SCRAPPED, cost), Leg(_R.INVENTORY, -cost))


def goods_claimed(cost: Decimal) -> tuple[Leg, ...]:
    """Goods went back to their supplier, who owes for them what they cost until its credit is booked."""
    return (Leg(_R.SUPPLIER_CLAIMS, cost), Leg(_R.INVENTORY, -cost))


def stock_counted(gain: Decimal) -> tuple[Leg, ...]:
    """A count found more (positive) or less than the books said, in money."""
    return (Leg(_R.INVENTORY, gain), Leg(_R.INVENTORY_DIFFERENCES, -gain))


def stock_opened(value: Decimal) -> tuple[Leg, ...]:
    """What was in stock when the books were opened."""
    return (Leg(_R.INVENTORY, value), Leg(_R.CAPITAL, -value))


def customer_paid(amount: Decimal, *, charges: Decimal, party_id: UUID) -> tuple[Leg, ...]:
    """A customer paid, bank charges kept back included; until it is allocated it is an advance."""
    return (
        Leg(_R.BANK, amount - charges),
        Leg(_R.BANK_CHARGES, charges),
        Leg(_R.CONTRACT_LIABILITIES, -amount, party_id),
    )


def customer_refunded(amount: Decimal, *, party_id: UUID) -> tuple[Leg, ...]:
    """An advance or overpayment was paid back to a customer."""
    return (Leg(_R.CONTRACT_LIABILITIES, amount, party_id), Leg(_R.BANK, -amount))


def receipt_allocated(claim: Decimal, credit: Decimal, *, party_id: UUID) -> tuple[Leg, ...]:
    """Part of a customer's payment settles part of an invoice; both at the rates of their own days."""
    return (
        Leg(_R.CONTRACT_LIABILITIES, credit, party_id),
        Leg(_R.RECEIVABLES, -claim, party_id),
        Leg(_R.EXCHANGE_DIFFERENCES, claim - credit),
    )


def supplier_paid(amount: Decimal, *, charges: Decimal, party_id: UUID) -> tuple[Leg, ...]:
    """A supplier was paid; until it is allocated it is a prepayment."""
    return (
        Leg(_R.PREPAYMENTS, amount, party_id),
        Leg(_R.BANK_CHARGES, charges),
        Leg(_R.BANK, -(amount + charges)),
    )


def payment_allocated(claim: Decimal, credit: Decimal, *, party_id: UUID) -> tuple[Leg, ...]:
    """Part of a payment to a supplier settles part of a bill; both at the rates of their own days."""
    return (
        Leg(_R.PAYABLES, claim, party_id),
        Leg(_R.PREPAYMENTS, -credit, party_id),
        Leg(_R.EXCHANGE_DIFFERENCES, credit - claim),
    )


def vendor_credit_allocated(claim: Decimal, credit: Decimal, *, party_id: UUID) -> tuple[Leg, ...]:
    """Part of a supplier's credit note settles part of a bill: both stand in payables, only their rates may differ."""
    return (Leg(_R.PAYABLES, claim - credit, party_id), Leg(_R.EXCHANGE_DIFFERENCES, credit - claim))


def note_allocated(claim: Decimal, credit: Decimal, *, party_id: UUID) -> tuple[Leg, ...]:
    """Part of a credit note settles part of an invoice: both stand in receivables, only their rates may differ."""
    return (Leg(_R.RECEIVABLES, credit - claim, party_id), Leg(_R.EXCHANGE_DIFFERENCES, claim - credit))


def merged(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """The legs with those of one account and party added up, and nothing that comes to zero."""
    sums: dict[tuple[AccountRole, UUID | None], Decimal] = defaultdict(Decimal)
    for leg in legs:
        sums[leg.role, leg.party_id] += leg.amount
    return tuple(Leg(role, amount, party_id) for (role, party_id), amount in sums.items() if amount)


def is_balanced(legs: Iterable[Leg]) -> bool:
    """Whether debits equal credits."""
    return sum((leg.amount for leg in legs), _ZERO) == 0
