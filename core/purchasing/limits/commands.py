"""The operation that sets how much somebody may order alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, company
from core.actor import Actor, Role
from core.database import locked
from core.errors import Invalid, NotPermitted
from core.finance.references import Charges
from core.identity import ColleagueRef, User
from core.operations import Document, command
from core.purchasing.access import MAY_BUY
from core.purchasing.limits.views import PurchaseLimitSet
from core.purchasing.orders.writing import ALONE_UP_TO


class OwnLimit(NotPermitted):
    """Nobody sets their own limit. Facts: login."""


class NotABuyer(Invalid):
    """Only who may buy has a limit for it. Facts: login."""


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def set_purchase_limit(
    session: Session, *, actor: Actor, now: datetime, buyer: ColleagueRef, purchase_limit: Charges
) -> PurchaseLimitSet:
    """Sets the largest purchase order, tax included, that a buyer may approve or send without a manager's approval."""
    user = locked(session, User, buyer.id)
    if user.id == actor.user_id:
        raise OwnLimit(login=user.login)
    if not MAY_BUY & {Role(role) for role in user.roles}:
        raise NotABuyer(login=user.login)
    before = ALONE_UP_TO if user.purchase_limit is None else user.purchase_limit
    user.purchase_limit = purchase_limit
    session.flush()
    details = {"login": user.login, "limit": str(purchase_limit), "before": str(before)}
    audit.record(session, action="user.purchase_limit", actor=actor, now=now, details=details)
    return PurchaseLimitSet(
        document=Document("user", user.id, user.login),
        login=user.login,
        name_zh=user.name_zh,
        name_en=user.name_en,
        limit=purchase_limit,
        before=before,
        currency=company.current(session).currency,
    )
