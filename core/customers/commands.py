"""Operations that write customers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events, names
from core.actor import Actor, Role
from core.customers.models import CUSTOMER_NUMBERS, Contact, Customer, CustomerKind
from core.customers.references import RegionRef
from core.customers.scope import CustomerRef
from core.customers.views import ContactAdded, CustomerCreated
from core.errors import Conflict
from core.names import NameMissing
from core.operations import Document, command

MAY_WRITE = frozenset({Role.SALESPERSON, Role.MANAGER, Role.ADMIN})

PaymentTerms = Annotated[int, Field(ge=0, le=365)]
"""Days from invoice to due date."""


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
