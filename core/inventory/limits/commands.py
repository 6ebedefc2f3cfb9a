"""The operation that sets from which worth on a count difference or scrap needs a manager."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, company
from core.actor import Actor, Role
from core.finance.references import Charges
from core.inventory.limits.views import LossLimitSet
from core.operations import command


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def set_loss_limit(session: Session, *, actor: Actor, now: datetime, loss_limit: Charges) -> LossLimitSet:
    """Sets the worth, in the company's currency, up to which a count difference or scrap is booked on confirmation.

    Beyond it a manager has to approve.
    """
    with company.changing(session) as row:
        before, row.loss_limit = row.loss_limit, loss_limit
    details = {"limit": str(loss_limit), "before": str(before)}
    audit.record(session, action="company.loss_limit", actor=actor, now=now, details=details)
    return LossLimitSet(limit=loss_limit, before=before, currency=row.currency)
