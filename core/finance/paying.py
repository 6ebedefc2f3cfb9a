"""Recording money that came or went, used for what is open: the claims that were named, or the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Invalid
from core.finance import posting
from core.finance.ledger import Source, post
from core.finance.models import PAYMENT_NUMBERS, ItemKind, OpenItem, Payment, Side
from core.finance.rates import in_books, rate_on
from core.finance.references import in_minor_units
from core.finance.settling import (
    PAYMENT,
    NothingLeftToSettle,
    OtherParty,
    Part,
    allocate,
    oldest_first,
    open_amount,
    open_item,
    open_items,
)
from core.finance.views import SettledPart


class PaidLater(Invalid):
    """A payment is recorded when it has been made: not for a day to come. Facts: day."""


class ChargesTooHigh(Invalid):
    """Bank charges are part of what was paid, and less than it. Facts: charges, amount."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A recorded payment, the parts of claims it settled, and what of it is left as an advance."""

    payment: Payment
    parts: tuple[Part, ...]
    advance: Decimal


def pay(
    session: Session,
    *,
    side: Side,
    party_id: UUID,
    amount: Decimal,
    charges: Decimal,
    currency: str,
    paid_on: date,
    claims: Sequence[UUID],
    reference: str,
    actor: Actor,
    now: datetime,
) -> Paid:
    """Records a payment of a customer or to a supplier and settles claims with it.

    `claims` are settled in their order, else everything open with the party, oldest due first; what is left stays as
    an advance. A customer's `charges` are part of the amount, a supplier's come on top. Refuses `NothingLeftToSettle`
    and `OtherParty` for a claim that was named and is settled, or not of this party and currency, and `AmountTooFine`
    for parts of a cent.
    """
    if paid_on > actor.today(now):
        raise PaidLater(day=paid_on)
    in_minor_units(amount, currency)
    in_minor_units(charges, currency)
    if side is Side.RECEIVABLE and charges >= amount:
        raise ChargesTooHigh(charges=charges, amount=amount)
    row = Payment(
        number=PAYMENT_NUMBERS.take(session, paid_on),
        side=side,
        party_id=party_id,
        currency=currency,
        amount=amount,
        charges=charges,
        rate=rate_on(session, currency, paid_on),
        paid_on=paid_on,
        reference=reference.strip()[:200],
        created_at=now,
    )
    session.add(row)
    session.flush()
    credit = _credit(session, row)
    open_claims = open_items(session, side, ItemKind.CLAIM, party_id, currency, lock=True)
    parts = oldest_first(_named(session, claims, open_claims, credit) if claims else open_claims, amount)
    legs = [*_legs(session, row), *allocate(session, credit, parts, actor=actor, now=now)]
    post(session, Source(PAYMENT, row.id, "paid", row.number), legs, booked_on=paid_on, actor=actor, now=now)
    return Paid(row, tuple(parts), amount - sum((part.amount for part in parts), Decimal(0)))


def settled_parts(parts: Sequence[Part]) -> tuple[SettledPart, ...]:
    """What was settled, as values."""
    return tuple(SettledPart(part.item.number, part.amount, open_amount(part.item)) for part in parts)


def _named(session: Session, claims: Sequence[UUID], found: Sequence[OpenItem], credit: OpenItem) -> list[OpenItem]:
    """The claims that were named, in their order; each has to be among those that are open with the party."""
    by_id = {one.id: one for one in found}
    for claim_id in claims:
        if claim_id not in by_id:
            claim = session.get_one(OpenItem, claim_id)
            if (claim.party_id, claim.currency, claim.side) != (credit.party_id, credit.currency, credit.side):
                raise OtherParty(number=claim.number, other=credit.number)
            raise NothingLeftToSettle(number=claim.number)
    return [by_id[claim_id] for claim_id in dict.fromkeys(claims)]


def _credit(session: Session, row: Payment) -> OpenItem:
    """The open item of a payment: what of it settles nothing yet."""
    item_id = open_item(
        session,
        side=row.side,
        kind=ItemKind.CREDIT,
        party_id=row.party_id,
        document=(PAYMENT, row.id, row.number),
        dated_on=row.paid_on,
        due_on=row.paid_on,
        amount=row.amount,
        currency=row.currency,
        rate=row.rate,
    )
    return session.get_one(OpenItem, item_id)


def _legs(session: Session, row: Payment) -> tuple[posting.Leg, ...]:
    amount, charges = (in_books(session, each, row.rate) for each in (row.amount, row.charges))
    paid = posting.customer_paid if row.side is Side.RECEIVABLE else posting.supplier_paid
    return paid(amount, charges=charges, party_id=row.party_id)
