"""The operation that reads how much buyers may order alone."""

from __future__ import annotations

from sqlalchemy import any_, literal, select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor, Role
from core.identity import User
from core.operations import query
from core.purchasing.access import MAY_BUY
from core.purchasing.limits.views import PurchaseLimitPage, PurchaseLimitShown
from core.purchasing.orders.writing import ALONE_UP_TO


@query(roles=MAY_BUY)
def find_purchase_limits(session: Session, *, actor: Actor) -> PurchaseLimitPage:
    """How much each buyer may order alone; a buyer sees the own limit only."""
    users = select(User).where(User.active, literal(Role.BUYER.value) == any_(User.roles)).order_by(User.login)
    if not actor.may(frozenset({Role.MANAGER, Role.ADMIN})):
        users = users.where(User.id == actor.user_id)
    return PurchaseLimitPage(
        tuple(
            PurchaseLimitShown(
                login=user.login,
                name_zh=user.name_zh,
                name_en=user.name_en,
                limit=ALONE_UP_TO if user.purchase_limit is None else user.purchase_limit,
                usual=user.purchase_limit is None,
            )
            for user in session.scalars(users)
        ),
        company.current(session).currency,
    )
