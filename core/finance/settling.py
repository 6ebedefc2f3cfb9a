"""Open items: what documents claim and credit, and credits used for claims.

Amounts here are in the currency of the documents; what that is in the books follows each document's own rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor
from core.database import new_id, table_of
from core.errors import Conflict, Invalid
from core.finance import posting
from core.finance.ledger import Source, post
from core.finance.models import Allocation, ItemKind, OpenItem, Side
from core.finance.posting import Leg
from core.finance.rates import in_books
from core.money import round_money

PAYMENT = "payment"
"""The document kind of payments among open items; other credits are notes."""


class NothingLeftToSettle(Conflict):
    """The document is settled already. Facts: number."""


class AllocatedTooMuch(Conflict):
    """More than is open. Facts: number, open, asked, currency."""


class OtherParty(Invalid):
    """A credit settles claims of its own party and currency. Facts: number, other."""


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a claim, in its currency."""

    item: OpenItem
    amount: Decimal


def open_item(
    session: Session,
    *,
    side: Side,
    kind: ItemKind,
    party_id: UUID,
    document: tuple[str, UUID, str],
    dated_on: date,
    due_on: date,
    amount: Decimal,
    currency: str,
    rate: Decimal,
) -> UUID:
    """Books what a document (kind, id, number) claims or credits; the open item's id."""
    item_id = new_id()
    document_kind, document_id, number = document
    session.execute(
        insert(table_of(OpenItem)),
        {
            "id": item_id,
            "side": side,
            "kind": kind,
            "party_id": party_id,
            "document_kind": document_kind,
            "document_id": document_id,
            "number": number,
            "dated_on": dated_on,
            "due_on": due_on,
            "currency": currency,
            "amount": amount,
            "book_amount": in_books(session, amount, rate),
        },
    )
    return item_id


def open_items(
    session: Session, side: Side, kind: ItemKind, party_id: UUID, currency: str, *, lock: bool = False
) -> list[OpenItem]:
    """What is open with a party in one currency, oldest due first; with `lock`, locked in the order of their ids."""
    statement = select(OpenItem).where(
        OpenItem.side == side,
        OpenItem.kind == kind,
        OpenItem.party_id == party_id,
        OpenItem.currency == currency,
        OpenItem.settled < OpenItem.amount,
    )
    if lock:
        statement = statement.order_by(OpenItem.id).with_for_update().execution_options(populate_existing=True)
    return sorted(session.scalars(statement), key=lambda item: (item.due_on, item.number))


def open_amount(item: OpenItem) -> Decimal:
    """What is left of an item."""
    return item.amount - item.settled


def oldest_first(claims: Sequence[OpenItem], amount: Decimal) -> list[Part]:
    """`amount` over the claims in their order, as far as it goes."""
    parts = []
    for claim in claims:
        part = min(open_amount(claim), amount)
        if part > 0:
            parts.append(Part(claim, part))
            amount -= part
    return parts


def allocate(session: Session, credit: OpenItem, parts: Sequence[Part], *, actor: Actor, now: datetime) -> list[Leg]:
    """Uses a credit for parts of claims, all of them locked by the caller; the legs of what that does to the books.

    Refuses `NothingLeftToSettle`, `AllocatedTooMuch` and `OtherParty`.
    """
    legs: list[Leg] = []
    for part in parts:
        _check(credit, part)
        claim_value = _settle(session, part.item, part.amount)
        credit_value = _settle(session, credit, part.amount)
        legs += _legs(credit, claim_value, credit_value)
    _record(session, credit, parts, actor=actor, now=now)
    return legs


def allocate_and_post(
    session: Session, credit: OpenItem, parts: Sequence[Part], *, actor: Actor, now: datetime
) -> None:
    """`allocate`, with an entry of its own today."""
    legs = allocate(session, credit, parts, actor=actor, now=now)
    source = Source("allocation", new_id(), "allocated", credit.number)
    post(session, source, legs, booked_on=actor.today(now), actor=actor, now=now)


def take_back(session: Session, claim: OpenItem, *, actor: Actor, now: datetime) -> tuple[list[Leg], list[Part]]:
    """Takes back the payments that were used for a claim, which the caller has locked; they are open again.

    The legs of what that does to the books, and the credits with how much of each was freed. Notes stay used.
    """
    used = {
        credit_id: amount
        for credit_id, amount in session.execute(
            select(Allocation.credit_id, func.sum(Allocation.amount))
            .where(Allocation.claim_id == claim.id)
            .group_by(Allocation.credit_id)
        )
        if amount > 0
    }
    credits = session.scalars(
        select(OpenItem)
        .where(OpenItem.id.in_(used), OpenItem.document_kind == PAYMENT)
        .order_by(OpenItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    legs: list[Leg] = []
    for credit in credits:
        amount = used[credit.id]
        claim_value, credit_value = (_settle(session, item, -amount) for item in (claim, credit))
        legs += _legs(credit, claim_value, credit_value)
        _record(session, credit, [Part(claim, -amount)], actor=actor, now=now)
    return legs, [Part(credit, used[credit.id]) for credit in credits]


def _record(session: Session, credit: OpenItem, parts: Sequence[Part], *, actor: Actor, now: datetime) -> None:
    rows = [
        {"id": new_id(), "claim_id": part.item.id, "credit_id": credit.id, "amount": part.amount, "at": now}
        | {"user_id": actor.user_id}
        for part in parts
    ]
    if rows:
        session.flush()
        session.execute(insert(table_of(Allocation)), rows)


def _check(credit: OpenItem, part: Part) -> None:
    claim = part.item
    if (claim.party_id, claim.currency, claim.side) != (credit.party_id, credit.currency, credit.side):
        raise OtherParty(number=claim.number, other=credit.number)
    for item in (claim, credit):
        left = open_amount(item)
        if left <= 0:
            raise NothingLeftToSettle(number=item.number)
        if part.amount > left:
            raise AllocatedTooMuch(number=item.number, open=left, asked=part.amount, currency=item.currency)


def _settle(session: Session, item: OpenItem, amount: Decimal) -> Decimal:
    """Settles so much of an item; what that is in the books, so that the last part takes whatever is left there."""
    item.settled += amount
    own = company.current(session).currency
    settled = round_money(item.book_amount * item.settled / item.amount, own)
    value = settled - item.book_settled
    item.book_settled = settled
    return value


def _legs(credit: OpenItem, claim: Decimal, value: Decimal) -> tuple[Leg, ...]:
    if credit.document_kind != PAYMENT and credit.side is Side.RECEIVABLE:
        return posting.note_allocated(claim, value, party_id=credit.party_id)
    if credit.side is Side.RECEIVABLE:
        return posting.receipt_allocated(claim, value, party_id=credit.party_id)
    if credit.document_kind != PAYMENT:
        return posting.vendor_credit_allocated(claim, value, party_id=credit.party_id)
    return posting.payment_allocated(claim, value, party_id=credit.party_id)
