"""Operations that write customers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company, events, names
from core.actor import Actor, Role
from core.customers.models import CUSTOMER_NUMBERS, Contact, Customer, CustomerKind
from core.customers.references import RegionRef
from core.customers.scope import CustomerRef
from core.customers.segments import NAME_KIND, known_segment, segment_names
from core.customers.views import ContactAdded, CreditLimitSet, CustomerCreated, SegmentSet
from core.database import locked, new_id
from core.errors import Conflict, Invalid
from core.names import NameMissing
from core.operations import Document, command

MAY_WRITE = frozenset({Role.SALESPERSON, Role.MANAGER, Role.ADMIN})

PaymentTerms = Annotated[int, Field(ge=0, le=365)]
"""Days from invoice to due date."""

_LIMIT_MAX = Decimal(10) ** 12


class CreditLimitUnfit(Invalid):
    """A credit limit is 0 or more, in whole cents, below a trillion. Facts: limit."""


def _limit(value: object) -> Decimal:
    try:
        limit = Decimal(str(value).strip().replace(",", ""))
    except ArithmeticError as error:
        raise CreditLimitUnfit(limit=str(value)[:40]) from error
    if not limit.is_finite() or not 0 <= limit < _LIMIT_MAX or limit != limit.quantize(Decimal("0.01")):
        raise CreditLimitUnfit(limit=str(value)[:40])
    return limit


CreditLimit = Annotated[
    Decimal,
    BeforeValidator(_limit),
    WithJsonSchema({"type": "string", "description": "an amount in the company's currency, as digits"}),
]


_SEGMENT_LENGTH = 40


class CustomerExists(Conflict):
    """Another customer has that name. Facts: name."""


@command(roles=MAY_WRITE)
def create_customer(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    region: RegionRef,
    name_en: str | None = None,
    kind: CustomerKind = CustomerKind.OTHER,
    address: str = "",
    payment_terms_days: PaymentTerms = 30,
) -> CustomerCreated:
    """Adds a customer, looked after by the person who adds it."""
    name, name_en = names.both_names(name, name_en, length_max=120)
    address = address.strip()[:200]
    if session.scalar(select(Customer.id).where(Customer.name_zh == name)) is not None:
        raise CustomerExists(name=name)
    number = CUSTOMER_NUMBERS.take(session, actor.today(now))
    row = Customer(
        code=number,
        name_zh=name,
        name_en=name_en,
        kind=kind,
        region_id=region.id,
        owner_id=actor.user_id,
        address=address,
        payment_terms_days=payment_terms_days,
        created_at=now,
    )
    session.add(row)
    session.flush()
    names.put(session, "customer", row.id, number, [(row.name_zh, "zh"), (row.name_en, "en")])
    events.emit(session, "customer.created", subject_id=row.id, actor=actor, now=now, facts={"code": number})
    return CustomerCreated(
        document=Document("customer", row.id, number),
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=kind,
        region=region.code,
        owner=actor.login,
        address=address,
        payment_terms_days=payment_terms_days,
        code=number,
    )


@command(roles=frozenset({Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN}))
def set_credit_limit(session: Session, *, customer: CustomerRef, limit: CreditLimit) -> CreditLimitSet:
    """Sets how much a customer may owe and have on order, tax included; orders beyond need a manager's approval."""
    row = locked(session, Customer, customer.id)
    before, row.credit_limit = row.credit_limit, limit
    session.flush()
    return CreditLimitSet(
        document=Document("customer", row.id, row.code),
        customer=row.code,
        customer_zh=row.name_zh,
        customer_en=row.name_en,
        limit=limit,
        before=before,
        currency=company.current(session).currency,
    )


@command(roles=MAY_WRITE)
def add_contact(
    session: Session,
    *,
    customer: CustomerRef,
    name: str,
    title: str | None = None,
    phone: str | None = None,
    email: str | None = None,
) -> ContactAdded:
    """Adds a contact person to a customer."""
    if not names.key_of(name):
        raise NameMissing()
    title, phone, email = (None if each is None else each.strip()[:120] for each in (title, phone, email))
    owner = session.get_one(Customer, customer.id)
    row = Contact(customer_id=customer.id, name=name.strip()[:120], title=title, phone=phone, email=email)
    session.add(row)
    session.flush()
    return ContactAdded(
        document=Document("contact", row.id, owner.code),
        customer=owner.code,
        customer_zh=owner.name_zh,
        customer_en=owner.name_en,
        name=row.name,
        title=title,
        phone=phone,
        email=email,
    )


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def set_segment(session: Session, *, customer: CustomerRef, segment: str) -> SegmentSet:
    """Puts a customer into a segment, a new one if there is none of that name: its price lists and promotions count."""
    row = locked(session, Customer, customer.id)
    before = row.segment
    row.segment = known_segment(session, segment) or _new_segment(session, segment)
    session.flush()
    zh, en = segment_names(session, [row.segment])[row.segment]
    return SegmentSet(
        document=Document("customer", row.id, row.code),
        customer=row.code,
        customer_zh=row.name_zh,
        customer_en=row.name_en,
        before=before or "",
        segment=row.segment,
        segment_zh=zh,
        segment_en=en,
    )


def _new_segment(session: Session, written: str) -> str:
    key, _ = names.both_names(written, None, length_max=_SEGMENT_LENGTH)
    names.put(session, NAME_KIND, new_id(), key, [(key, None)])
    return key
