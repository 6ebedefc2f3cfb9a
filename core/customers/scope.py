"""Whose customers an actor may see, and customer references within that scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor, Role
from core.customers.models import Customer
from core.errors import Choice, NotPermitted
from core.identity import User
from core.names import NameAmbiguous, NameRow, NameUnknown
from core.operations import Asking, Reference

OWN = "me"
"""What stands for the customer who asks, where one has to be named."""

_SEE_ALL = frozenset({Role.MANAGER, Role.ADMIN, Role.SUPPORT, Role.ACCOUNTANT, Role.WAREHOUSE})


class CustomerOfColleague(NotPermitted):
    """The customer is looked after by a colleague of another team. Facts: customer_zh, customer_en, owner."""


def sees_every_customer(actor: Actor) -> bool:
    """Whether what the actor reads covers all of the company's customers."""
    return actor.may(_SEE_ALL)


def visible_customers(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Customer` that leaves what the actor may see."""
    if sees_every_customer(actor):
        return true()
    seen: list[ColumnElement[bool]] = []
    if Role.SALESPERSON in actor.roles and actor.user_id is not None:
        seen.append(Customer.owner_id == actor.user_id)
        if actor.team is not None:
            seen.append(Customer.owner_id.in_(select(User.id).where(User.team == actor.team)))
    if Role.CUSTOMER in actor.roles and actor.customer_id is not None:
        seen.append(Customer.id == actor.customer_id)
    return or_(*seen) if seen else false()


@dataclass(frozen=True, slots=True)
class CustomerRef(Reference):
    """A customer the actor may see. `row` is kept where resolving read it: the session holds rows only weakly."""

    kind: ClassVar[str] = "customer"
    hint: ClassVar[str] = "the customer's name or code, as the person wrote it; a customer's own company is `me`"

    row: Customer | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of_asker(cls, actor: Actor) -> str | None:
        """A customer's own company, for who is nothing but a customer."""
        return OWN if actor.customer_id is not None and not actor.is_staff else None

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> CustomerRef:
        """Refuses `NameUnknown`, `NameAmbiguous`, and for a colleague's customer `CustomerOfColleague`."""
        actor = asking.actor
        if text.casefold() == OWN and actor.customer_id is not None:
            own = asking.session.get_one(Customer, actor.customer_id)
            return cls(own.id, own.code, own)
        visible = None if actor.is_staff else NameRow.ref_id.in_(select(Customer.id).where(visible_customers(actor)))
        try:
            found = names.resolve(asking.session, "customer", text, exact=asking.exact, visible=visible)
        except (NameAmbiguous, NameUnknown) as refusal:
            refusal.choices = _choices_within(asking.session, refusal.choices, actor)
            raise
        row = None
        if actor.is_staff and not actor.may(_SEE_ALL):
            row = _unless_a_colleagues(asking.session, found.id, actor)
        return cls(found.id, found.code, row)


def _choices_within(session: Session, choices: Sequence[Choice], actor: Actor) -> tuple[Choice, ...]:
    """The choices, a colleague's customer by its name alone: its code is none of the actor's business."""
    offered = Customer.code.in_([choice.value for choice in choices])
    seen = set(session.scalars(select(Customer.code).where(offered, visible_customers(actor))))
    return tuple(choice if choice.value in seen else replace(choice, value=choice.name_zh) for choice in choices)


def _unless_a_colleagues(session: Session, customer_id: UUID, actor: Actor) -> Customer:
    row: Customer
    row, owner, seen = session.execute(
        select(Customer, User.login, visible_customers(actor))
        .join(User, User.id == Customer.owner_id, isouter=True)
        .where(Customer.id == customer_id)
    ).one()
    if not seen:
        raise CustomerOfColleague(customer_zh=row.name_zh, customer_en=row.name_en, owner=owner or "")
    return row
