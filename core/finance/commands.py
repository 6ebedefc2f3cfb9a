"""Operations that write the books: payments and what they settle, exchange rates, closing months."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor, Role
from core.customers.models import Customer
from core.customers.scope import CustomerRef
from core.database import locked
from core.errors import Invalid
from core.finance import closing, posting
from core.finance.ledger import Source, post
from core.finance.models import ExchangeRate, FiscalPeriod, ItemKind, OpenItem, Payment, Side
from core.finance.paying import Paid, pay, settled_parts
from core.finance.queries import credit_of, parties_of
from core.finance.rates import currency_meant, in_books
from core.finance.references import Amount, Charges, ClaimRef, PaymentRef, in_minor_units
from core.finance.settling import (
    AllocatedTooMuch,
    NothingLeftToSettle,
    Part,
    allocate_and_post,
    oldest_first,
    open_amount,
    open_items,
)
from core.finance.views import (
    CreditAllocated,
    PaymentRecorded,
    PaymentRefunded,
    PeriodChanged,
    RateSet,
)
from core.operations import Day, Document, PeriodWords, command

KEEPS_BOOKS = frozenset({Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
_RATE_MAX = Decimal(1_000_000)


class RateUnfit(Invalid):
    """A rate is more than zero, and another currency's. Facts: currency."""


@command(roles=KEEPS_BOOKS)
def record_payment(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    customer: CustomerRef,
    amount: Amount,
    invoices: list[ClaimRef] | None = None,
    charges: Charges = Decimal(0),
    paid_on: Day | None = None,
    currency: str | None = None,
    reference: str = "",
) -> PaymentRecorded:
    """Records money a customer paid and settles its invoices with it, those named or the oldest due first.

    Charges the bank kept are part of the amount. What settles nothing stays as the customer's advance.
    """
    buyer = session.get_one(Customer, customer.id)
    paid = pay(
        session,
        side=Side.RECEIVABLE,
        party_id=buyer.id,
        amount=amount,
        charges=charges,
        currency=currency_meant(session, currency),
        paid_on=paid_on or actor.today(now),
        claims=[one.id for one in invoices or ()],
        reference=reference,
        actor=actor,
        now=now,
    )
    return _recorded(buyer, paid)


@command(roles=KEEPS_BOOKS)
def allocate_payment(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    payment: PaymentRef,
    invoice: ClaimRef | None = None,
    amount: Amount | None = None,
) -> CreditAllocated:
    """Uses what is left of a payment for an invoice or bill, the oldest due ones where none is named."""
    credit = credit_of(session, payment.id)
    party = (credit.side, ItemKind.CLAIM, credit.party_id, credit.currency)
    claims = open_items(session, *party, lock=True)
    credit = locked(session, OpenItem, credit.id)
    left = open_amount(credit)
    if left <= 0:
        raise NothingLeftToSettle(number=credit.number)
    if amount is not None and in_minor_units(amount, credit.currency) > left:
        raise AllocatedTooMuch(number=credit.number, open=left, asked=amount, currency=credit.currency)
    parts = oldest_first(claims, amount or left)
    if invoice is not None:
        claim = locked(session, OpenItem, invoice.id)
        parts = [Part(claim, amount or min(left, open_amount(claim)))]
    if not parts:
        raise NothingLeftToSettle(number=invoice.code if invoice else credit.number)
    allocate_and_post(session, credit, parts, actor=actor, now=now)
    _, name_zh, name_en = parties_of(session, [credit.party_id])[credit.party_id]
    return CreditAllocated(
        document=Document("payment", payment.id, payment.code),
        number=credit.number,
        party_zh=name_zh,
        party_en=name_en,
        currency=credit.currency,
        settles=settled_parts(parts),
        unused=open_amount(credit),
    )


@command(roles=KEEPS_BOOKS)
def refund_payment(
    session: Session, *, actor: Actor, now: datetime, payment: PaymentRef, amount: Amount | None = None
) -> PaymentRefunded:
    """Pays back to a customer what is left of a payment, or part of it."""
    row = locked(session, Payment, payment.id)
    if row.side is not Side.RECEIVABLE:
        raise NothingLeftToSettle(number=row.number)
    credit = locked(session, OpenItem, credit_of(session, payment.id).id)
    left = open_amount(credit)
    refunded = in_minor_units(amount, row.currency) if amount else left
    if left <= 0:
        raise NothingLeftToSettle(number=row.number)
    if refunded > left:
        raise AllocatedTooMuch(number=row.number, open=left, asked=refunded, currency=row.currency)
    before = credit.book_settled
    credit.settled += refunded
    credit.book_settled = in_books(session, credit.settled, row.rate)
    row.refunded += refunded
    session.flush()
    legs = posting.customer_refunded(credit.book_settled - before, party_id=row.party_id)
    event = f"refunded {row.refunded.normalize():f}"
    source = Source("payment", row.id, event, row.number)
    post(session, source, legs, booked_on=actor.today(now), actor=actor, now=now)
    buyer = session.get_one(Customer, row.party_id)
    return PaymentRefunded(
        document=Document("payment", row.id, row.number),
        number=row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        amount=refunded,
        currency=row.currency,
    )


@command(roles=KEEPS_BOOKS)
def close_period(session: Session, *, actor: Actor, now: datetime, period: PeriodWords) -> PeriodChanged:
    """Closes a month of the books (关账): its entries get voucher numbers and nothing posts into it any more."""
    row, entries = closing.close(session, period, actor=actor, now=now)
    return PeriodChanged(
        document=_month(row), starts_on=row.starts_on, ends_on=row.ends_on, closed=True, entries=entries
    )


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def reopen_period(session: Session, *, actor: Actor, now: datetime, period: PeriodWords) -> PeriodChanged:
    """Opens the latest closed month of the books again (反结账)."""
    row = closing.reopen(session, period, actor=actor, now=now)
    return PeriodChanged(document=_month(row), starts_on=row.starts_on, ends_on=row.ends_on, closed=False)


@command(roles=KEEPS_BOOKS)
def set_exchange_rate(
    session: Session, *, actor: Actor, now: datetime, currency: str, rate: Amount, valid_from: Day | None = None
) -> RateSet:
    """Sets how much of the company's currency one unit of another is worth, from a day on."""
    other = currency_meant(session, currency)
    own = company.current(session).currency
    if other == own or rate >= _RATE_MAX:
        raise RateUnfit(currency=other)
    from_day: date = valid_from or actor.today(now)
    values = {"currency": other, "valid_from": from_day, "rate": rate}
    rate_id = session.execute(
        insert(ExchangeRate)
        .values(**values)
        .on_conflict_do_update(index_elements=["currency", "valid_from"], set_={"rate": rate})
        .returning(ExchangeRate.id)
    ).scalar_one()
    document = Document("exchange_rate", rate_id, other)
    return RateSet(document=document, currency=other, own=own, rate=rate, valid_from=from_day)


def _month(row: FiscalPeriod) -> Document:
    return Document("fiscal_period", row.id, f"{row.starts_on:%Y-%m}")


def _recorded(buyer: Customer, paid: Paid) -> PaymentRecorded:
    row = paid.payment
    return PaymentRecorded(
        document=Document("payment", row.id, row.number),
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        amount=row.amount,
        charges=row.charges,
        currency=row.currency,
        paid_on=row.paid_on,
        settles=settled_parts(paid.parts),
        advance=paid.advance,
        reference=row.reference,
    )
