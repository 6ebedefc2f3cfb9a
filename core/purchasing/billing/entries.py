"""The entry of a bill, and of what is taken back of one: the same accounts, the other way round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.actor import Actor
from core.finance.posting import AccountRole, Leg, bill_posted
from core.inventory.valuing import revalue


@dataclass(frozen=True, slots=True)
class Variance:
    """What a line says more (or less, below zero) than its goods were booked at; `quantity` is theirs."""

    product_id: UUID
    quantity: Decimal
    amount: Decimal


def spread_variances(
    session: Session, variances: Iterable[Variance], *, origin: tuple[str, UUID], actor: Actor, now: datetime
) -> tuple[Decimal, Decimal]:
    """Gives goods that are still held their part; what they take, and what belongs to the cost of those that left."""
    to_inventory, to_cost = Decimal(0), Decimal(0)
    origin_kind, origin_id = origin
    # In the order of the products' ids, in which their worth is locked by everybody.
    for one in sorted(variances, key=lambda one: one.product_id):
        if not one.amount:
            continue
        taken, rest = revalue(
            session,
            product_id=one.product_id,
            quantity=one.quantity,
            amount=one.amount,
            origin_kind=origin_kind,
            origin_id=origin_id,
            actor=actor,
            now=now,
        )
        to_inventory += taken
        to_cost += rest
    return to_inventory, to_cost


def legs_of(
    matched: Decimal, *, to_inventory: Decimal, to_cost: Decimal, vat: Decimal, gross: Decimal, party_id: UUID
) -> list[Leg]:
    """The legs of a bill over `gross` with `vat`, or of its reversal, where all amounts are below zero.

    What the amounts leave open of `gross` was moved by the exchange rate since the order.
    """
    posted = bill_posted(matched, to_inventory=to_inventory, to_cost=to_cost, input_vat=vat, party_id=party_id)
    exchange = gross - vat - matched - to_inventory - to_cost
    moved = (Leg(AccountRole.EXCHANGE_DIFFERENCES, exchange), Leg(AccountRole.PAYABLES, -exchange, party_id))
    return [*posted, *moved]
