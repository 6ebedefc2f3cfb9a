"""Operations that read customers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor, Role
from core.customers.models import Contact, Customer, Region
from core.customers.references import RegionRef
from core.customers.scope import CustomerRef, visible_customers
from core.customers.views import ContactShown, CustomerDetails, CustomerPage, CustomerShown
from core.errors import NotFound
from core.identity import User
from core.names import NameRow
from core.operations import query

MAY_READ = frozenset({Role.SALESPERSON, Role.SUPPORT, Role.MANAGER, Role.ADMIN, Role.ACCOUNTANT})
_PAGE = 20


@query(roles=MAY_READ)
def find_customers(
    session: Session, *, actor: Actor, text: str | None = None, region: RegionRef | None = None
) -> CustomerPage:
    """Customers by part of a name, or all of a region.

    A colleague's customer appears with its name and owner only, and is found by its name only.
    """
    seen = visible_customers(actor)
    conditions: list[ColumnElement[bool]] = []
    if region is not None:
        conditions += [Customer.region_id == region.id, seen]
    if text:
        key = names.key_of(text)
        # The index holds codes too: by its code, only what the actor may see is found.
        like = select(NameRow.ref_id).where(NameRow.kind == "customer", NameRow.key.contains(key, autoescape=True))
        named = Customer.id.in_(like.where(NameRow.text != NameRow.code))
        conditions.append(or_(named, and_(Customer.id.in_(like), seen)))
    rows = session.execute(
        select(Customer, Region, User.login, seen)
        .join(Region, Region.id == Customer.region_id)
        .join(User, User.id == Customer.owner_id, isouter=True)
        .where(*conditions)
        .order_by(case((seen, 0), else_=1), Customer.code)
        .limit(_PAGE)
    ).all()
    count = session.scalar(select(func.count()).select_from(Customer).where(*conditions)) or 0
    shown = tuple(_shown(customer, region, owner or "", bool(mine)) for customer, region, owner, mine in rows)
    return CustomerPage(customers=shown, count=count)


@query(roles=MAY_READ)
def get_customer(session: Session, *, customer: CustomerRef) -> CustomerDetails:
    """One customer: address, payment terms, who looks after it, and the contacts there."""
    found = session.execute(
        select(Customer, Region, User.login)
        .join(Region, Region.id == Customer.region_id)
        .join(User, User.id == Customer.owner_id, isouter=True)
        .where(Customer.id == customer.id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    row, region, owner = found
    contacts = session.scalars(select(Contact).where(Contact.customer_id == row.id).order_by(Contact.id))
    return CustomerDetails(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=row.kind,
        region_zh=region.name_zh,
        region_en=region.name_en,
        owner=owner or "",
        address=row.address,
        payment_terms_days=row.payment_terms_days,
        contacts=tuple(ContactShown(one.name, one.title, one.phone, one.email) for one in contacts),
    )


def _shown(row: Customer, region: Region, owner: str, in_scope: bool) -> CustomerShown:
    return CustomerShown(
        code=row.code if in_scope else "",
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=row.kind if in_scope else None,
        region_zh=region.name_zh if in_scope else "",
        region_en=region.name_en if in_scope else "",
        owner=owner,
        in_scope=in_scope,
    )
