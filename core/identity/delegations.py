"""Rights to approve that are lent to a colleague for some days: what is lent, to whom, and when it ends.

Only one's own right is lent: what somebody holds as a delegate goes no further. What it decides on is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from core.actor import Mandate, Role
from core.identity.models import Delegation, User

_LENT = (
    select(
        Delegation.lender_id,
        User.login,
        User.roles,
        User.discount_limit_percent,
        Delegation.starts_on,
        Delegation.ends_on,
    )
    .join(User, User.id == Delegation.lender_id)
    .where(Delegation.ended_at.is_(None), User.active)
    .order_by(Delegation.starts_on, Delegation.id)
)


def mandates_of(session: Session, user_id: UUID) -> tuple[Mandate, ...]:
    """What colleagues lent the user and did not take back, as they hold it now: past, present and to come."""
    rows = session.execute(_LENT.where(Delegation.delegate_id == user_id))
    return tuple(
        Mandate(lender_id, login, frozenset(map(Role, roles)), limit, starts_on, ends_on)
        for lender_id, login, roles, limit, starts_on, ends_on in rows
    )


def delegates_on(session: Session, day: date) -> set[UUID]:
    """Whoever may approve for somebody else on the day."""
    lent = select(Delegation.delegate_id).where(
        Delegation.ended_at.is_(None), Delegation.starts_on <= day, Delegation.ends_on >= day
    )
    return set(session.scalars(lent))


def standing(session: Session, *, since: date, user_id: UUID | None) -> Sequence[tuple[Delegation, User, User]]:
    """The delegations that run or will, with who lends and who is lent to; all, or those that concern a user."""
    lender, delegate = aliased(User), aliased(User)
    found = (
        select(Delegation, lender, delegate)
        .join(lender, lender.id == Delegation.lender_id)
        .join(delegate, delegate.id == Delegation.delegate_id)
        .where(Delegation.ended_at.is_(None), Delegation.ends_on >= since)
        .order_by(Delegation.starts_on, Delegation.id)
    )
    if user_id is not None:
        found = found.where(or_(Delegation.lender_id == user_id, Delegation.delegate_id == user_id))
    return [(row[0], row[1], row[2]) for row in session.execute(found)]
